//! Changing a server that exists. Requests and credentials of its tools cannot be changed, only what is said about them.

use contract::{ServerSpec, spec::Action};
use serde_json::Value;

use super::{
    Answered,
    build::{finish, slot, tools},
    effects::marks,
    proposal::{Edited, Effect, Refinement},
    sources::Sources,
};
use crate::names;

pub fn change(refinement: Refinement, spec: &ServerSpec, sources: &Sources, is_last: bool) -> Answered {
    if let Some(reason) = refinement.cannot.filter(|reason| !reason.trim().is_empty()) {
        return Answered::Cannot(names::clip(&reason, 600));
    }
    let mut changed = spec.clone();
    let mut problems = Vec::new();
    let mut known = |list: &str, name: &str| {
        let is_known = spec.tools.iter().any(|tool| tool.name == name);
        if !is_known {
            problems.push(format!("{list}: there is no tool called “{}”.", names::clip(name, 60)));
        }
        is_known
    };
    let remove: Vec<&String> = refinement.remove.iter().filter(|name| known("remove", name)).collect();
    let on: Vec<&String> = refinement.switch_on.iter().filter(|name| known("switch_on", name)).collect();
    let off: Vec<&String> = refinement.switch_off.iter().filter(|name| known("switch_off", name)).collect();
    let edits: Vec<&Edited> = refinement.edit.iter().filter(|edit| known("edit", &edit.tool)).collect();
    changed.tools.retain(|tool| !remove.contains(&&tool.name));
    for tool in &mut changed.tools {
        if on.contains(&&tool.name) {
            tool.enabled = true;
        }
        if off.contains(&&tool.name) {
            tool.enabled = false;
        }
        if let Some(edit) = edits.iter().find(|edit| edit.tool == tool.name)
            && let Err(problem) = apply(edit, tool)
        {
            problems.push(format!("edit ({}): {problem}", tool.name));
        }
    }
    if let Some(description) = &refinement.description {
        changed.description = names::clip(description, 2_000);
    }
    let (added, examples) = tools(&refinement.add, &mut problems);
    for secret in &refinement.secrets {
        match changed.secrets.iter().find(|slot| slot.name == secret.name) {
            Some(known) if known.placement != slot(secret).placement => {
                problems.push(format!("secrets: {} exists, and where it stands in requests cannot be changed.", secret.name));
            }
            Some(_) => {}
            None => changed.secrets.push(slot(secret)),
        }
    }
    changed.tools.extend(added);
    if problems.is_empty() && changed == *spec {
        problems.push("Nothing would change. Say in `cannot` why, or make the change.".to_owned());
    }
    // What the server calls and needs already was allowed when it was made; what is switched off perhaps not.
    let sources = sources.clone().knowing(spec.enabled_tools());
    finish(changed, examples, refinement.notes, &sources, problems, is_last)
}

fn apply(edit: &Edited, tool: &mut contract::spec::Tool) -> Result<(), String> {
    let known_as = tool.name.clone();
    if let Some(name) = &edit.name {
        tool.name.clone_from(name);
    }
    if let Some(title) = &edit.title {
        tool.title = names::clip(title, 100);
    }
    if let Some(description) = &edit.description {
        tool.description.clone_from(description);
    }
    if let Some(select) = &edit.select {
        tool.response.select = Some(select.clone()).filter(|program| !program.trim().is_empty());
        // The outline describes the whole answer.
        tool.output_schema = None;
        tool.response.wrap = None;
    }
    if let Some(effect) = edit.effect {
        if effect == Effect::Read && matches!(tool.action, Action::Script(_)) && !tool.annotations.read_only {
            return Err("a script that was marked as changing stays so.".to_owned());
        }
        tool.annotations = marks(effect, &tool.action, &known_as, tool.annotations.open_world);
    }
    for (argument, description) in &edit.arguments {
        let Some(schema) = tool.input_schema.get_mut("properties").and_then(|properties| properties.get_mut(argument)).and_then(Value::as_object_mut) else {
            return Err(format!("there is no argument “{}”.", names::clip(argument, 60)));
        };
        schema.insert("description".into(), names::clip(description, 600).into());
    }
    Ok(())
}

//! The difference between two specifications, as people read it before they take it.

use contract::{
    ServerSpec,
    spec::{Action, Tool},
};
use serde::{Deserialize, Serialize};

use crate::{names::clip, requests::hosts};

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    pub kind: ChangeKind,
    /// The tool or credential, or `server`.
    pub subject: String,
    /// What is different, in lines.
    pub lines: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    Added,
    Removed,
    Changed,
}

/// Every difference: the server, its tools in their order, its credentials.
pub fn diff(before: &ServerSpec, after: &ServerSpec) -> Vec<Change> {
    let mut changes = Vec::new();
    let mut lines = Vec::new();
    compare(&mut lines, "Name", &before.name, &after.name);
    compare(&mut lines, "Description", &before.description, &after.description);
    changes.extend(changed("server", lines));
    let mut matched = vec![false; before.tools.len()];
    for tool in &after.tools {
        // A tool that was renamed sends what it sent before.
        let same_name = before.tools.iter().position(|old| old.name == tool.name);
        let old =
            same_name.or_else(|| before.tools.iter().position(|old| old.action == tool.action && !after.tools.iter().any(|other| other.name == old.name)));
        match old.filter(|place| !matched[*place]) {
            Some(place) => {
                matched[place] = true;
                changes.extend(changed(&before.tools[place].name, tool_lines(&before.tools[place], tool)));
            }
            None => changes.push(Change { kind: ChangeKind::Added, subject: tool.name.clone(), lines: vec![clip(&tool.description, 300), does(tool)] }),
        }
    }
    let removed = before.tools.iter().zip(matched).filter(|(_, matched)| !matched).map(|(tool, _)| tool);
    changes.extend(removed.map(|tool| Change { kind: ChangeKind::Removed, subject: tool.name.clone(), lines: vec![does(tool)] }));
    for slot in &after.secrets {
        match before.secret(&slot.name) {
            None => changes.push(Change { kind: ChangeKind::Added, subject: slot.name.clone(), lines: vec![format!("A credential: {}", slot.label)] }),
            Some(old) if old.placement != slot.placement => {
                changes.push(Change {
                    kind: ChangeKind::Changed,
                    subject: slot.name.clone(),
                    lines: vec!["The credential stands elsewhere in requests.".to_owned()],
                });
            }
            Some(_) => {}
        }
    }
    let gone = before.secrets.iter().filter(|slot| after.secret(&slot.name).is_none());
    changes.extend(gone.map(|slot| Change { kind: ChangeKind::Removed, subject: slot.name.clone(), lines: vec![format!("A credential: {}", slot.label)] }));
    changes
}

fn changed(subject: &str, lines: Vec<String>) -> Option<Change> {
    (!lines.is_empty()).then(|| Change { kind: ChangeKind::Changed, subject: subject.to_owned(), lines })
}

fn compare(lines: &mut Vec<String>, what: &str, before: &str, after: &str) {
    if before != after {
        lines.push(format!("{what}: “{}” becomes “{}”", clip(before, 200), clip(after, 200)));
    }
}

fn tool_lines(before: &Tool, after: &Tool) -> Vec<String> {
    let mut lines = Vec::new();
    compare(&mut lines, "Name", &before.name, &after.name);
    compare(&mut lines, "Title", &before.title, &after.title);
    compare(&mut lines, "Description", &before.description, &after.description);
    compare(&mut lines, "Marked as", mark(before), mark(after));
    match (before.enabled, after.enabled) {
        (true, false) => lines.push("Switched off".to_owned()),
        (false, true) => lines.push("Switched on".to_owned()),
        _ => {}
    }
    if before.input_schema != after.input_schema {
        lines.push(arguments(before, after));
    }
    if before.output_schema != after.output_schema || before.response != after.response {
        lines.push("What of the answer is shown".to_owned());
    }
    if before.action != after.action {
        lines.push(format!("What it does: {} becomes {}", does(before), does(after)));
    }
    lines
}

fn arguments(before: &Tool, after: &Tool) -> String {
    let names = |tool: &Tool| -> Vec<String> {
        tool.input_schema.get("properties").and_then(|members| members.as_object()).into_iter().flatten().map(|(name, _)| name.clone()).collect()
    };
    let (old, new) = (names(before), names(after));
    let added: Vec<&String> = new.iter().filter(|name| !old.contains(name)).collect();
    let removed: Vec<&String> = old.iter().filter(|name| !new.contains(name)).collect();
    let list = |names: &[&String]| clip(&names.iter().map(|name| name.as_str()).collect::<Vec<_>>().join(", "), 200);
    match (added.is_empty(), removed.is_empty()) {
        (true, true) => "How its arguments are described".to_owned(),
        (false, true) => format!("New arguments: {}", list(&added)),
        (true, false) => format!("Arguments removed: {}", list(&removed)),
        (false, false) => format!("Arguments: {} instead of {}", list(&added), list(&removed)),
    }
}

const fn mark(tool: &Tool) -> &'static str {
    match (tool.annotations.read_only, tool.annotations.destructive) {
        (true, _) => "reading",
        (false, true) => "deleting",
        (false, false) => "changing",
    }
}

fn does(tool: &Tool) -> String {
    match &tool.action {
        Action::Http(action) => clip(&format!("{} {}", action.method.as_str(), action.url), 200),
        Action::Script(script) if script.origins.is_empty() => "A script without network".to_owned(),
        Action::Script(_) => {
            let origins: Vec<String> = hosts::origins(&tool.action).iter().map(ToString::to_string).collect();
            clip(&format!("A script that may call {}", origins.join(", ")), 200)
        }
    }
}

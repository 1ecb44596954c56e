//! Choosing from a document: the model picks, renames and describes; requests, credentials and marks stay the document's.

use std::collections::HashSet;

use contract::ServerSpec;

use super::{Answered, build::finish, merge::merge, proposal::Choice, sources::Sources};
use crate::names;

/// Characters of the index that a model reads.
const LONGEST_INDEX: usize = 120_000;

/// One line for each tool: name, request, what it does. Shorter lines where there are many.
pub fn index(spec: &ServerSpec) -> String {
    for words in [160, 80, 40, 0] {
        let mut text = String::new();
        for tool in &spec.tools {
            let summary = if tool.title.is_empty() { tool.description.lines().next().unwrap_or_default() } else { &tool.title };
            let mark = if tool.annotations.read_only {
                ""
            } else if tool.annotations.destructive {
                " [deletes]"
            } else {
                " [writes]"
            };
            let request = if words > 40 { format!(" {}", tool.operation) } else { String::new() };
            text.push_str(&format!("{}{mark}{request} {}\n", tool.name, names::clip(&summary.replace('\n', " "), words.max(1))));
        }
        if text.len() <= LONGEST_INDEX || words == 0 {
            return text[..text.floor_char_boundary(LONGEST_INDEX)].to_owned();
        }
    }
    String::new()
}

pub fn choose(choice: Choice, spec: &ServerSpec, sources: &Sources, is_last: bool) -> Answered {
    if let Some(reason) = choice.cannot.filter(|reason| !reason.trim().is_empty()) {
        return Answered::Cannot(names::clip(&reason, 600));
    }
    let mut problems = Vec::new();
    if choice.tools.is_empty() && choice.merged.is_empty() {
        problems.push("tools: choose at least one; say in `cannot` why there is none.".to_owned());
    }
    let mut chosen = ServerSpec { tools: Vec::new(), ..spec.clone() };
    let mut taken = HashSet::new();
    for (number, pick) in choice.tools.iter().enumerate() {
        let at = format!("tools[{number}]");
        let Some(known) = spec.tools.iter().find(|tool| tool.name == pick.tool) else {
            problems.push(format!("{at}.tool: “{}” is not in the index; use the names as they stand there.", names::clip(&pick.tool, 60)));
            continue;
        };
        if !taken.insert(&known.name) {
            problems.push(format!("{at}.tool: {} is chosen twice.", known.name));
            continue;
        }
        let mut tool = known.clone();
        tool.enabled = true;
        if let Some(name) = &pick.name {
            tool.name.clone_from(name);
        }
        if let Some(title) = &pick.title {
            tool.title = names::clip(title, 100);
        }
        if let Some(description) = &pick.description {
            tool.description.clone_from(description);
        }
        chosen.tools.push(tool);
    }
    for (number, wanted) in choice.merged.iter().enumerate() {
        match merge(wanted, spec) {
            Ok(tool) => chosen.tools.push(tool),
            Err(problem) => problems.push(format!("merged[{number}] ({}): {problem}", names::clip(&wanted.name, 50))),
        }
    }
    if let Some(name) = &sources.name {
        chosen.name.clone_from(name);
    } else if !choice.name.trim().is_empty() {
        chosen.name = names::clip(&choice.name, 60);
    }
    if !choice.description.trim().is_empty() {
        chosen.description = names::clip(&choice.description, 2_000);
    }
    // Of a document, everything may be used that it describes; a pasted text asks for nothing more.
    let sources = sources.clone().knowing(spec.tools.iter());
    finish(chosen, Vec::new(), choice.notes, &sources, problems, is_last)
}

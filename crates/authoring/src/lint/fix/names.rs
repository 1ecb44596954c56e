//! Names of tools.

use std::collections::HashSet;

use contract::{
    ServerSpec,
    spec::{Action, Tool},
};

use crate::{lint::names as rules, names};

/// Shorter names say nothing.
const SHORTEST: usize = 8;

/// Characters that a tool's name may have in a server with a slug this long; nothing where the slug leaves no room.
pub fn room(slug: usize) -> Option<usize> {
    let claude = rules::LONGEST_FOR_APIS.checked_sub("mcp____".len() + slug)?;
    let cursor = rules::LONGEST_FOR_CURSOR.checked_sub(slug)?;
    Some(claude.min(cursor).min(rules::LONGEST)).filter(|room| *room >= SHORTEST)
}

pub fn fix(spec: &mut ServerSpec, place: usize, slug: &str, rule: &str) {
    let longest = room(slug.len()).unwrap_or(rules::LONGEST);
    let tool = &spec.tools[place];
    let wanted = match rule {
        "tool-name-missing" => of_request(tool),
        "tool-name-start" => format!("call_{}", tool.name),
        _ => tool.name.clone(),
    };
    let wanted = if wanted.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-') { wanted } else { names::tool_name(&wanted) };
    let others = spec.tools.iter().enumerate().filter(|(number, _)| *number != place);
    let mut taken: HashSet<String> = others.map(|(_, tool)| tool.name.to_ascii_lowercase()).collect();
    spec.tools[place].name = unique(&shorten(&wanted, longest), longest, &mut taken);
}

/// A name made from the title, the operation, or method and path.
fn of_request(tool: &Tool) -> String {
    let source = [tool.title.as_str(), tool.operation.as_str()].into_iter().find(|text| !text.trim().is_empty());
    match (source, &tool.action) {
        (Some(text), _) => names::tool_name(&text.to_lowercase()),
        (None, Action::Http(action)) => {
            let path = action.url.split_once("://").and_then(|(_, rest)| rest.split_once('/')).map_or("", |(_, path)| path);
            names::tool_name_of_path(action.method.as_str(), path.split('?').next().unwrap_or_default())
        }
        (None, Action::Script(_)) => "run_script".to_owned(),
    }
}

/// Whole words from the beginning, as many as fit.
fn shorten(name: &str, longest: usize) -> String {
    if name.len() <= longest {
        return name.to_owned();
    }
    let cut = &name[..name.floor_char_boundary(longest)];
    let end = cut.rfind(['_', '-']).filter(|end| *end >= SHORTEST).unwrap_or(cut.len());
    cut[..end].trim_end_matches(['_', '-']).to_owned()
}

fn unique(name: &str, longest: usize, taken: &mut HashSet<String>) -> String {
    let mut candidate = name.to_owned();
    let mut number = 2_u32;
    while !taken.insert(candidate.to_ascii_lowercase()) {
        let suffix = format!("_{number}");
        candidate = format!("{}{suffix}", &name[..name.floor_char_boundary(longest.saturating_sub(suffix.len()))]);
        number += 1;
    }
    candidate
}

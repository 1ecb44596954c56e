//! The list as a whole, and tools that are too large for it.

use contract::{ServerSpec, spec::Tool};
use serde_json::Value;

use super::{shapes, texts};
use crate::{
    lint::{
        list::{LIMITS, MANY_TOKENS, MOST_TOOLS},
        risks,
        texts::{LONGEST_FOR_CLAUDE_CODE, gives_orders},
        walk,
    },
    requests::hosts,
    size::{size, tool_tokens},
};

pub fn fix(spec: &mut ServerSpec, rule: &str) {
    match rule {
        "no-tools" => spec.tools.iter_mut().for_each(|tool| tool.enabled = true),
        "too-many-tools" => keep_first(spec),
        "tool-count" => {
            let most = LIMITS.first().map_or(usize::MAX, |(limit, ..)| *limit);
            spec.tools.iter_mut().filter(|tool| tool.enabled).skip(most).for_each(|tool| tool.enabled = false);
        }
        "list-size" => shorten(spec),
        "instructions-length" => spec.description = texts::cut(&spec.description, LONGEST_FOR_CLAUDE_CODE),
        "hidden-text" => spec.description = texts::reveal(&spec.description),
        "orders-in-text" if gives_orders(&spec.description) => spec.description.clear(),
        "reads-here-writes-there" => keep_writers_at_home(spec),
        _ => {}
    }
}

/// Tools that are switched off go first, from the end.
fn keep_first(spec: &mut ServerSpec) {
    let mut surplus = spec.tools.len().saturating_sub(MOST_TOOLS);
    let mut place = spec.tools.len();
    while surplus > 0 && place > 0 {
        place -= 1;
        if !spec.tools[place].enabled {
            spec.tools.remove(place);
            surplus -= 1;
        }
    }
    spec.tools.truncate(MOST_TOOLS);
}

/// Less detail in the tools that cost most; where that is not enough, they are switched off.
fn shorten(spec: &mut ServerSpec) {
    let enabled = u32::try_from(spec.enabled_tools().count()).unwrap_or(u32::MAX).max(1);
    for share in [MANY_TOKENS / enabled * 2, MANY_TOKENS / enabled] {
        if size(spec).total_tokens <= MANY_TOKENS {
            return;
        }
        spec.tools.iter_mut().filter(|tool| tool.enabled).for_each(|tool| shrink(tool, share.max(60)));
    }
    while size(spec).total_tokens > MANY_TOKENS {
        let costliest = spec.tools.iter_mut().filter(|tool| tool.enabled).max_by_key(|tool| tool_tokens(tool));
        match costliest {
            Some(tool) => tool.enabled = false,
            None => return,
        }
    }
}

/// Leaves out examples, then words, then inner structure, until the tool costs no more than `most` tokens or nothing is
/// left to leave out. What it took before it takes still.
pub fn shrink(tool: &mut Tool, most: u32) {
    let steps: [&dyn Fn(&mut Tool); 7] = [
        &|tool| walk::change(&mut tool.input_schema, 0, &mut |schema, _| forget(schema, &["examples", "example", "$comment", "title", "deprecated"])),
        &|tool| walk::change(&mut tool.input_schema, 0, &mut |schema, _| cut_description(schema, 160)),
        &|tool| shapes::loosen(&mut tool.input_schema, 4),
        &|tool| shapes::loosen(&mut tool.input_schema, 2),
        &|tool| tool.description = texts::cut(&tool.description, 400),
        &|tool| walk::change(&mut tool.input_schema, 0, &mut |schema, _| cut_description(schema, 60)),
        &|tool| shapes::loosen(&mut tool.input_schema, 1),
    ];
    for step in steps {
        if tool_tokens(tool) <= most {
            return;
        }
        step(tool);
    }
}

fn forget(schema: &mut Value, keys: &[&str]) {
    if let Some(members) = schema.as_object_mut() {
        members.retain(|key, _| !keys.contains(&key.as_str()));
    }
}

fn cut_description(schema: &mut Value, longest: usize) {
    if let Some(Value::String(text)) = schema.as_object_mut().and_then(|members| members.get_mut("description")) {
        *text = texts::cut(text, longest);
    }
}

/// Switches off writers whose place is another one than a place that is read with a credential.
fn keep_writers_at_home(spec: &mut ServerSpec) {
    while let Some((_, to)) = risks::leak(spec) {
        let writes_there = |tool: &Tool| tool.enabled && !tool.annotations.read_only && hosts::origins(&tool.action).contains(&to);
        let mut changed = false;
        for tool in spec.tools.iter_mut().filter(|tool| writes_there(tool)) {
            tool.enabled = false;
            changed = true;
        }
        if !changed {
            return;
        }
    }
}

//! Descriptions.

use contract::spec::{Action, Tool};
use serde_json::Value;

use crate::{
    lint::{
        texts::{LONGEST_FOR_OPENAI, gives_orders, is_invisible},
        walk,
    },
    names::clip,
    requests::naming,
};

pub fn fix(tool: &mut Tool, rule: &str) {
    match rule {
        "description-length" => tool.description = cut(&tool.description, LONGEST_FOR_OPENAI),
        "description-missing" | "destructive-without-description" => tool.description = of_request(tool),
        "description-short" => {
            let said = tool.description.trim().trim_end_matches('.');
            tool.description = format!("{said}. {}", effect(tool));
        }
        "hidden-text" => change_texts(tool, &reveal),
        _ => replace_orders(tool),
    }
}

/// What is said about a tool where nothing else is known: its name in words, its request, and what it does.
pub fn of_request(tool: &Tool) -> String {
    let words = if tool.title.trim().is_empty() { naming::title(&tool.name.replace('-', "_")) } else { clip(&tool.title, 200) };
    format!("{}. {}", words.trim_end_matches('.'), effect(tool))
}

fn effect(tool: &Tool) -> String {
    let what = match (tool.annotations.read_only, tool.annotations.destructive) {
        (true, _) => "Reads only.",
        (false, true) => "May delete or overwrite data.",
        (false, false) => "Changes data.",
    };
    format!("{what} ({})", does(tool))
}

/// `GET api.example.com/users/{id}`.
fn does(tool: &Tool) -> String {
    match &tool.action {
        Action::Http(action) => {
            let address = action.url.split_once("://").map_or(action.url.as_str(), |(_, rest)| rest);
            clip(&format!("{} {}", action.method.as_str(), address.split('?').next().unwrap_or_default()), 160)
        }
        Action::Script(_) => "a script in the sandbox".to_owned(),
    }
}

/// Adds the request to a description that another tool has, too; the name where the request is the same.
pub fn set_apart(tool: &mut Tool) {
    let said = tool.description.trim().trim_end_matches('.').to_owned();
    let does = does(tool);
    let apart = if said.ends_with(&format!("({does})")) { format!("{said}, as {}.", tool.name) } else { format!("{said} ({does}), as {}.", tool.name) };
    tool.description = cut(&apart, LONGEST_FOR_OPENAI);
}

/// At most so many characters, cut after a sentence where there is one.
pub fn cut(text: &str, longest: usize) -> String {
    let text = text.trim();
    if text.chars().count() <= longest {
        return text.to_owned();
    }
    let cut: String = text.chars().take(longest).collect();
    let end = [". ", ".\n", "! ", "? ", "\n"].iter().filter_map(|mark| cut.rfind(mark)).max().map(|end| end + 1);
    match end.filter(|end| *end > longest / 3) {
        Some(end) => cut[..end].trim_end().to_owned(),
        None => clip(text, longest),
    }
}

/// Without what people cannot see.
pub fn reveal(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("<!--") {
        shown.push_str(before);
        rest = after.split_once("-->").map_or("", |(_, after)| after);
    }
    shown.push_str(rest);
    shown.chars().filter(|c| !is_invisible(*c)).collect::<String>().trim().to_owned()
}

/// Texts that give orders are replaced where a tool needs one, and left out where it does not.
fn replace_orders(tool: &mut Tool) {
    if gives_orders(&tool.title) {
        tool.title.clear();
    }
    if gives_orders(&tool.description) {
        tool.description = of_request(tool);
    }
    walk::change(&mut tool.input_schema, 0, &mut |schema, _| {
        let Some(members) = schema.as_object_mut() else { return };
        members.retain(|key, value| !(matches!(key.as_str(), "description" | "title" | "$comment") && value.as_str().is_some_and(gives_orders)));
    });
    super::arguments::describe(tool);
}

fn change_texts(tool: &mut Tool, change: &dyn Fn(&str) -> String) {
    tool.description = change(&tool.description);
    tool.title = change(&tool.title);
    walk::change(&mut tool.input_schema, 0, &mut |schema, _| {
        let Some(members) = schema.as_object_mut() else { return };
        for (key, value) in members {
            if let (true, Value::String(text)) = (matches!(key.as_str(), "description" | "title" | "$comment"), value) {
                *text = change(text);
            }
        }
    });
}

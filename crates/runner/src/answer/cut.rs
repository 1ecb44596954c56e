//! Size limits: text is cut where a character ends, with a note that says so and how to read on.

use contract::spec::{ANSWER_CUT, Pagination, ResponseRule};
use serde_json::Value;

/// The text as far as the limit allows, and the note where it was cut.
pub fn text(whole: &str, rule: &ResponseRule) -> (String, Option<String>) {
    let limit = rule.max_bytes as usize;
    if whole.len() <= limit {
        return (whole.to_owned(), None);
    }
    let shown = &whole[..whole.floor_char_boundary(limit)];
    let mut note = format!("{ANSWER_CUT}{} of {} bytes are shown.", shown.len(), whole.len());
    match &rule.pagination {
        Some(Pagination { arg, size_arg: Some(size), .. }) => {
            note.push_str(&format!(" Ask for fewer items with `{size}`, and page through them with `{arg}`."))
        }
        Some(Pagination { arg, size_arg: None, .. }) => note.push_str(&format!(" Page through the rest with `{arg}`.")),
        None => note.push_str(" Narrow the request to get less."),
    }
    note.push(']');
    (shown.to_owned(), Some(note))
}

/// The hint under an answer that is one page of several.
pub fn next_page(rule: &ResponseRule, next: Option<&Value>) -> Option<String> {
    let argument = &rule.pagination.as_ref()?.arg;
    Some(format!("[There is more: call again with `{argument}` = {}.]", next?))
}

/// Takes items off the longest lists, then characters off the longest texts, until the JSON is no longer than `limit`.
pub fn shorten(mut value: Value, limit: usize) -> Value {
    // Each round takes at least a third of the largest part, so the number of rounds is small.
    for _ in 0..64 {
        let size = value.to_string().len();
        if size <= limit {
            break;
        }
        let Some(largest) = largest(&mut value) else { break };
        match largest {
            Value::Array(items) => items.truncate(items.len() * 2 / 3),
            Value::String(text) => text.truncate(text.floor_char_boundary(text.len() * 2 / 3)),
            _ => break,
        }
    }
    value
}

/// The largest non-empty list or text.
fn largest(value: &mut Value) -> Option<&mut Value> {
    fn find(value: &Value, path: &mut Vec<String>, best: &mut (usize, Option<Vec<String>>)) {
        let size = match value {
            Value::Array(items) if !items.is_empty() => value.to_string().len(),
            Value::String(text) if !text.is_empty() => text.len(),
            _ => 0,
        };
        if size > best.0 {
            *best = (size, Some(path.clone()));
        }
        if let Value::Object(members) = value {
            for (name, member) in members {
                path.push(name.clone());
                find(member, path, best);
                path.pop();
            }
        }
    }
    let mut best = (0, None);
    find(value, &mut Vec::new(), &mut best);
    best.1?.iter().try_fold(value, |value, name| value.get_mut(name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rule(max_bytes: u32) -> ResponseRule {
        ResponseRule {
            max_bytes,
            pagination: Some(Pagination { arg: "page".to_owned(), size_arg: Some("per_page".to_owned()), next: None }),
            ..ResponseRule::default()
        }
    }

    #[test]
    fn a_cut_falls_between_characters_and_says_how_to_go_on() {
        let (shown, note) = text("aäää", &rule(4));
        assert_eq!(shown, "aä");
        let note = note.expect("it was cut");
        assert!(note.contains("3 of 7 bytes") && note.contains("`per_page`") && note.contains("`page`"), "{note}");
        assert_eq!(text("aä", &rule(3)), ("aä".to_owned(), None));
    }

    #[test]
    fn shortened_json_keeps_its_shape() {
        let long = json!({ "total": 1000, "items": (0..1000).map(|n| json!({ "n": n })).collect::<Vec<_>>(), "text": "x".repeat(500) });
        let short = shorten(long, 600);
        assert!(short.to_string().len() <= 600);
        assert_eq!(short["total"], 1000);
        assert!(short["items"].is_array() && short["text"].is_string());
    }
}

//! Regular expressions.

use serde_json::{Value, json};

use super::kit::{Recipe, Script, switch, text, text_like, whole};

const CODE: &str = include_str!("scripts/regex.js");

pub(super) fn recipe() -> Recipe {
    Recipe::new(
        "regex",
        "Regex tester",
        "Tests regular expressions on a text, replaces and splits with them.",
        &["regex", "regexp", "regular expression", "regular expressions", "pattern", "pattern matching", "replace text", "find and replace"],
    )
    .script(
        Script {
            name: "test_regex",
            description: "Finds every match of a regular expression (JavaScript's) in a text, with positions, groups and named groups.",
            code: CODE,
            function: "testRegex",
            input: input(json!({"limit": whole("Most matches to list; 100 when left out.", 1, 1_000)})),
            required: &["pattern", "text"],
            output: json!({
                "matched": switch("There is a match."), "count": {"type": "integer"},
                "matches": {"type": "array", "items": {"type": "object", "properties": {
                    "match": {"type": "string"}, "index": {"type": "integer"}, "groups": {"type": "array", "items": {"type": ["string", "null"]}}, "named": {"type": "object"}},
                    "required": ["match", "index", "groups", "named"]}},
            }),
            changing: false,
        },
        json!({"pattern": "(?<year>\\d{4})-(\\d{2})", "text": "2026-11 and 2027-01", "limit": 1}),
        json!({"matched": true, "count": 2, "matches": [{"match": "2026-11", "index": 0, "groups": ["2026", "11"], "named": {"year": "2026"}}]}),
    )
    .script(
        Script {
            name: "replace_regex",
            description: "Replaces every match of a regular expression. $1 or $<name> in the replacement stand for groups.",
            code: CODE,
            function: "replaceRegex",
            input: input(json!({"replacement": text_like("What to put there.", "$2 $1")})),
            required: &["pattern", "text", "replacement"],
            output: json!({"text": text("The new text."), "count": {"type": "integer"}}),
            changing: false,
        },
        json!({"pattern": "(\\w+)@(\\w+)", "flags": "i", "text": "ann@home bob@work", "replacement": "$2:$1"}),
        json!({"text": "home:ann work:bob", "count": 2}),
    )
    .script(
        Script {
            name: "split_regex",
            description: "Splits a text at every match of a regular expression.",
            code: CODE,
            function: "splitRegex",
            input: input(json!({})),
            required: &["pattern", "text"],
            output: json!({"count": {"type": "integer"}, "parts": {"type": "array", "items": {"type": "string"}}}),
            changing: false,
        },
        json!({"pattern": "\\s*[,;]\\s*", "text": "a, b;c"}),
        json!({"count": 3, "parts": ["a", "b", "c"]}),
    )
}

fn input(more: Value) -> Value {
    let mut input = json!({
        "pattern": text_like("The regular expression, without slashes around it.", "\\d+"),
        "flags": json!({"type": "string", "pattern": "^[imsuvg]*$", "description": "Flags: i ignores case, m and s as in JavaScript, u for Unicode."}),
        "text": text("The text."),
    });
    if let (Some(input), Value::Object(more)) = (input.as_object_mut(), more) {
        input.extend(more);
    }
    input
}

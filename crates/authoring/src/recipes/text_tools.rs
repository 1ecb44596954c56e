//! Text tools.

use serde_json::json;

use super::kit::{Recipe, Script, choice, number, switch, text};

const CODE: &str = include_str!("scripts/text.js");

pub(super) fn recipe() -> Recipe {
    let integer = || json!({"type": "integer"});
    Recipe::new(
        "text-tools",
        "Text tools",
        "Counts words, changes upper and lower case, cleans and sorts lines, and pulls addresses, links and numbers out of a text.",
        &["text", "text tools", "word count", "count words", "character count", "uppercase", "lowercase", "title case", "camel case", "snake case", "sort lines", "duplicate lines", "extract emails", "extract urls", "clean text"],
    )
    .script(
        Script {
            name: "count_text",
            description: "Counts characters, words, lines, sentences and paragraphs of a text, with reading time and its most common words.",
            code: CODE,
            function: "countText",
            input: json!({"text": text("The text.")}),
            required: &["text"],
            output: json!({
                "characters": integer(), "words": integer(), "lines": integer(), "sentences": integer(), "paragraphs": integer(), "reading_minutes": number("At 200 words a minute."),
                "common_words": {"type": "array", "items": {"type": "object", "properties": {"word": {"type": "string"}, "count": integer()}, "required": ["word", "count"]}},
            }),
            changing: false,
        },
        json!({"text": "Hello world. Hello again!\n\nBye 👋"}),
        json!({
            "characters": 32, "words": 5, "lines": 3, "sentences": 2, "paragraphs": 2, "reading_minutes": 0,
            "common_words": [{"word": "hello", "count": 2}, {"word": "again", "count": 1}, {"word": "bye", "count": 1}, {"word": "world", "count": 1}],
        }),
    )
    .script(
        Script {
            name: "change_case",
            description: "Writes a text in another case: upper, lower, title, sentence, camelCase, PascalCase, snake_case, kebab-case or CONSTANT_CASE.",
            code: CODE,
            function: "changeCase",
            input: json!({"text": text("The text."), "to": choice("The case.", &["upper", "lower", "title", "sentence", "camel", "pascal", "snake", "kebab", "constant"])}),
            required: &["text", "to"],
            output: json!({"text": text("The changed text.")}),
            changing: false,
        },
        json!({"text": "HTTP requestCount per-day", "to": "snake"}),
        json!({"text": "http_request_count_per_day"}),
    )
    .script(
        Script {
            name: "clean_lines",
            description: "Tidies the lines of a text: trims them, drops empty and repeated ones, and sorts them.",
            code: CODE,
            function: "cleanLines",
            input: json!({
                "text": text("The text."), "trim": switch("Remove spaces at both ends of each line; yes when left out."), "drop_empty": switch("Drop empty lines; yes when left out."),
                "unique": switch("Keep the first of equal lines only."), "sort": choice("Sort the lines.", &["ascending", "descending", "numeric"]),
            }),
            required: &["text"],
            output: json!({"text": text("The tidied text."), "lines": integer()}),
            changing: false,
        },
        json!({"text": " pear\n\napple \npear", "unique": true, "sort": "ascending"}),
        json!({"text": "apple\npear", "lines": 2}),
    )
    .script(
        Script {
            name: "extract",
            description: "Finds all e-mail addresses, links, numbers, dates (2026-11-22) or hashtags in a text, each once.",
            code: CODE,
            function: "extract",
            input: json!({"text": text("The text."), "what": choice("What to find.", &["emails", "urls", "numbers", "dates", "hashtags"])}),
            required: &["text", "what"],
            output: json!({"count": integer(), "found": {"type": "array", "items": {"type": "string"}}}),
            changing: false,
        },
        json!({"text": "Write to ann@example.com or (bob@example.org), not ann@example.com.", "what": "emails"}),
        json!({"count": 2, "found": ["ann@example.com", "bob@example.org"]}),
    )
}

//! JSON tools.

use serde_json::json;

use super::kit::{Recipe, Script, switch, text, text_like, whole};

const CODE: &str = include_str!("scripts/json.js");

pub(super) fn recipe() -> Recipe {
    Recipe::new(
        "json-tools",
        "JSON tools",
        "Formats and checks JSON, reads values by path, compares two documents and outlines their structure.",
        &["json", "json tools", "format json", "pretty print", "validate json", "json path", "jsonpath", "compare json", "diff json", "minify"],
    )
    .script(
        Script {
            name: "format_json",
            description: "Checks a JSON text and writes it with indentation, or on one line with indent 0. Says what is wrong when it is no valid JSON.",
            code: CODE,
            function: "formatJson",
            input: json!({"json": text("The JSON text."), "indent": whole("Spaces per level; 2 when left out, 0 for one line.", 0, 10), "sort_keys": switch("Sort the names in objects.")}),
            required: &["json"],
            output: json!({"json": text("The formatted JSON.")}),
            changing: false,
        },
        json!({"json": "{\"b\": 1, \"a\": [true]}", "indent": 0, "sort_keys": true}),
        json!({"json": "{\"a\":[true],\"b\":1}"}),
    )
    .script(
        Script {
            name: "query_json",
            description: "Reads values out of a JSON text by path, such as items[0].name or items[*].price.",
            code: CODE,
            function: "queryJson",
            input: json!({"json": text("The JSON text."), "path": text_like("The path; [*] stands for every item.", "items[*].name")}),
            required: &["json", "path"],
            output: json!({"count": {"type": "integer"}, "values": {"type": "array", "items": {}}}),
            changing: false,
        },
        json!({"json": "{\"items\":[{\"id\":1},{\"id\":2}]}", "path": "$.items[*].id"}),
        json!({"count": 2, "values": [1, 2]}),
    )
    .script(
        Script {
            name: "compare_json",
            description: "Compares two JSON texts and lists what was added, removed and changed, with its path. The order of names does not matter.",
            code: CODE,
            function: "compareJson",
            input: json!({"before": text("The first JSON text."), "after": text("The second JSON text.")}),
            required: &["before", "after"],
            output: json!({"equal": switch("Nothing differs."), "changes": {"type": "array", "items": {"type": "object", "properties": {
                "path": {"type": "string"}, "change": {"type": "string", "enum": ["added", "removed", "changed"]}, "before": {}, "after": {}}, "required": ["path", "change"]}}}),
            changing: false,
        },
        json!({"before": "{\"a\":1,\"b\":[1]}", "after": "{\"b\":[2],\"c\":3}"}),
        json!({"equal": false, "changes": [
            {"path": "a", "change": "removed", "before": 1}, {"path": "b[0]", "change": "changed", "before": 1, "after": 2}, {"path": "c", "change": "added", "after": 3}]}),
    )
    .script(
        Script {
            name: "describe_json",
            description: "Outlines the structure of a JSON text: names and types, with one item of each list.",
            code: CODE,
            function: "describeJson",
            input: json!({"json": text("The JSON text.")}),
            required: &["json"],
            output: json!({"outline": {}, "bytes": {"type": "integer"}}),
            changing: false,
        },
        json!({"json": "{\"users\":[{\"id\":1,\"name\":\"ü\"}]}"}),
        json!({"outline": {"users": [{"id": "number", "name": "string"}]}, "bytes": 32}),
    )
}

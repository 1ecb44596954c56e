//! CSV and JSON.

use serde_json::{Value, json};

use super::kit::{Recipe, Script, switch, text};

const CODE: &str = include_str!("scripts/csv.js");

pub(super) fn recipe() -> Recipe {
    let delimiter = |otherwise: &str| json!({"type": "string", "minLength": 1, "maxLength": 1, "description": format!("The character between cells; {otherwise} when left out.")});
    let columns = || json!({"type": "array", "items": {"type": "string"}});
    Recipe::new(
        "csv",
        "CSV and JSON",
        "Turns CSV into JSON and back, and summarises the columns of a table.",
        &["csv", "csv to json", "json to csv", "table", "spreadsheet", "tsv", "delimiter", "columns"],
    )
    .script(
        Script {
            name: "csv_to_json",
            description: "Reads CSV (RFC 4180, also with ; or tabs) and gives its rows as objects. Numbers and true/false become values, empty cells null.",
            code: CODE,
            function: "csvToJson",
            input: json!({
                "csv": text("The CSV text."), "delimiter": delimiter("found by itself"),
                "header": switch("The first line names the columns; yes when left out. Without it rows are lists."), "types": switch("Turn numbers and true/false into values; yes when left out."),
            }),
            required: &["csv"],
            output: json!({"columns": columns(), "rows": {"type": "array", "items": {}}}),
            changing: false,
        },
        json!({"csv": "name;age\r\n\"Doe; \"\"J\"\"\";42\r\nAnn;\r\n"}),
        json!({"columns": ["name", "age"], "rows": [{"name": "Doe; \"J\"", "age": 42}, {"name": "Ann", "age": null}]}),
    )
    .script(
        Script {
            name: "json_to_csv",
            description: "Writes a list of objects as CSV, one row each. Nested values are written as JSON.",
            code: CODE,
            function: "jsonToCsv",
            input: json!({
                "rows": {"type": "array", "items": {"type": "object"}, "description": "The objects."},
                "columns": {"type": "array", "items": {"type": "string"}, "description": "Columns and their order; all names when left out."}, "delimiter": delimiter("a comma"),
            }),
            required: &["rows"],
            output: json!({"csv": text("The CSV text."), "rows": {"type": "integer"}}),
            changing: false,
        },
        json!({"rows": [{"a": 1, "b": "x,y"}, {"a": null, "c": [1]}]}),
        json!({"csv": "a,b,c\n1,\"x,y\",\n,,[1]", "rows": 2}),
    )
    .script(
        Script {
            name: "summarise_csv",
            description: "Summarises each column of a CSV table: filled cells, distinct values, and smallest, largest and mean of numbers.",
            code: CODE,
            function: "summariseCsv",
            input: json!({"csv": text("The CSV text, with a header line."), "delimiter": delimiter("found by itself")}),
            required: &["csv"],
            output: json!({"rows": {"type": "integer"}, "columns": {"type": "array", "items": summary()}}),
            changing: false,
        },
        json!({"csv": "item,price\na,1\nb,2\na,6"}),
        json!({"rows": 3, "columns": [{"name": "item", "filled": 3, "distinct": 2}, {"name": "price", "filled": 3, "distinct": 3, "min": 1, "max": 6, "mean": 3}]}),
    )
}

fn summary() -> Value {
    json!({
        "type": "object",
        "properties": {"name": {"type": "string"}, "filled": {"type": "integer"}, "distinct": {"type": "integer"}, "min": {"type": "number"}, "max": {"type": "number"}, "mean": {"type": "number"}},
        "required": ["name", "filled", "distinct"]
    })
}

//! JSON Schemas of what a model may answer. They use only what every model API takes: no `$ref`, no variants.

use serde_json::{Value, json};

fn text(about: &str) -> Value {
    json!({ "type": "string", "description": about })
}

fn texts(about: &str) -> Value {
    json!({ "type": "array", "items": { "type": "string" }, "description": about })
}

fn object(properties: Value, required: &[&str]) -> Value {
    json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": false })
}

fn effect() -> Value {
    json!({ "type": "string", "enum": ["read", "write", "delete"], "description": "What it does to the world." })
}

fn place() -> Value {
    object(
        json!({ "name": text("Name on the wire."), "arg": text("The argument that it comes from."), "value": { "description": "A constant, instead of arg." } }),
        &["name"],
    )
}

fn tool() -> Value {
    let request = object(
        json!({
            "method": { "type": "string", "enum": ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] },
            "url": text("Absolute, with {argument} for path arguments."),
            "query": { "type": "array", "items": place() },
            "headers": { "type": "array", "items": place() },
            "body": object(json!({
                "kind": { "type": "string", "enum": ["json", "form", "text"] },
                "fields": { "type": "array", "items": place() },
                "arg": text("The argument that is the whole body, instead of fields."),
            }), &["kind"]),
            "secrets": texts("Names of the credentials that the request carries."),
            "select": text("A jq program that keeps what matters of the answer."),
        }),
        &["method", "url"],
    );
    let script = object(
        json!({
            "code": text("JavaScript that defines run(args)."),
            "origins": texts("Origins that fetch may reach, such as https://api.example.com."),
            "secrets": texts("Names of the credentials that its requests carry."),
        }),
        &["code"],
    );
    let example =
        object(json!({ "arguments": { "type": "object" }, "answer": { "description": "The exact answer, where it is always the same." } }), &["arguments"]);
    object(
        json!({
            "name": text("verb_noun"),
            "title": text("A title for people."),
            "description": text("What it returns or changes, and when to use it."),
            "effect": effect(),
            "arguments": { "type": "object", "description": "JSON Schema of the arguments." },
            "http": request,
            "script": script,
            "examples": { "type": "array", "items": example },
        }),
        &["name", "description", "effect", "arguments"],
    )
}

fn secret() -> Value {
    object(
        json!({
            "name": text("Capital letters, digits and _, such as SHOP_TOKEN."),
            "label": text("What the owner reads above the field."),
            "help": text("Where to get it, in a sentence."),
            "help_url": text("An https address that explains it."),
            "in": { "type": "string", "enum": ["header", "query", "cookie"] },
            "param": text("Name of the header, query parameter or cookie."),
            "prefix": text("Stands before the value, such as “Bearer ”."),
            "basic": { "type": "boolean", "description": "The value is user:password and is sent as base64." },
        }),
        &["name", "label", "in", "param"],
    )
}

const CANNOT: &str = "Why it cannot be done, for the owner; leave it out when it can.";

pub fn proposal() -> Value {
    object(
        json!({
            "cannot": text(CANNOT),
            "name": text("The server's name."),
            "description": text("What the server is for."),
            "tools": { "type": "array", "items": tool() },
            "secrets": { "type": "array", "items": secret() },
            "notes": texts("What the owner should know."),
        }),
        &["name", "tools"],
    )
}

pub fn choice() -> Value {
    let chosen = object(
        json!({ "tool": text("Its name in the index, exactly."), "name": text("A better name."), "title": text("A title for people."), "description": text("A better description.") }),
        &["tool"],
    );
    let merged = object(
        json!({ "tools": texts("Two to five reading tools of the index."), "name": text("verb_noun"), "description": text("What it returns.") }),
        &["tools", "name", "description"],
    );
    object(
        json!({
            "cannot": text(CANNOT),
            "name": text("The server's name."),
            "description": text("What the server is for."),
            "tools": { "type": "array", "items": chosen },
            "merged": { "type": "array", "items": merged },
            "notes": texts("What the owner should know."),
        }),
        &["tools"],
    )
}

pub fn refinement() -> Value {
    let edited = object(
        json!({
            "tool": text("Its name now."),
            "name": text("Its new name."),
            "title": text("Its new title."),
            "description": text("Its new description."),
            "effect": effect(),
            "arguments": { "type": "object", "description": "New descriptions by name of the argument." },
            "select": text("A jq program that keeps what matters of the answer."),
        }),
        &["tool"],
    );
    object(
        json!({
            "cannot": text(CANNOT),
            "description": text("The server's new description."),
            "remove": texts("Tools that go."),
            "switch_on": texts("Tools that are switched on."),
            "switch_off": texts("Tools that are switched off."),
            "edit": { "type": "array", "items": edited },
            "add": { "type": "array", "items": tool() },
            "secrets": { "type": "array", "items": secret() },
            "notes": texts("What the owner should know."),
        }),
        &[],
    )
}

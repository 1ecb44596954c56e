//! Renders requests of each tool of OpenAPI documents, with arguments made from the tool's own schema, for a judge of another
//! maker (`bench/requests.mjs`): `cargo run --release --example requests -- FILE…`. One line of JSON for each tool.

use std::{env, fs};

use authoring::{CompileRequest, compile, sample};
use base64::{Engine, prelude::BASE64_STANDARD};
use contract::spec::{Action, HttpAction, SourceKind};
use serde_json::{Map, Value, json};

/// One address for all documents, so that the judge can tell path from address.
const BASE: &str = "https://api.example.com";
const ALTERNATIVES: usize = 3;
/// Attempts for one tool.
const MOST: usize = 40;

fn main() {
    for file in env::args().skip(1) {
        let name = file.rsplit('/').next().unwrap_or_default();
        let Ok(text) = fs::read_to_string(&file) else {
            eprintln!("{file}: cannot be read");
            continue;
        };
        let request = CompileRequest {
            kind: SourceKind::Openapi,
            text,
            source_url: None,
            name: None,
            operations: None,
            base_url: Some(BASE.to_owned()),
            credentials: Vec::new(),
        };
        let compiled = match compile(&request) {
            Ok(compiled) => compiled,
            Err(error) => {
                eprintln!("{file}: {error}");
                continue;
            }
        };
        for tool in &compiled.spec.tools {
            let Action::Http(action) = &tool.action else { continue };
            let requests: Vec<Value> = attempts(&tool.input_schema).iter().filter_map(|arguments| rendered(action, arguments)).collect();
            println!("{}", json!({ "file": name, "operation": tool.operation, "requests": requests }));
        }
    }
}

fn rendered(action: &HttpAction, arguments: &Map<String, Value>) -> Option<Value> {
    let made = runner::http::render(action, arguments).ok()?;
    let path = made.url.strip_prefix(BASE).unwrap_or(&made.url);
    Some(json!({ "method": made.method, "path": path, "headers": made.headers, "body": BASE64_STANDARD.encode(&made.body) }))
}

/// Arguments that the schema accepts: the fewest first, then with other alternatives and more members. Documents can ask for more than
/// the schema of a tool can say, such as exactly one of two members.
fn attempts(schema: &Value) -> Vec<Map<String, Value>> {
    let names: Vec<&String> = schema["properties"].as_object().into_iter().flat_map(Map::keys).collect();
    let alternatives = || (0..ALTERNATIVES).map(|by| turned(schema, by));
    let one_more = names.iter().map(|name| asking_for(schema, &[name]));
    let few = alternatives().chain(one_more).filter_map(|schema| sample::arguments(&schema));
    let all = alternatives().filter_map(|schema| sample::answer(&schema)?.as_object().cloned());
    let mut found: Vec<Map<String, Value>> = Vec::new();
    for arguments in few.chain(all).take(MOST) {
        if !found.contains(&arguments) {
            found.push(arguments);
        }
    }
    found
}

/// The same schema with the alternatives of every choice moved forward.
fn turned(schema: &Value, by: usize) -> Value {
    match schema {
        Value::Object(members) => {
            let turn = |(name, value): (&String, &Value)| {
                let mut value = turned(value, by);
                if let (true, Some(choices)) = (["oneOf", "anyOf", "examples", "enum"].contains(&name.as_str()), value.as_array_mut()) {
                    let by = by % choices.len().max(1);
                    choices.rotate_left(by);
                }
                (name.clone(), value)
            };
            Value::Object(members.iter().map(turn).collect())
        }
        Value::Array(items) => Value::Array(items.iter().map(|item| turned(item, by)).collect()),
        other => other.clone(),
    }
}

/// The same schema, with these members required, too.
fn asking_for(schema: &Value, names: &[&String]) -> Value {
    let mut schema = schema.clone();
    let mut required: Vec<Value> = schema["required"].as_array().cloned().unwrap_or_default();
    required.extend(names.iter().map(|name| Value::String((*name).clone())));
    schema["required"] = Value::Array(required);
    schema
}

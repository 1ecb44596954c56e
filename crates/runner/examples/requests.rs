//! Renders one request for each tool of OpenAPI documents, with arguments made from the tool's own schema, for a judge of another
//! maker (`bench/requests.mjs`): `cargo run --release --example requests -- FILE…`. One line of JSON for each tool.

use std::{env, fs};

use authoring::{CompileRequest, compile, sample};
use base64::{Engine, prelude::BASE64_STANDARD};
use contract::spec::{Action, SourceKind};
use serde_json::json;

/// One address for all documents, so that the judge can tell path from address.
const BASE: &str = "https://api.example.com";

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
            let Some(arguments) = sample::arguments(&tool.input_schema) else {
                println!("{}", json!({ "file": name, "operation": tool.operation, "left_out": "no arguments can be made from its schema" }));
                continue;
            };
            let line = match runner::http::render(action, &arguments) {
                Ok(made) => json!({
                    "file": name, "operation": tool.operation, "method": made.method, "path": made.url.strip_prefix(BASE).unwrap_or(&made.url),
                    "headers": made.headers, "body": BASE64_STANDARD.encode(&made.body),
                }),
                Err(reason) => json!({ "file": name, "operation": tool.operation, "left_out": reason }),
            };
            println!("{line}");
        }
    }
}

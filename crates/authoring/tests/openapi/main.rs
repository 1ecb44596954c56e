//! What people hand in, and the tools that come out: one small document per rule.

mod one_type;
mod operations;
mod schemas;
mod servers;
mod texts;

use authoring::{CompileRequest, Compiled, compile, seal};
use contract::{
    AppError,
    spec::{Action, HttpAction, SourceKind, Tool},
};
use serde_json::{Value, json};

fn request(text: impl Into<String>) -> CompileRequest {
    CompileRequest { kind: SourceKind::Openapi, text: text.into(), source_url: None, name: None, operations: None, base_url: None, credentials: Vec::new() }
}

fn refused(text: &str) -> AppError {
    compile(&request(text)).expect_err(text)
}

/// A 3.1 document with one path.
fn document(item: Value, components: Value) -> Value {
    json!({"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, "servers": [{"url": "https://api.example.com/v1"}],
           "paths": {"/pets/{id}": item}, "components": components})
}

fn compiled(document: &Value) -> Compiled {
    let compiled = compile(&request(document.to_string())).expect("a document that can be compiled");
    for tool in &compiled.spec.tools {
        for schema in std::iter::once(&tool.input_schema).chain(&tool.output_schema) {
            jsonschema::draft202012::meta::validate(schema).unwrap_or_else(|error| panic!("{}: {error}", tool.name));
        }
    }
    seal(compiled.spec.clone()).expect("what is compiled passes the gate");
    compiled
}

/// The only tool of a document.
fn tool(document: &Value) -> Tool {
    let mut tools = compiled(document).spec.tools;
    assert_eq!(tools.len(), 1);
    tools.remove(0)
}

fn http(tool: &Tool) -> &HttpAction {
    match &tool.action {
        Action::Http(action) => action,
        Action::Script(_) => panic!("documents have no scripts"),
    }
}

fn body_tool(schema: Value, components: Value) -> Tool {
    let body = json!({"required": true, "content": {"application/json": {"schema": schema}}});
    tool(&document(json!({"post": {"operationId": "create", "requestBody": body}}), components))
}

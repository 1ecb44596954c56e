//! Sources that tests share.

use serde_json::{Value, json};

/// An OpenAPI document of a small API with a bearer token.
pub fn openapi(server: &str) -> String {
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "Pets", "version": "1.2.3" },
        "servers": [{ "url": server }],
        "security": [{ "token": [] }],
        "components": { "securitySchemes": { "token": { "type": "http", "scheme": "bearer" } } },
        "paths": {
            "/pets/{id}": { "get": {
                "operationId": "getPet", "summary": "Get a pet",
                "parameters": [
                    { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
                    { "name": "fields", "in": "query", "schema": { "type": "array", "items": { "type": "string" } } },
                ],
                "responses": { "200": { "description": "The pet." } },
            } },
            "/pets": { "post": {
                "operationId": "createPet", "summary": "Create a pet",
                "requestBody": { "required": true, "content": { "application/json": { "schema": {
                    "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } },
                } } } },
                "responses": { "201": { "description": "Created." } },
            } },
        },
    });
    document.to_string()
}

/// A value for every slot of a specification.
pub fn credentials(spec: &Value, value: &str) -> Value {
    spec["secrets"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|slot| slot["name"].as_str())
        .map(|name| (name.to_owned(), Value::from(value)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}

/// A specification with one script that needs nothing.
pub fn script(code: &str) -> Value {
    json!({
        "spec_version": 1,
        "name": "Script",
        "source": { "kind": "recipe" },
        "tools": [{
            "name": "run", "description": "Runs the script.",
            "input_schema": { "type": "object", "properties": { "text": { "type": "string" } } },
            "annotations": { "read_only": true, "destructive": false, "idempotent": true, "open_world": false },
            "action": { "kind": "script", "code": code },
        }],
    })
}

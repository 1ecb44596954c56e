//! What stands in the interface's description where made-up values would be refused.

use serde_json::{Value, json};

/// A specification with one tool.
pub fn spec() -> Value {
    json!({
        "spec_version": 1,
        "name": "Pets",
        "description": "All about pets.",
        "source": { "kind": "curl", "title": "api.example.com" },
        "tools": [{
            "name": "list_pets",
            "description": "Lists all pets.",
            "input_schema": { "type": "object", "properties": {} },
            "annotations": { "read_only": true, "destructive": false, "idempotent": true, "open_world": true },
            "action": { "kind": "http", "method": "GET", "url": "https://api.example.com/pets" },
        }],
    })
}

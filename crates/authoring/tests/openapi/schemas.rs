//! Schemas and references.

use authoring::compile;
use serde_json::{Value, json};

use super::{body_tool, compiled, document, request, tool};

#[test]
fn recursion_stays_recursion_and_unused_definitions_are_left_out() {
    let components = json!({"schemas": {
        "Node": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}, "kind": {"$ref": "#/components/schemas/Kind"}}},
        "Kind": {"type": "string", "enum": ["a", "b"]},
        "Unused": {"type": "object"},
    }});
    let tool = body_tool(json!({"type": "object", "properties": {"root": {"$ref": "#/components/schemas/Node"}}}), components);
    assert_eq!(tool.input_schema["properties"]["root"], json!({"$ref": "#/$defs/Node"}));
    assert_eq!(
        tool.input_schema["$defs"],
        json!({"Node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}, "kind": {"type": "string", "enum": ["a", "b"]}}}})
    );
}

#[test]
fn references_that_lead_nowhere_are_skipped_with_a_reason() {
    let body = json!({"content": {"application/json": {"schema": {"$ref": "other.json#/X"}}}});
    let mut document = document(json!({"post": {"operationId": "bad", "requestBody": body}}), json!({}));
    let error = compile(&request(document.to_string())).expect_err("the only operation is broken");
    assert!(error.for_field("source.text").is_some_and(|message| message.contains("outside the document")), "{error}");
    document["paths"]["/good"] = json!({"get": {}});
    let compiled = compiled(&document);
    assert_eq!(compiled.spec.tools[0].name, "get_good");
    assert_eq!(compiled.skipped.len(), 1);
    assert!(compiled.skipped[0].operation == "bad" && compiled.skipped[0].reason.contains("outside the document"));
}

/// Wherever it stands, and however many operations would work without it.
#[test]
fn references_that_only_point_at_themselves_are_refused() {
    let itself = |pointer: &str| json!({ "$ref": pointer });
    let (schema, other) = (itself("#/components/schemas/A"), itself("#/components/schemas/B"));
    let body = |schema: &Value| json!({"requestBody": {"content": {"application/json": {"schema": schema}}}});
    let query = |schema: &Value| json!({"parameters": [{"name": "q", "in": "query", "schema": schema}]});
    let answers = json!({"responses": {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}}});
    let shapes = [
        ("a schema that is its own", body(&schema), json!({"schemas": {"A": schema}})),
        ("two schemas that are each other", body(&schema), json!({"schemas": {"A": other, "B": schema}})),
        ("a member", body(&json!({"type": "object", "properties": {"a": schema}})), json!({"schemas": {"A": schema}})),
        ("items", body(&json!({"type": "array", "items": schema})), json!({"schemas": {"A": schema}})),
        ("a part of allOf", body(&json!({"allOf": [schema, {"type": "object"}]})), json!({"schemas": {"A": schema}})),
        ("a parameter's schema", query(&schema), json!({"schemas": {"A": schema}})),
        ("the schema of an answer", answers, json!({"schemas": {"A": schema}})),
        ("a parameter", json!({"parameters": [itself("#/components/parameters/P")]}), json!({"parameters": {"P": itself("#/components/parameters/P")}})),
        (
            "a request body",
            json!({"requestBody": itself("#/components/requestBodies/R")}),
            json!({"requestBodies": {"R": itself("#/components/requestBodies/R")}}),
        ),
        ("an answer", json!({"responses": {"200": itself("#/components/responses/R")}}), json!({"responses": {"R": itself("#/components/responses/R")}})),
        ("a way to sign in", json!({"security": [{"S": []}]}), json!({"securitySchemes": {"S": itself("#/components/securitySchemes/S")}})),
        ("a schema in its own place", body(&itself("#/paths/~1pets~1{id}/post/requestBody/content/application~1json/schema")), json!({})),
    ];
    for (what, mut operation, components) in shapes {
        operation["operationId"] = "bad".into();
        let mut document = document(json!({"post": operation}), components);
        document["paths"]["/good"] = json!({"get": {}});
        is_refused_as_a_circle(what, &document);
    }
    let mut document = document(json!({"get": {}}), json!({}));
    document["paths"]["/loop"] = itself("#/paths/~1loop");
    is_refused_as_a_circle("a path", &document);
}

#[track_caller]
fn is_refused_as_a_circle(what: &str, document: &Value) {
    let error = compile(&request(document.to_string())).expect_err(what);
    assert!(error.for_field("source.text").is_some_and(|message| message.contains("only points back at itself")), "{what}: {error}");
}

#[test]
fn roots_that_clients_refuse_are_flattened() {
    let components = json!({"schemas": {
        "Base": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}},
        "Cat": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"type": "object", "properties": {"lives": {"type": "integer"}}}]},
        "Dog": {"type": "object", "required": ["kind", "bark"], "properties": {"kind": {"type": "string"}, "bark": {"type": "boolean"}}},
    }});
    let tool = body_tool(json!({"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]}), components);
    assert_eq!(
        tool.input_schema,
        json!({"type": "object", "properties": {"id": {"type": "string"}, "kind": {"type": "string"}, "lives": {"type": "integer"}, "bark": {"type": "boolean"}},
               "required": ["id", "kind"]})
    );
    let tool = body_tool(json!({"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}), json!({}));
    assert!(tool.input_schema["properties"]["body"]["anyOf"].is_array());
}

#[test]
fn inheritance_that_goes_round_is_opened() {
    let components = json!({"schemas": {
        "Pet": {"type": "object", "properties": {"kind": {"type": "string"}}, "oneOf": [{"$ref": "#/components/schemas/Cat"}], "discriminator": {"propertyName": "kind"}},
        "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"lives": {"type": "integer"}}}]},
    }});
    let tool = body_tool(json!({"type": "object", "properties": {"pet": {"$ref": "#/components/schemas/Pet"}}}), components);
    let validator = jsonschema::draft202012::new(&tool.input_schema).expect("a valid schema");
    assert!(validator.is_valid(&json!({"id": "1", "pet": {"kind": "cat", "lives": 9}})));
}

#[test]
fn the_dialect_of_3_0_becomes_2020_12() {
    let mut document = document(
        json!({"post": {"operationId": "create", "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object", "properties": {
            "age": {"type": "integer", "minimum": 0, "exclusiveMinimum": true, "nullable": true, "example": 3, "xml": {}, "x-foo": 1},
            "kind": {"type": "string", "enum": ["a"], "nullable": true},
            "list": {"type": "array"},
            "code": {"type": "string", "enum": [1, 2], "pattern": "(?i)x"},
            "cat": {"allOf": [{"$ref": "#/components/schemas/Cat"}], "nullable": true},
            "many": {"type": "integer", "enum": [1, 2], "minLength": -1, "required": true},
            "sort": {"type": "string", "enum": ["", "name"]},
        }}}}}}}),
        json!({"schemas": {"Cat": {"type": "object", "properties": {"name": {"type": "string"}}}}}),
    );
    document["openapi"] = "3.0.3".into();
    let properties = &tool(&document).input_schema["properties"];
    assert_eq!(properties["age"], json!({"examples": [3], "anyOf": [{"type": "integer", "exclusiveMinimum": 0}, {"type": "null"}]}));
    assert_eq!(properties["kind"], json!({"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}]}));
    assert_eq!(properties["list"], json!({"type": "array", "items": {}}));
    assert_eq!(properties["code"], json!({"type": "string", "enum": ["1", "2"]}));
    assert_eq!(properties["cat"], json!({"anyOf": [{"$ref": "#/$defs/Cat"}, {"type": "null"}]}));
    assert_eq!(properties["sort"], json!({"anyOf": [{"type": "string", "enum": ["name"]}, {"type": "string", "maxLength": 0}]}));
    assert_eq!(properties["many"], json!({"type": "integer", "description": "One of: 1, 2.", "minimum": 1, "maximum": 2}));
}

/// Hundreds of values would cost thousands of tokens; without any of them, a model could only make one up.
#[test]
fn of_a_list_that_is_too_long_some_values_are_named() {
    let values: Vec<String> = (0..400).map(|number| format!("category_number_{number}")).collect();
    let schema = json!({"type": "object", "properties": {"category": {"type": "string", "description": "What is bought.", "enum": values}}});
    let body = json!({"content": {"application/json": {"schema": schema}}});
    let compiled = compiled(&document(json!({"post": {"operationId": "create", "requestBody": body}}), json!({})));
    let category = &compiled.spec.tools[0].input_schema["properties"]["category"];
    assert_eq!(category["examples"], json!(["category_number_0"]));
    let told = category["description"].as_str().expect("a description");
    assert!(told.starts_with("What is bought. One of 400 values, such as category_number_0, category_number_1,") && told.len() < 200, "{told}");
    assert!(category.get("enum").is_none() && compiled.notes.iter().any(|note| note.contains("cut")), "{category}");
}

#[test]
fn a_schema_without_end_is_cut_with_a_note() {
    let members: serde_json::Map<String, Value> = (0..400)
        .map(|number| (format!("S{number}"), json!({"type": "object", "properties": {"next": {"$ref": format!("#/components/schemas/S{}", (number + 1) % 400)}, "text": {"type": "string", "description": "x".repeat(230)}}})))
        .collect();
    let schema = json!({"type": "object", "properties": {"first": {"$ref": "#/components/schemas/S0"}}});
    let body = json!({"content": {"application/json": {"schema": schema}}});
    let compiled = compiled(&document(json!({"post": {"operationId": "create", "requestBody": body}}), json!({"schemas": members})));
    assert!(compiled.spec.tools[0].input_schema.to_string().len() < 60_000);
    assert!(compiled.notes.iter().any(|note| note.contains("cut")), "{:?}", compiled.notes);
}

//! One type for each schema, and no empty text among allowed values.

use authoring::schema::one_type::everywhere;
use serde_json::{Value, json};

fn rewritten(mut schema: Value) -> Value {
    everywhere(&mut schema);
    schema
}

#[test]
fn each_type_keeps_what_is_said_about_it() {
    assert_eq!(
        rewritten(json!({"type": ["string", "array", "null"], "description": "x", "maxLength": 9, "format": "uri", "items": {"type": ["integer", "null"]}})),
        json!({"description": "x", "anyOf": [
            {"type": "string", "format": "uri", "maxLength": 9},
            {"type": "array", "items": {"anyOf": [{"type": "integer"}, {"type": "null"}]}},
            {"type": "null"},
        ]})
    );
    assert_eq!(rewritten(json!({"type": ["array", "null"]})), json!({"anyOf": [{"type": "array", "items": {}}, {"type": "null"}]}));
    assert_eq!(rewritten(json!({"type": ["object"], "properties": {}})), json!({"type": "object", "properties": {}}));
}

#[test]
fn allowed_values_go_to_their_type() {
    assert_eq!(rewritten(json!({"type": ["string", "null"], "enum": ["a", null]})), json!({"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "null"}]}));
    assert_eq!(rewritten(json!({"type": ["string", "null"], "enum": ["a"]})), json!({"type": "string", "enum": ["a"]}));
}

#[test]
fn an_empty_text_stays_allowed() {
    let empty = json!({"type": "string", "maxLength": 0});
    assert_eq!(rewritten(json!({"type": "string", "enum": ["a", ""]})), json!({"anyOf": [{"type": "string", "enum": ["a"]}, empty]}));
    assert_eq!(rewritten(json!({"type": "string", "enum": [""]})), empty);
    let nullable = rewritten(json!({"type": ["string", "null"], "enum": ["", "a", null]}));
    assert_eq!(nullable, json!({"anyOf": [{"anyOf": [{"type": "string", "enum": ["a"]}, empty]}, {"type": "null"}]}));
}

#[test]
fn numbers_to_choose_from_are_named_in_the_description() {
    let numbers = json!({"type": "integer", "description": "Days", "enum": [30, 7, 90]});
    assert_eq!(rewritten(numbers), json!({"type": "integer", "description": "Days. One of: 30, 7, 90.", "minimum": 7, "maximum": 90}));
    let nullable = rewritten(json!({"type": ["integer", "null"], "enum": [1, 2, null]}));
    assert_eq!(nullable, json!({"description": "One of: 1, 2, null.", "anyOf": [{"type": "integer", "minimum": 1, "maximum": 2}, {"type": "null"}]}));
    assert_eq!(
        rewritten(json!({"properties": {"a": {"format": "int64"}}})),
        json!({"type": "object", "properties": {"a": {"format": "int64", "type": "integer"}}})
    );
}

/// What was accepted is accepted, and nothing else is where every type was named.
#[test]
fn the_same_values_fit() {
    let values = [json!(null), json!(""), json!("a"), json!("abc"), json!(3), json!(1.5), json!([]), json!(["a"]), json!({}), json!({"a": 1})];
    for schema in [
        json!({"type": ["string", "null"], "maxLength": 1}),
        json!({"type": ["object", "array", "null"], "required": ["a"], "minItems": 1, "properties": {"a": {"type": "integer"}}}),
        json!({"type": ["number", "null"], "minimum": 2}),
        json!({"enum": ["", "a", null]}),
    ] {
        let (before, after) = (jsonschema::validator_for(&schema).expect("valid"), jsonschema::validator_for(&rewritten(schema.clone())).expect("valid"));
        for value in &values {
            assert_eq!(before.is_valid(value), after.is_valid(value), "{schema} {value} {}", rewritten(schema.clone()));
        }
    }
}

//! Schemas inferred from examples: the type of every value, and the value itself as an example where it is harmless.

use serde_json::{Map, Value, json};

use super::{
    placeholder,
    secrets::{is_secret_name, looks_secret, words},
};

/// Nested deeper than this, a value is described as anything.
const DEEPEST: usize = 16;
/// Longer texts are no good examples.
const LONGEST_EXAMPLE: usize = 200;

/// Names whose numbers are always whole.
const WHOLE: &[&str] = &[
    "id", "page", "count", "limit", "per", "size", "offset", "number", "year", "month", "day", "days", "hour", "quantity", "age", "port", "index", "first",
    "last", "top", "skip", "max", "min",
];

/// A JSON value for a text: a number or boolean only where writing it back gives the same text.
pub fn scalar(text: &str) -> Value {
    match text {
        "true" => Value::Bool(true),
        "false" => Value::Bool(false),
        _ => number(text).unwrap_or_else(|| Value::from(text)),
    }
}

fn number(text: &str) -> Option<Value> {
    let plain = text.len() <= 15
        && text.starts_with(|c: char| c.is_ascii_digit() || c == '-')
        && text.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'-' | b'.'));
    let value: Value = if plain { serde_json::from_str(text).ok()? } else { return None };
    let written = value.to_string();
    (value.is_number() && written == text).then_some(value)
}

/// The schema of a value by its example.
pub fn schema(name: &str, example: &Value) -> Value {
    nested(name, example, 0)
}

/// The example may be shown: it is short, real and no credential.
pub fn is_showable(name: &str, example: &Value) -> bool {
    match example {
        Value::String(text) => {
            text.len() <= LONGEST_EXAMPLE && !text.is_empty() && !is_secret_name(name) && !looks_secret(text) && placeholder::find(text).is_empty()
        }
        Value::Number(_) | Value::Bool(_) => !is_secret_name(name),
        Value::Array(items) => items.len() <= 5 && items.iter().all(|item| !item.is_array() && !item.is_object() && is_showable(name, item)),
        Value::Null | Value::Object(_) => false,
    }
}

fn nested(name: &str, example: &Value, depth: usize) -> Value {
    if depth > DEEPEST {
        return json!({});
    }
    let mut schema = match example {
        Value::Null => json!({}),
        Value::Bool(_) => json!({"type": "boolean"}),
        Value::Number(number) if !number.is_f64() && words(name).iter().any(|word| WHOLE.contains(&word.as_str())) => json!({"type": "integer"}),
        Value::Number(_) => json!({"type": "number"}),
        Value::String(_) => json!({"type": "string"}),
        Value::Array(items) => {
            let items = items.iter().take(20).map(|item| nested(name, item, depth + 1)).reduce(merge);
            match items {
                Some(items) => json!({"type": "array", "items": items}),
                None => json!({"type": "array", "items": {}}),
            }
        }
        Value::Object(members) => {
            let properties: Map<String, Value> = members.iter().map(|(name, member)| (name.clone(), nested(name, member, depth + 1))).collect();
            json!({"type": "object", "properties": properties})
        }
    };
    if let Some(members) = schema.as_object_mut() {
        if is_secret_name(name) && example.is_string() {
            members.insert("format".into(), "password".into());
        } else if !example.is_array() && is_showable(name, example) {
            members.insert("examples".into(), json!([example]));
        }
    }
    schema
}

/// One schema for two items of a list: members of both; where the types differ, anything.
fn merge(one: Value, other: Value) -> Value {
    let (Value::Object(mut one), Value::Object(other)) = (one, other) else { return json!({}) };
    if one.get("type") != other.get("type") {
        return json!({});
    }
    if let (Some(Value::Object(mine)), Some(Value::Object(theirs))) = (one.get_mut("properties"), other.get("properties")) {
        for (name, schema) in theirs {
            mine.entry(name.clone()).or_insert_with(|| schema.clone());
        }
    }
    Value::Object(one)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_numbers_only_when_nothing_is_lost() {
        assert_eq!(scalar("30"), json!(30));
        assert_eq!(scalar("1.5"), json!(1.5));
        assert_eq!(scalar("true"), json!(true));
        for text in ["007", "1.50", "+1", "1e3", "-", "", "12345678901234567890", "1-2"] {
            assert_eq!(scalar(text), json!(text));
        }
    }

    #[test]
    fn nested_examples() {
        let example = json!({"id": 1, "price": 2, "tags": ["a"], "to": [{"mail": "x"}, {"name": "y"}], "password": "hunter2hunter2", "none": null});
        assert_eq!(
            schema("body", &example),
            json!({"type": "object", "properties": {
                "id": {"type": "integer", "examples": [1]},
                "price": {"type": "number", "examples": [2]},
                "tags": {"type": "array", "items": {"type": "string", "examples": ["a"]}},
                "to": {"type": "array", "items": {"type": "object", "properties": {"mail": {"type": "string", "examples": ["x"]}, "name": {"type": "string", "examples": ["y"]}}}},
                "password": {"type": "string", "format": "password"},
                "none": {}
            }})
        );
    }
}

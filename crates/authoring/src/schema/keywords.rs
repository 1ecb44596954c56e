//! Single keywords: what of a keyword's value is valid in JSON Schema 2020-12.

use serde_json::{Number, Value};

use crate::openapi::{document::Version, node::Node};

/// Bytes of an enumeration; of longer ones the first values are told.
const LONGEST_ENUM: usize = 6_000;
/// Values that are told of an enumeration that is too long.
const FEW: usize = 5;
/// Bytes of a default or an example.
const LONGEST_VALUE: usize = 160;

/// The seven types of JSON Schema.
pub const TYPES: [&str; 7] = ["string", "integer", "number", "boolean", "object", "array", "null"];

/// The types that a schema names or implies, `null` last. Empty: any.
pub fn types(node: &Node<'_>, version: Version) -> Vec<&'static str> {
    let named: Vec<&str> = match node.get("type") {
        Some(Node::Text(text)) => vec![text],
        Some(Node::List(items)) => items.iter().filter_map(Node::as_str).collect(),
        _ => Vec::new(),
    };
    let mut types: Vec<&'static str> = Vec::new();
    for name in named {
        let known = match name {
            "file" => Some("string"),
            other => TYPES.into_iter().find(|known| *known == other),
        };
        if let Some(known) = known
            && !types.contains(&known)
        {
            types.push(known);
        }
    }
    if types.is_empty() && !node.has("type") {
        types.extend(implied(node));
    }
    if is_nullable(node, version) && !types.is_empty() && !types.contains(&"null") {
        types.push("null");
    }
    types
}

/// The type that other keywords give away.
fn implied(node: &Node<'_>) -> Option<&'static str> {
    let combined = ["allOf", "anyOf", "oneOf", "$ref"].iter().any(|key| node.has(key));
    if node.get("properties").is_some_and(|properties| !properties.members().is_empty()) {
        Some("object")
    } else if combined {
        None
    } else if node.has("items") {
        Some("array")
    } else if !node.list("enum").is_empty() && node.list("enum").iter().all(|value| value.as_str().is_some()) {
        Some("string")
    } else {
        None
    }
}

/// 3.0 says `nullable`, Swagger 2 `x-nullable`. Authors of 3.1 documents go on writing the former.
pub fn is_nullable(node: &Node<'_>, version: Version) -> bool {
    node.flag("nullable") || (version == Version::V2 && node.flag("x-nullable"))
}

/// `enum` with its values in the schema's type: YAML reads unquoted strings as numbers. Nothing where it is empty;
/// an error with its first values where it is
/// too long: a list of hundreds costs thousands of tokens in every tool that has it.
pub fn values(node: &Node<'_>, types: &[&str]) -> Result<Option<Value>, Vec<Value>> {
    let mut values: Vec<Value> = Vec::new();
    let mut bytes = 0;
    for value in node.list("enum") {
        let value = typed(value, types);
        bytes += value.as_str().map_or(8, |text| text.len() + 3);
        if bytes > LONGEST_ENUM {
            values.truncate(FEW);
            return Err(values);
        }
        if !values.contains(&value) {
            values.push(value);
        }
    }
    if !values.is_empty() && types.contains(&"null") && !values.contains(&Value::Null) {
        values.push(Value::Null);
    }
    Ok((!values.is_empty()).then_some(Value::Array(values)))
}

/// A value in the type that the schema names, if it can be written in it without loss.
pub fn typed(value: &Node<'_>, types: &[&str]) -> Value {
    let only = |name: &str| types.contains(&name) && types.iter().all(|known| *known == name || *known == "null");
    match value {
        Node::Number(_) | Node::Bool(_) if only("string") => value.scalar().map_or(Value::Null, Value::String),
        Node::Text(text) if only("integer") => text.parse::<i64>().map_or_else(|_| value.to_value(), Value::from),
        Node::Text(text) if only("number") => text.parse::<f64>().ok().and_then(Number::from_f64).map_or_else(|| value.to_value(), Value::Number),
        Node::Text(text) if only("boolean") && (text == "true" || text == "false") => Value::Bool(text == "true"),
        _ => value.to_value(),
    }
}

/// A default or example that is short enough to help.
pub fn short_value(value: &Node<'_>, types: &[&str]) -> Option<Value> {
    match value {
        Node::Null => None,
        Node::List(items) if items.len() > 20 => None,
        Node::Object(members) if members.len() > 20 => None,
        _ => {
            let value = typed(value, types);
            let text = value.to_string();
            // Some clients look for references everywhere.
            (text.len() <= LONGEST_VALUE && !text.contains("\"$ref\"")).then_some(value)
        }
    }
}

/// A number, also where somebody wrote it as a text.
pub fn number(node: &Node<'_>) -> Option<Number> {
    match node {
        Node::Number(number) => Some(number.clone()),
        Node::Text(text) => text.trim().parse::<i64>().map(Number::from).ok().or_else(|| text.trim().parse::<f64>().ok().and_then(Number::from_f64)),
        _ => None,
    }
}

/// A count: an integer that is not negative.
pub fn count(node: &Node<'_>) -> Option<u64> {
    let number = number(node)?;
    number.as_u64().or_else(|| number.as_f64().filter(|value| value.fract() == 0.0 && (0.0..9e15).contains(value)).map(|value| value as u64))
}

/// The bounds of a number, with the booleans of 3.0 (`exclusiveMinimum: true`) turned into numbers.
pub fn bounds(node: &Node<'_>) -> Vec<(&'static str, Value)> {
    let mut bounds = Vec::new();
    for (inclusive, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        let limit = node.get(inclusive).and_then(number);
        match node.get(exclusive) {
            Some(Node::Bool(true)) => bounds.extend(limit.map(|limit| (exclusive, Value::Number(limit)))),
            other => {
                bounds.extend(limit.map(|limit| (inclusive, Value::Number(limit))));
                bounds.extend(other.and_then(number).map(|limit| (exclusive, Value::Number(limit))));
            }
        }
    }
    let multiple = node.get("multipleOf").and_then(number).filter(|number| number.as_f64().is_some_and(|value| value > 0.0));
    bounds.extend(multiple.map(|number| ("multipleOf", Value::Number(number))));
    bounds
}

/// The counts of strings, arrays and objects.
pub fn counts(node: &Node<'_>) -> impl Iterator<Item = (&'static str, Value)> {
    const KEYS: [&str; 6] = ["minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"];
    KEYS.into_iter().filter_map(|key| node.get(key).and_then(count).map(|count| (key, Value::from(count))))
}

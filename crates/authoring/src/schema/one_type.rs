//! One type for each schema, and among allowed values only text that is not empty: the same in words that Gemini takes as well.
//!
//! Its API knows one `type`, not a list (aoci-spec/aoci-code#61, github/copilot-cli#4623), and text that is not empty in
//! `enum` (sbroenne/mcp-server-excel#607, anomalyco/opencode#46676). It knows `anyOf` and the type `null`.

use serde_json::{Map, Value, json};

use crate::lint::{fix::schemas::change, walk};

const OF_TEXT: [&str; 6] = ["minLength", "maxLength", "pattern", "contentEncoding", "contentMediaType", "contentSchema"];
const OF_NUMBERS: [&str; 5] = ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"];
const OF_LISTS: [&str; 8] = ["items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains", "minContains", "maxContains"];
const OF_OBJECTS: [&str; 10] = [
    "properties",
    "required",
    "additionalProperties",
    "patternProperties",
    "propertyNames",
    "minProperties",
    "maxProperties",
    "dependentSchemas",
    "dependentRequired",
    "unevaluatedProperties",
];

/// Rewrites every schema inside, so that no client refuses it. What cannot be said in keywords is said in the description.
pub fn everywhere(schema: &mut Value) {
    walk::change(schema, 0, &mut |schema, _| {
        if let Some(members) = schema.as_object_mut() {
            change(members, "type-missing");
            change(members, "enum-not-text");
            set_empty_text_apart(members);
            one_type_each(members);
        }
    });
}

/// `"type": ["string", "null"]` says the same as `anyOf` with one type each.
pub fn one_type_each(members: &mut Map<String, Value>) {
    let Some(Value::Array(names)) = members.get("type") else { return };
    let mut names: Vec<String> = names.iter().filter_map(Value::as_str).map(str::to_owned).collect();
    // Who takes the first variant shall not take the empty one.
    names.sort_by_key(|name| name == "null");
    members.shift_remove("type");
    // What the variants that are there already allow is allowed; their types say which it is.
    if members.contains_key("anyOf") {
        return;
    }
    let values = members.shift_remove("enum").and_then(|values| if let Value::Array(values) = values { Some(values) } else { None });
    let format = members.shift_remove("format");
    let mut variants: Vec<Map<String, Value>> = Vec::new();
    for name in &names {
        let mut variant: Map<String, Value> = [("type".to_owned(), Value::from(name.as_str()))].into_iter().collect();
        if let Some(values) = &values {
            let own: Vec<Value> = values.iter().filter(|value| is_of(value, name)).cloned().collect();
            if own.is_empty() {
                continue;
            }
            if name != "null" {
                variant.insert("enum".into(), own.into());
            }
        }
        let is_formatted = name == "string" || matches!(name.as_str(), "integer" | "number") && !names.iter().any(|other| other == "string");
        if let Some(format) = format.clone().filter(|_| is_formatted) {
            variant.insert("format".into(), format);
        }
        let keywords = of_type(name);
        variant.extend(keywords.iter().filter_map(|key| Some(((*key).to_owned(), members.get(*key)?.clone()))));
        if name == "array" && !variant.contains_key("items") {
            variant.insert("items".into(), json!({}));
        }
        variants.push(variant);
    }
    for name in &names {
        of_type(name).iter().for_each(|key| drop(members.shift_remove(*key)));
    }
    match variants.len() {
        0 => {}
        1 => members.extend(variants.remove(0)),
        _ => drop(members.insert("anyOf".into(), variants.into_iter().map(Value::Object).collect())),
    }
}

/// An empty text among others becomes a variant of its own: text of at most no characters.
pub fn set_empty_text_apart(members: &mut Map<String, Value>) {
    if !has_empty_text(members) {
        return;
    }
    if members.get("type").is_some_and(Value::is_array) {
        one_type_each(members);
        let variants = members.get_mut("anyOf").and_then(Value::as_array_mut).into_iter().flatten();
        variants.filter_map(Value::as_object_mut).for_each(set_empty_text_apart);
    }
    let Some(Value::Array(mut values)) = members.shift_remove("enum") else { return };
    values.retain(|value| value != "");
    if values.is_empty() {
        members.insert("type".into(), "string".into());
        members.insert("maxLength".into(), 0.into());
    } else if !members.contains_key("anyOf") {
        let mut named: Map<String, Value> = members.shift_remove("type").map(|kind| ("type".to_owned(), kind)).into_iter().collect();
        if !named.contains_key("type") && values.iter().all(Value::is_string) {
            named.insert("type".into(), "string".into());
        }
        named.insert("enum".into(), values.into());
        named.extend(OF_TEXT.iter().filter_map(|key| Some(((*key).to_owned(), members.shift_remove(*key)?))));
        members.insert("anyOf".into(), json!([named, { "type": "string", "maxLength": 0 }]));
    }
}

pub fn has_empty_text(members: &Map<String, Value>) -> bool {
    members.get("enum").and_then(Value::as_array).is_some_and(|values| values.iter().any(|value| value == ""))
}

/// The keywords that say something about values of this type alone.
fn of_type(name: &str) -> &'static [&'static str] {
    match name {
        "string" => &OF_TEXT,
        "integer" | "number" => &OF_NUMBERS,
        "array" => &OF_LISTS,
        "object" => &OF_OBJECTS,
        _ => &[],
    }
}

fn is_of(value: &Value, name: &str) -> bool {
    match value {
        Value::Null => name == "null",
        Value::Bool(_) => name == "boolean",
        Value::Number(number) => name == "number" || name == "integer" && (number.is_i64() || number.is_u64()),
        Value::String(_) => name == "string",
        Value::Array(_) => name == "array",
        Value::Object(_) => name == "object",
    }
}

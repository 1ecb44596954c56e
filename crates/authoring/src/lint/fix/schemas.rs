//! What stands inside schemas. Every change only takes away restrictions, or says the same in other words.

use contract::spec::Tool;
use serde_json::{Map, Value, json};

use super::shapes;
use crate::{
    lint::{
        features::{DEEPEST, LONGEST_ENUM, TYPES, UNKNOWN_KEYWORDS, implied_type, looks_around, recursive_definitions},
        schemas::problem_of,
        walk::{self, types},
    },
    names::clip,
    schema::one_type,
};

pub fn fix(tool: &mut Tool, rule: &str) {
    match rule {
        "reference-unresolved" => {
            cut_references(&mut tool.input_schema);
            tool.output_schema.iter_mut().for_each(cut_references);
        }
        "output-closed" => tool.output_schema.iter_mut().for_each(|schema| walk::change(schema, 0, &mut |schema, _| open(schema))),
        "too-deep" => shapes::loosen(&mut tool.input_schema, DEEPEST),
        "recursive-schema" => cut_circles(&mut tool.input_schema),
        "required-unknown" => keep_known_names(&mut tool.input_schema),
        "schema-invalid" => {
            walk::change(&mut tool.input_schema, 0, &mut |schema, _| modernise(schema));
            tool.output_schema.iter_mut().for_each(|schema| walk::change(schema, 0, &mut |schema, _| modernise(schema)));
        }
        rule => walk::change(&mut tool.input_schema, 0, &mut |schema, _| match rule {
            "boolean-schema" => spell_out(schema),
            _ => {
                if let Some(members) = schema.as_object_mut() {
                    change(members, rule);
                }
            }
        }),
    }
    if rule == "boolean-schema" || rule == "schema-invalid" {
        // The root itself must stay an object of arguments.
        shapes::make_object(&mut tool.input_schema);
    }
}

/// Mends what one schema says itself.
pub(crate) fn change(members: &mut Map<String, Value>, rule: &str) {
    match rule {
        "enum-empty" if members.get("enum").and_then(Value::as_array).is_some_and(Vec::is_empty) => {
            members.shift_remove("enum");
        }
        "array-without-items" => {
            let is_array = types(&Value::Object(members.clone())).contains(&"array");
            if is_array && !members.contains_key("items") {
                members.insert("items".into(), json!({}));
            }
        }
        "pattern-lookaround" => {
            if members.get("pattern").and_then(Value::as_str).is_some_and(looks_around)
                && let Some(Value::String(pattern)) = members.shift_remove("pattern")
            {
                say(members, &format!("Has to match {}.", clip(&pattern, 200)));
            }
        }
        "enum-not-text" => {
            let is_concerned =
                members.get("enum").and_then(Value::as_array).is_some_and(|values| values.iter().any(|value| !value.is_string() && !value.is_null()));
            if is_concerned {
                list_in_words(members);
            }
        }
        "enum-too-long" if members.get("enum").and_then(Value::as_array).is_some_and(|values| values.len() > LONGEST_ENUM) => {
            list_in_words(members);
        }
        "type-missing" => {
            if let Some(name) = implied_type(&Value::Object(members.clone())) {
                members.insert("type".into(), name.into());
                if name == "array" && !members.contains_key("items") {
                    members.insert("items".into(), json!({}));
                }
            }
        }
        "type-list" => one_type::one_type_each(members),
        "enum-empty-text" => one_type::set_empty_text_apart(members),
        "const-text" => {
            if let Some(value) = members.get("const").filter(|value| value.is_string()).cloned() {
                members.shift_remove("const");
                members.insert("enum".into(), json!([value]));
                members.entry("type").or_insert_with(|| "string".into());
            }
        }
        "tuple" => {
            if let Some(Value::Array(positions)) = members.shift_remove("prefixItems") {
                let items = any_of(positions, members.get("items").filter(|items| items.is_object()).cloned());
                members.insert("items".into(), items);
            }
        }
        "keyword-unsupported" => members.retain(|key, _| !UNKNOWN_KEYWORDS.contains(&key.as_str())),
        _ => {}
    }
}

/// Adds a sentence to the description.
fn say(members: &mut Map<String, Value>, sentence: &str) {
    let known = members.get("description").and_then(Value::as_str).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let text = match known {
        Some(text) if text.ends_with(['.', '!', '?', ':']) => format!("{text} {sentence}"),
        Some(text) => format!("{text}. {sentence}"),
        None => sentence.to_owned(),
    };
    members.insert("description".into(), text.into());
}

/// The allowed values become words in the description; the type stays, and so do the smallest and the largest of numbers.
fn list_in_words(members: &mut Map<String, Value>) {
    let Some(Value::Array(values)) = members.shift_remove("enum") else { return };
    let shown: Vec<String> = values.iter().take(20).map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).collect();
    let more = if values.len() > shown.len() { format!(" and {} more", values.len() - shown.len()) } else { String::new() };
    say(members, &format!("One of: {}{more}.", clip(&shown.join(", "), 300)));
    let same_type = |is: fn(&Value) -> bool| values.iter().all(is);
    let kind = if same_type(|value| value.is_i64() || value.is_u64()) {
        Some("integer")
    } else if same_type(Value::is_number) {
        Some("number")
    } else if same_type(Value::is_boolean) {
        Some("boolean")
    } else if same_type(Value::is_string) {
        Some("string")
    } else {
        None
    };
    if let (Some(kind), false) = (kind, members.contains_key("type")) {
        members.insert("type".into(), kind.into());
    }
    let by_size = |a: &&Value, b: &&Value| a.as_f64().unwrap_or_default().total_cmp(&b.as_f64().unwrap_or_default());
    let numbers = || values.iter().filter(|value| value.is_number());
    for (key, end) in [("minimum", numbers().min_by(by_size)), ("maximum", numbers().max_by(by_size))] {
        if let Some(end) = end.filter(|_| !members.contains_key(key)) {
            members.insert(key.into(), end.clone());
        }
    }
}

fn any_of(schemas: Vec<Value>, more: Option<Value>) -> Value {
    let mut different: Vec<Value> = Vec::new();
    for schema in schemas.into_iter().chain(more) {
        let schema = if schema.is_object() { schema } else { json!({}) };
        if !different.contains(&schema) {
            different.push(schema);
        }
    }
    match different.len() {
        0 => json!({}),
        1 => different.remove(0),
        _ => json!({ "anyOf": different }),
    }
}

/// Older drafts and OpenAPI's own words in JSON Schema 2020-12.
fn modernise(schema: &mut Value) {
    let Some(members) = schema.as_object_mut() else {
        if !schema.is_boolean() {
            *schema = json!({});
        }
        return;
    };
    modernise_type(members);
    for (limit, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        if let Some(Value::Bool(is_exclusive)) = members.get(exclusive).cloned() {
            members.shift_remove(exclusive);
            if let Some(value) = members.get(limit).filter(|_| is_exclusive).cloned() {
                members.shift_remove(limit);
                members.insert(exclusive.into(), value);
            }
        }
    }
    for key in [
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "multipleOf",
        "minLength",
        "maxLength",
        "minItems",
        "maxItems",
        "minProperties",
        "maxProperties",
    ] {
        let Some(value) = members.get(key) else { continue };
        let is_count = key.starts_with("min") && key.len() > 7 || key.starts_with("max") && key.len() > 7;
        let fits = |value: &Value| if is_count { value.as_u64().is_some() } else { value.is_number() };
        if fits(value) {
            continue;
        }
        let read = value.as_str().and_then(|text| serde_json::from_str::<Value>(text.trim()).ok()).filter(fits);
        match read {
            Some(number) => drop(members.insert(key.into(), number)),
            None => drop(members.shift_remove(key)),
        }
    }
    match members.get_mut("required") {
        Some(Value::Array(names)) => names.retain(Value::is_string),
        Some(_) => drop(members.shift_remove("required")),
        None => {}
    }
    match members.shift_remove("items") {
        Some(Value::Array(positions)) => drop(members.insert("items".into(), any_of(positions, None))),
        Some(items) => drop(members.insert("items".into(), items)),
        None => {}
    }
    for key in ["anyOf", "oneOf", "allOf", "enum"] {
        let is_wrong = members.get(key).is_some_and(|list| list.as_array().is_none_or(|list| list.is_empty() && key != "enum"));
        if is_wrong {
            members.shift_remove(key);
        }
    }
    for key in ["description", "title", "pattern", "format"] {
        if members.get(key).is_some_and(|text| !text.is_string()) {
            members.shift_remove(key);
        }
    }
    if members.get("properties").is_some_and(|properties| !properties.is_object()) {
        members.shift_remove("properties");
    }
}

fn modernise_type(members: &mut Map<String, Value>) {
    let one = |name: &str| -> Option<&'static str> {
        TYPES.into_iter().find(|known| *known == name).or(match name.to_ascii_lowercase().as_str() {
            "file" | "str" | "text" | "date" | "datetime" | "date-time" | "binary" | "uuid" => Some("string"),
            "int" | "int32" | "int64" | "long" => Some("integer"),
            "float" | "double" | "decimal" => Some("number"),
            "bool" => Some("boolean"),
            "list" | "tuple" | "set" => Some("array"),
            "dict" | "map" | "record" | "json" => Some("object"),
            _ => None,
        })
    };
    let Some(kind) = members.get("type") else { return };
    let names: Vec<&'static str> = match kind {
        Value::String(name) => one(name).into_iter().collect(),
        Value::Array(names) => names.iter().filter_map(Value::as_str).filter_map(one).collect(),
        _ => Vec::new(),
    };
    match names.as_slice() {
        [] => drop(members.shift_remove("type")),
        [name] => drop(members.insert("type".into(), (*name).into())),
        names => drop(members.insert("type".into(), names.into())),
    }
    if names.contains(&"array") && !members.contains_key("items") {
        members.insert("items".into(), json!({}));
    }
}

/// `true` takes anything, and so does `{}`; a member that is `false` may not be there at all.
fn spell_out(schema: &mut Value) {
    let Some(members) = schema.as_object_mut() else {
        if schema.is_boolean() {
            *schema = json!({});
        }
        return;
    };
    // `additionalProperties` keeps its word, which every client knows.
    if members.get("additionalProperties") == Some(&json!({})) {
        members.insert("additionalProperties".into(), true.into());
    }
}

fn open(schema: &mut Value) {
    if let Some(members) = schema.as_object_mut()
        && members.get("additionalProperties") == Some(&Value::Bool(false))
    {
        members.shift_remove("additionalProperties");
    }
}

fn keep_known_names(schema: &mut Value) {
    let known: Vec<String> = schema.get("properties").and_then(Value::as_object).map(|properties| properties.keys().cloned().collect()).unwrap_or_default();
    if let Some(required) = schema.get_mut("required").and_then(Value::as_array_mut) {
        required.retain(|name| name.as_str().is_some_and(|name| known.iter().any(|known| known == name)));
    }
}

/// References that lead nowhere take anything from now on.
fn cut_references(root: &mut Value) {
    let snapshot = root.clone();
    walk::change(root, 0, &mut |schema, _| {
        if let Some(members) = schema.as_object_mut()
            && members.get("$ref").and_then(Value::as_str).is_some_and(|reference| problem_of(&snapshot, reference).is_some())
        {
            members.shift_remove("$ref");
        }
    });
}

/// Definitions that contain themselves take any object where the circle would close.
fn cut_circles(root: &mut Value) {
    let circles: Vec<String> = recursive_definitions(root).into_iter().map(|name| format!("#/$defs/{name}")).collect();
    let snapshot = root.clone();
    let Some(definitions) = root.get_mut("$defs").and_then(Value::as_object_mut) else { return };
    for schema in definitions.values_mut() {
        walk::change(schema, 0, &mut |schema, _| {
            let Some(members) = schema.as_object_mut() else { return };
            let Some(reference) =
                members.get("$ref").and_then(Value::as_str).filter(|reference| circles.iter().any(|circle| circle == reference)).map(str::to_owned)
            else {
                return;
            };
            members.shift_remove("$ref");
            let kind = crate::lint::schemas::resolve(&snapshot, &reference).and_then(|target| target.get("type").cloned());
            if let Some(kind) = kind {
                members.insert("type".into(), kind);
            }
        });
    }
}

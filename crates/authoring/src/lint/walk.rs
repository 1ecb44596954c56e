//! The schemas inside a schema. Properties may be called anything and examples may hold anything, so only the places
//! where JSON Schema 2020-12 expects a schema are visited.

use serde_json::Value;

const ONE: [&str; 11] =
    ["items", "additionalProperties", "not", "if", "then", "else", "contains", "propertyNames", "unevaluatedItems", "unevaluatedProperties", "contentSchema"];
const NAMED: [&str; 5] = ["properties", "$defs", "definitions", "patternProperties", "dependentSchemas"];
const LISTED: [&str; 4] = ["anyOf", "oneOf", "allOf", "prefixItems"];

/// A schema and where it stands.
#[derive(Clone, Debug)]
pub struct Place<'a> {
    /// JSON pointer from the root.
    pub at: String,
    /// Members and items around it.
    pub depth: usize,
    pub schema: &'a Value,
}

/// The root and every schema inside it. The walk keeps its own stack, so that no depth can exhaust the thread's.
pub fn schemas(root: &Value) -> Vec<Place<'_>> {
    let mut found = Vec::new();
    let mut open = vec![Place { at: String::new(), depth: 0, schema: root }];
    while let Some(place) = open.pop() {
        if let Some(members) = place.schema.as_object() {
            for (key, value) in members {
                let deeper = |steps| place.depth + steps;
                if ONE.contains(&key.as_str()) {
                    let depth = deeper(usize::from(key == "items" || key == "additionalProperties"));
                    match value {
                        // Before 2019 `items` could be a list; it is looked at all the same.
                        Value::Array(items) => {
                            open.extend(items.iter().enumerate().map(|(number, schema)| Place { at: format!("{}/{key}/{number}", place.at), depth, schema }));
                        }
                        schema => open.push(Place { at: format!("{}/{key}", place.at), depth, schema }),
                    }
                } else if NAMED.contains(&key.as_str()) {
                    let depth = deeper(usize::from(key == "properties"));
                    let named = value.as_object().into_iter().flatten();
                    open.extend(named.map(|(name, schema)| Place { at: format!("{}/{key}/{}", place.at, escape(name)), depth, schema }));
                } else if LISTED.contains(&key.as_str()) {
                    let listed = value.as_array().into_iter().flatten().enumerate();
                    open.extend(listed.map(|(number, schema)| Place { at: format!("{}/{key}/{number}", place.at), depth: deeper(0), schema }));
                }
            }
        }
        found.push(place);
    }
    found
}

/// Changes every schema, the innermost first. `change` gets the number of members and items around it.
pub fn change(schema: &mut Value, depth: usize, change_one: &mut dyn FnMut(&mut Value, usize)) {
    if let Some(members) = schema.as_object_mut() {
        for (key, value) in members {
            if ONE.contains(&key.as_str()) {
                let depth = depth + usize::from(key == "items" || key == "additionalProperties");
                match value {
                    Value::Array(items) => items.iter_mut().for_each(|item| change(item, depth, change_one)),
                    inner => change(inner, depth, change_one),
                }
            } else if NAMED.contains(&key.as_str()) {
                let depth = depth + usize::from(key == "properties");
                value.as_object_mut().into_iter().flatten().for_each(|(_, inner)| change(inner, depth, change_one));
            } else if LISTED.contains(&key.as_str()) {
                value.as_array_mut().into_iter().flatten().for_each(|inner| change(inner, depth, change_one));
            }
        }
    }
    change_one(schema, depth);
}

/// RFC 6901 section 3.
fn escape(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

/// The types that a schema names; empty when it names none.
pub fn types(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(name)) => vec![name],
        Some(Value::Array(names)) => names.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn data_and_names_are_not_schemas() {
        let schema =
            json!({"type": "object", "properties": {"items": {"type": "array", "items": {"enum": [{"items": 1}]}}}, "examples": [{"properties": {"x": {}}}]});
        let places: Vec<(String, usize)> = schemas(&schema).into_iter().map(|place| (place.at, place.depth)).collect();
        assert_eq!(places, [(String::new(), 0), ("/properties/items".into(), 1), ("/properties/items/items".into(), 2)]);
    }
}

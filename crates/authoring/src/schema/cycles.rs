//! Definitions that lead back to themselves without stepping into a member or an item: no validator could ever finish
//! with them (JSON Schema 2020-12 core, section 9.4.1). Inheritance with discriminators is full of them: the parent
//! names its children, and each child names its parent.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

/// Replaces the references that close such a circle by schemas that take everything.
pub fn cut(defs: &mut Map<String, Value>) {
    let edges: HashMap<String, Vec<String>> = defs.iter().map(|(name, schema)| (name.clone(), in_place(schema))).collect();
    for (from, to) in closing(&edges, defs.keys()) {
        if let Some(schema) = defs.get_mut(&from) {
            open(schema, &format!("#/$defs/{to}"));
        }
    }
}

/// The definitions that a schema applies to the same value.
fn in_place(schema: &Value) -> Vec<String> {
    let mut names = Vec::new();
    let mut pending = vec![schema];
    while let Some(Value::Object(members)) = pending.pop() {
        if let Some(name) = members.get("$ref").and_then(Value::as_str).and_then(|reference| reference.strip_prefix("#/$defs/")) {
            names.push(name.to_owned());
        }
        for key in ["not", "if", "then", "else"] {
            pending.extend(members.get(key).filter(|inner| inner.is_object()));
        }
        for key in ["allOf", "anyOf"] {
            pending.extend(members.get(key).and_then(Value::as_array).into_iter().flatten().filter(|inner| inner.is_object()));
        }
    }
    names
}

/// The edges that close a circle, found by a depth-first walk with its own stack.
fn closing<'k>(edges: &HashMap<String, Vec<String>>, names: impl Iterator<Item = &'k String>) -> Vec<(String, String)> {
    let mut closing = Vec::new();
    let mut finished: HashSet<&str> = HashSet::new();
    for start in names {
        let mut path: Vec<(&str, usize)> = vec![(start, 0)];
        let mut on_path: HashSet<&str> = HashSet::from([start.as_str()]);
        if finished.contains(start.as_str()) {
            continue;
        }
        while let Some((name, next)) = path.last_mut() {
            let Some((known, targets)) = edges.get_key_value(*name) else { break };
            match targets.get(*next) {
                Some(target) => {
                    *next += 1;
                    if on_path.contains(target.as_str()) {
                        closing.push((known.clone(), target.clone()));
                    } else if !finished.contains(target.as_str())
                        && let Some((target, _)) = edges.get_key_value(target)
                    {
                        on_path.insert(target);
                        path.push((target, 0));
                    }
                }
                None => {
                    finished.insert(known);
                    on_path.remove(known.as_str());
                    path.pop();
                }
            }
        }
    }
    closing
}

/// Takes the reference out, wherever the schema applies it in place.
fn open(schema: &mut Value, reference: &str) {
    let mut pending = vec![schema];
    while let Some(Value::Object(members)) = pending.pop() {
        if members.get("$ref").and_then(Value::as_str) == Some(reference) {
            members.remove("$ref");
        }
        for (key, inner) in members.iter_mut() {
            match (key.as_str(), inner) {
                ("not" | "if" | "then" | "else", inner) if inner.is_object() => pending.push(inner),
                ("allOf" | "anyOf", Value::Array(items)) => pending.extend(items.iter_mut().filter(|inner| inner.is_object())),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn inheritance_that_goes_round_is_opened_and_recursion_through_members_stays() {
        let mut defs = json!({
            "Pet": {"type": "object", "anyOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}]},
            "Cat": {"allOf": [{"$ref": "#/$defs/Pet"}, {"type": "object"}]},
            "Dog": {"allOf": [{"$ref": "#/$defs/Pet"}]},
            "Tree": {"type": "object", "properties": {"left": {"$ref": "#/$defs/Tree"}}},
        });
        let defs = defs.as_object_mut().expect("object");
        cut(defs);
        assert_eq!(defs["Cat"], json!({"allOf": [{}, {"type": "object"}]}));
        assert_eq!(defs["Pet"]["anyOf"][0], json!({"$ref": "#/$defs/Cat"}));
        assert_eq!(defs["Tree"]["properties"]["left"], json!({"$ref": "#/$defs/Tree"}));
    }
}

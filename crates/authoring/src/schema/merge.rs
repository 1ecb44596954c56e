//! Combined schemas: parts of `allOf` become one schema where that means the same.

use serde_json::{Map, Value};

/// Puts the parts of `allOf` that could not be folded in beside the rest. One reference alone needs no `allOf`.
pub fn join(mut merged: Map<String, Value>, mut all: Vec<Value>, nullable: bool) -> Vec<(String, Value)> {
    let is_alone = all.len() == 1 && merged.keys().all(|key| key == "description" || key == "default" || key == "deprecated" || key == "examples");
    if is_alone && nullable {
        merged.insert("anyOf".into(), Value::Array(with_null(all)));
    } else if is_alone {
        if let Some(Value::Object(only)) = all.pop() {
            for (key, value) in only {
                merged.entry(key).or_insert(value);
            }
        }
    } else if !all.is_empty() {
        merged.insert("allOf".into(), Value::Array(all));
    }
    merged.into_iter().collect()
}

/// Variants of which `null` is one.
pub fn with_null(mut variants: Vec<Value>) -> Vec<Value> {
    let null = Value::Object([("type".to_owned(), Value::from("null"))].into_iter().collect());
    if !variants.contains(&null) {
        variants.push(null);
    }
    variants
}

/// Merges a part of `allOf` into the schema around it where that means the same; says whether it could.
pub fn fold(into: &mut Map<String, Value>, part: &Map<String, Value>) -> bool {
    const FOLDABLE: [&str; 9] = ["type", "description", "properties", "required", "additionalProperties", "default", "examples", "deprecated", "format"];
    let foldable = part.keys().all(|key| FOLDABLE.contains(&key.as_str()));
    let same_type = match (into.get("type"), part.get("type")) {
        (Some(a), Some(b)) => a == b,
        _ => true,
    };
    let known = into.get("properties").and_then(Value::as_object);
    let new = part.get("properties").and_then(Value::as_object);
    let clash = matches!((known, new), (Some(known), Some(new)) if new.iter().any(|(name, value)| known.get(name).is_some_and(|other| other != value)));
    let open_maps = part.get("additionalProperties").is_some_and(Value::is_object) && into.contains_key("additionalProperties");
    if !foldable || !same_type || clash || open_maps {
        return false;
    }
    for (key, value) in part {
        match (key.as_str(), into.get_mut(key), value) {
            ("properties", Some(Value::Object(known)), Value::Object(new)) => known.extend(new.clone()),
            ("required", Some(Value::Array(known)), Value::Array(new)) => {
                for name in new {
                    if !known.contains(name) {
                        known.push(name.clone());
                    }
                }
            }
            // `false` would forbid the members that the other parts add.
            ("additionalProperties", _, Value::Bool(_)) => {}
            (_, Some(_), _) => {}
            (_, None, _) => {
                into.insert(key.clone(), value.clone());
            }
        }
    }
    true
}

//! Schemas of answers: a short outline of names and types.
//!
//! An output schema is a promise that clients check: the official TypeScript client throws away an answer that breaks
//! it. Descriptions of real APIs are often wrong about what is required or may be `null`, so the outline promises only
//! names and types, and every value but the root may be `null`.

use serde_json::{Map, Value};

use super::{keywords, shape};
use crate::openapi::{
    document::{Resolver, Version},
    node::Node,
};

/// Bytes of an output schema. What does not fit is told less deeply, or not at all.
const LONGEST: usize = 2_500;
/// Levels of members.
const DEEPEST: usize = 3;

/// The outline of an object's members, or of an array's items: `{"type":"object","properties":{…}}`.
///
/// Nothing if the schema is not clearly an object with named members.
pub fn object<'d>(resolver: &Resolver<'d>, version: Version, node: &'d Node<'d>) -> Option<Value> {
    (1..=DEEPEST).rev().find_map(|depth| {
        let mut outline = Outline { resolver, version, left: LONGEST };
        outline.root(node, depth)
    })
}

/// The outline of an array as the member `result` of an object.
pub fn wrapped_array<'d>(resolver: &Resolver<'d>, version: Version, node: &'d Node<'d>) -> Option<Value> {
    let items = resolver.resolve(node).ok()?.node.get("items")?;
    (0..DEEPEST).rev().find_map(|depth| {
        let mut outline = Outline { resolver, version, left: LONGEST };
        let items = outline.value(items, depth)?;
        let array = object_of([("type", "array".into()), ("items", items)]);
        Some(object_of([("type", "object".into()), ("properties", object_of([("result", array)])), ("required", vec!["result"].into())]))
    })
}

struct Outline<'d, 'r> {
    resolver: &'r Resolver<'d>,
    version: Version,
    left: usize,
}

fn object_of<const N: usize>(members: [(&str, Value); N]) -> Value {
    Value::Object(members.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

impl<'d> Outline<'d, '_> {
    /// Counts bytes; nothing when there are too many.
    fn spend(&mut self, bytes: usize) -> Option<()> {
        self.left = self.left.checked_sub(bytes)?;
        Some(())
    }

    fn root(&mut self, node: &'d Node<'d>, depth: usize) -> Option<Value> {
        let members = self.members(node, depth)??;
        Some(object_of([("type", "object".into()), ("properties", members)]))
    }

    /// `Some(None)`: it is no object with named members. `None`: it does not fit.
    fn members(&mut self, node: &'d Node<'d>, depth: usize) -> Option<Option<Value>> {
        let Ok(Some(shape)) = shape(self.resolver, node) else { return Some(None) };
        let mut members = Map::new();
        for (name, schemas) in shape.members {
            self.spend(name.len() + 6)?;
            let schema = match schemas.as_slice() {
                [one] if !one.flag("writeOnly") => self.value(one, depth - 1)?,
                [_] => continue,
                _ => Value::Object(Map::new()),
            };
            members.insert(name.to_owned(), schema);
        }
        Some(Some(Value::Object(members)))
    }

    fn value(&mut self, node: &'d Node<'d>, depth: usize) -> Option<Value> {
        let Ok(found) = self.resolver.resolve(node) else { return Some(Value::Object(Map::new())) };
        let node = found.node;
        let is_combined = ["anyOf", "oneOf", "allOf", "not", "const", "$dynamicRef"].iter().any(|key| node.has(key));
        let mut types = keywords::types(node, self.version);
        self.spend(26)?;
        if is_combined && depth == 0 || types.is_empty() && !is_combined {
            return Some(Value::Object(Map::new()));
        }
        if types.is_empty() || types.contains(&"object") && types.iter().all(|name| *name == "object" || *name == "null") {
            return self.object_value(node, depth);
        }
        if is_combined {
            return Some(Value::Object(Map::new()));
        }
        if !types.contains(&"null") {
            types.push("null");
        }
        let mut members = Map::new();
        if types.contains(&"array") {
            let items = match node.get("items").filter(|items| items.is_object() && depth > 0) {
                Some(items) => self.value(items, depth - 1)?,
                None => Value::Object(Map::new()),
            };
            members.insert("type".into(), types.into());
            members.insert("items".into(), items);
        } else {
            members.insert("type".into(), types.into());
        }
        Some(Value::Object(members))
    }

    fn object_value(&mut self, node: &'d Node<'d>, depth: usize) -> Option<Value> {
        let types = Value::from(vec!["object", "null"]);
        if depth == 0 {
            return Some(if node.has("type") { object_of([("type", types)]) } else { Value::Object(Map::new()) });
        }
        Some(match self.members(node, depth)? {
            Some(members) => object_of([("type", types), ("properties", members)]),
            None if node.text("type") == Some("object") => object_of([("type", types)]),
            None => Value::Object(Map::new()),
        })
    }
}

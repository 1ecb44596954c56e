//! The arguments of a tool while it is built.

use serde_json::{Map, Value, json};

use super::naming;

/// Properties of the input schema, in the order in which they were added.
#[derive(Debug, Default)]
pub struct Arguments {
    properties: Map<String, Value>,
    required: Vec<Value>,
}

impl Arguments {
    /// Adds an argument for the wire name and says what it is called. A taken name gets the place as a suffix (`id_query`).
    pub fn add(&mut self, wire: &str, place: &str, schema: Value, required: bool) -> String {
        let base = naming::argument(wire);
        let base = base.get(..50).unwrap_or(&base).to_owned();
        let mut name = base.clone();
        let mut number = 1;
        while self.properties.contains_key(&name) {
            name = if number == 1 { format!("{base}_{place}") } else { format!("{base}_{place}_{number}") };
            number += 1;
        }
        self.properties.insert(name.clone(), schema);
        if required {
            self.required.push(Value::from(name.as_str()));
        }
        name
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.properties.keys().map(String::as_str)
    }

    /// The input schema: a plain object.
    pub fn into_schema(self) -> Value {
        let mut schema = json!({"type": "object", "properties": self.properties});
        if let (Some(members), false) = (schema.as_object_mut(), self.required.is_empty()) {
            members.insert("required".into(), self.required.into());
        }
        schema
    }
}

/// Sets the description of a schema where there is one.
pub fn described(mut schema: Value, description: &str) -> Value {
    if let (Some(members), false) = (schema.as_object_mut(), description.trim().is_empty()) {
        members.insert("description".into(), description.trim().into());
    }
    schema
}

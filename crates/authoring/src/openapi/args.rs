//! The arguments of one tool while it is made: one flat object, whatever part of the request a value goes to.

use serde_json::{Map, Value};

use crate::names::{self, Unique};

/// Arguments so far.
#[derive(Debug, Default)]
pub struct Args {
    properties: Vec<(String, Value)>,
    required: Vec<String>,
    taken: Unique,
}

impl Args {
    /// Adds an argument and returns its name. Where the name is taken, the location is added to it: `id`, `id_body`.
    pub fn add(&mut self, wire: &str, location: &str, schema: Value, required: bool) -> String {
        let name = names::arg_name(wire);
        let name = if self.taken.contains(&name) { names::arg_name(&format!("{name}_{location}")) } else { name };
        let name = self.taken.take(&name, names::LONGEST_ARG);
        // `true` and `false` are schemas, but many clients expect an object for every property.
        let schema = if schema.is_object() { schema } else { Value::Object(Map::new()) };
        self.properties.push((name.clone(), schema));
        if required {
            self.required.push(name.clone());
        }
        name
    }

    pub fn has(&self, name: &str) -> bool {
        self.properties.iter().any(|(known, _)| known == name)
    }

    /// The schema of the arguments: its root is a plain object.
    pub fn into_schema(self, defs: Map<String, Value>) -> Value {
        let mut schema = vec![("type".to_owned(), Value::from("object")), ("properties".to_owned(), Value::Object(self.properties.into_iter().collect()))];
        if !self.required.is_empty() {
            schema.push(("required".to_owned(), self.required.into()));
        }
        if !defs.is_empty() {
            schema.push(("$defs".to_owned(), Value::Object(defs)));
        }
        Value::Object(schema.into_iter().collect())
    }
}

/// Puts a description into a schema, over the one that is there.
pub fn describe(schema: &mut Value, description: Option<&str>) {
    if let (Value::Object(members), Some(text)) = (schema, description.map(str::trim).filter(|text| !text.is_empty())) {
        members.insert("description".into(), names::clip(text, 800).into());
    }
}

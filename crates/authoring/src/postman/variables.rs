//! Variables of a collection. Values of secret ones are never used.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::requests::{placeholder, secrets};

/// Variables may stand in the values of variables, this deep.
const DEEPEST: usize = 8;
/// Longer values are not put into addresses.
const LONGEST: usize = 2_000;

#[derive(Clone, Debug, Default)]
pub struct Variables {
    open: BTreeMap<String, String>,
    secret: BTreeMap<String, String>,
}

impl Variables {
    /// Adds the variables of a collection or a folder; they come before those of the folder around it.
    pub fn with(mut self, list: Option<&Value>) -> Self {
        for variable in list.and_then(Value::as_array).into_iter().flatten() {
            let Some(name) = variable.get("key").or_else(|| variable.get("id")).and_then(Value::as_str) else { continue };
            if variable.get("disabled").and_then(Value::as_bool) == Some(true) {
                continue;
            }
            let value = match variable.get("value") {
                Some(Value::String(value)) => value.clone(),
                Some(value @ (Value::Number(_) | Value::Bool(_))) => value.to_string(),
                _ => continue,
            };
            let is_secret = variable.get("type").and_then(Value::as_str) == Some("secret") || secrets::is_secret_name(name) || secrets::looks_secret(&value);
            let (mine, other) = if is_secret { (&mut self.secret, &mut self.open) } else { (&mut self.open, &mut self.secret) };
            other.remove(name);
            mine.insert(name.to_owned(), value);
        }
        self
    }

    /// Values that must not show up anywhere.
    pub fn hidden(&self) -> impl Iterator<Item = &str> {
        self.secret.values().map(String::as_str)
    }

    /// A text with its variables replaced; what has no open value stays a placeholder.
    pub fn fill(&self, text: &str) -> String {
        self.expand(text, 0)
    }

    fn expand(&self, text: &str, depth: usize) -> String {
        if depth >= DEEPEST || !text.contains("{{") {
            return text.to_owned();
        }
        let mut expanded = String::with_capacity(text.len());
        let mut at = 0;
        for found in placeholder::find(text) {
            let is_variable = text[found.range.clone()].starts_with("{{");
            let value = self.open.get(&found.name).filter(|value| is_variable && !value.is_empty() && value.len() <= LONGEST);
            if let Some(value) = value {
                expanded.push_str(&text[at..found.range.start]);
                expanded.push_str(&self.expand(value, depth + 1));
                at = found.range.end;
            }
            // A value that holds itself grows with each level; it is of no use then.
            if expanded.len() > 16 * LONGEST {
                return text.to_owned();
            }
        }
        expanded.push_str(&text[at..]);
        expanded
    }
}

//! Schemas that clients take: a plain object at the root, references inside the schema only.

use serde_json::Value;

use super::checks::Findings;
use crate::names;

/// Bytes of one schema.
const LONGEST: usize = 256 * 1024;

/// The names of the arguments that a schema describes.
pub fn arg_names(schema: &Value) -> Vec<&str> {
    schema.get("properties").and_then(Value::as_object).map(|properties| properties.keys().map(String::as_str).collect()).unwrap_or_default()
}

/// A schema of arguments: its names are checked too.
pub fn check_input(schema: &Value, at: &str, findings: &mut Findings) {
    check_root(schema, at, findings);
    if let Some(name) = arg_names(schema).into_iter().find(|name| !names::is_arg_name(name)) {
        let name = names::clip(name, 80);
        findings.add(at, format!("“{name}” cannot be the name of an argument: use 1 to 64 letters a to z, digits, “_”, “-” and “.”."));
    }
}

/// What holds for schemas of arguments and of answers.
pub fn check_root(schema: &Value, at: &str, findings: &mut Findings) {
    let Some(members) = schema.as_object() else {
        return findings.add(at, "A schema must be an object.");
    };
    if members.get("type").and_then(Value::as_str) != Some("object") {
        findings.add(at, "The root of the schema must have “type”: “object”.");
    }
    if let Some(key) = ["oneOf", "anyOf", "allOf", "$ref", "not", "if"].into_iter().find(|key| members.contains_key(*key)) {
        findings.add(at, format!("The root of the schema must be a plain object; several clients refuse “{key}” there. Move it into a property."));
    }
    if members.get("properties").is_some_and(|properties| !properties.is_object()) {
        findings.add(at, "“properties” must be an object.");
    }
    if members.get("required").is_some_and(|required| required.as_array().is_none_or(|names| names.iter().any(|name| !name.is_string()))) {
        findings.add(at, "“required” must be a list of names.");
    }
    check_inside(schema, at, findings);
}

/// What a value inside a schema is: `$ref` is a reference in a schema, but a name among members and a text in data.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Schema,
    Members,
    Data,
}

impl Inside {
    fn member(self, key: &str) -> Self {
        match (self, key) {
            (Self::Data, _) | (Self::Schema, "const" | "enum" | "default" | "examples" | "example") => Self::Data,
            (Self::Schema, "properties" | "$defs" | "patternProperties" | "dependentSchemas" | "definitions") => Self::Members,
            _ => Self::Schema,
        }
    }
}

/// References and the size.
fn check_inside(schema: &Value, at: &str, findings: &mut Findings) {
    let defs = schema.get("$defs").and_then(Value::as_object);
    let mut bytes = 0_usize;
    let mut pending = vec![(schema, Inside::Schema)];
    while let Some((value, inside)) = pending.pop() {
        bytes += 4;
        match value {
            Value::String(text) => bytes += text.len(),
            Value::Array(items) => pending.extend(items.iter().map(|item| (item, inside))),
            Value::Object(members) => {
                bytes += members.keys().map(String::len).sum::<usize>();
                if let Some(reference) = members.get("$ref").and_then(Value::as_str).filter(|_| inside == Inside::Schema) {
                    check_reference(reference, defs, at, findings);
                }
                pending.extend(members.iter().map(|(key, member)| (member, inside.member(key))));
            }
            _ => {}
        }
        if bytes > LONGEST {
            return findings.add(at, format!("This schema is larger than {} KB. Describe the arguments in less detail.", LONGEST / 1024));
        }
    }
}

fn check_reference(reference: &str, defs: Option<&serde_json::Map<String, Value>>, at: &str, findings: &mut Findings) {
    let known = reference == "#"
        || reference.strip_prefix("#/$defs/").and_then(|path| path.split('/').next()).is_some_and(|name| defs.is_some_and(|defs| defs.contains_key(name)))
        || reference.starts_with("#/properties/");
    if !known {
        let reference = names::clip(reference, 80);
        findings.add(at, format!("The schema refers to “{reference}”, which is not in it. Put the definition under “$defs”."));
    }
}

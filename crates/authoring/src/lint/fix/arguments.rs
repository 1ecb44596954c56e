//! Arguments: their names and what is said about them.

use std::collections::BTreeMap;

use contract::spec::{Action, Body, JsonBody, Tool, ValueFrom};
use serde_json::{Map, Value};

use crate::{
    lint::schemas::is_property_name,
    names::{self, Unique},
    requests::naming,
};

/// Gives arguments names that every client takes, in the schema and wherever the request uses them.
pub fn rename(tool: &mut Tool) {
    let Some(properties) = tool.input_schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    let mut taken = Unique::default();
    properties.keys().filter(|name| is_property_name(name)).for_each(|name| drop(taken.take(name, names::LONGEST_ARG)));
    let renamed: BTreeMap<String, String> =
        properties.keys().filter(|name| !is_property_name(name)).map(|name| (name.clone(), taken.take(&names::arg_name(name), names::LONGEST_ARG))).collect();
    let new = |name: &str| renamed.get(name).cloned().unwrap_or_else(|| name.to_owned());
    *properties = std::mem::take(properties).into_iter().map(|(name, schema)| (new(&name), schema)).collect::<Map<_, _>>();
    if let Some(required) = tool.input_schema.get_mut("required").and_then(Value::as_array_mut) {
        required.iter_mut().for_each(|name| *name = name.as_str().map_or_else(|| name.clone(), |text| Value::from(new(text))));
    }
    if let Some(pagination) = &mut tool.response.pagination {
        pagination.arg = new(&pagination.arg);
        pagination.size_arg = pagination.size_arg.as_deref().map(new);
    }
    let change = |from: &mut ValueFrom| {
        if let ValueFrom::Arg(name) = from {
            *name = new(name);
        }
    };
    let Action::Http(action) = &mut tool.action else { return };
    action.params.iter_mut().for_each(|param| change(&mut param.from));
    match &mut action.body {
        Some(Body::Json { content: JsonBody::Arg(name), .. }) => *name = new(name),
        Some(Body::Json { content: JsonBody::Fields(fields), .. } | Body::Form { fields }) => fields.iter_mut().for_each(|field| change(&mut field.from)),
        Some(Body::Multipart { parts }) => parts.iter_mut().for_each(|part| change(&mut part.from)),
        Some(Body::Raw { from, .. }) => change(from),
        Some(Body::Json { content: JsonBody::Value(_), .. }) | None => {}
    }
}

/// Describes arguments from their names: `user_id` becomes “User id.”
pub fn describe(tool: &mut Tool) {
    let Some(properties) = tool.input_schema.get_mut("properties").and_then(Value::as_object_mut) else { return };
    for (name, schema) in properties {
        let Some(members) = schema.as_object_mut() else { continue };
        let is_silent = members.get("description").and_then(Value::as_str).is_none_or(|text| text.trim().is_empty());
        if is_silent && !members.contains_key("$ref") {
            let words = naming::title(&crate::requests::secrets::words(name).join("_"));
            members.insert("description".into(), format!("{}.", if words.is_empty() { name } else { &words }).into());
        }
    }
}

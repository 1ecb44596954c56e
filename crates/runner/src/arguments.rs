//! Arguments are checked against the tool's input schema before anything is done with them.

use std::sync::OnceLock;

use jsonschema::Validator;
use serde_json::{Map, Value};

/// Complaints that one answer names.
const MAX_COMPLAINTS: usize = 5;

/// The compiled input schema of one tool, made at the first call.
#[derive(Default)]
pub struct Arguments {
    validator: OnceLock<Result<Validator, String>>,
    /// Values that are sent when the caller leaves an argument out.
    defaults: Map<String, Value>,
}

impl Arguments {
    /// Arguments whose defaults come from an example request: what the example sent is sent unless the caller says
    /// otherwise. (An OpenAPI default is what the upstream assumes by itself, so those are never filled in.)
    pub fn with_example_defaults(schema: &Value) -> Self {
        let members = schema["properties"].as_object().into_iter().flatten();
        let defaults = members.filter_map(|(name, member)| Some((name.clone(), member.get("default")?.clone()))).collect();
        Self { defaults, ..Self::default() }
    }

    /// Leaves out optional arguments that are `null`, then checks the rest. The error names the argument and says what
    /// is wrong with it.
    pub fn check(&self, schema: &Value, mut arguments: Map<String, Value>) -> Result<Map<String, Value>, String> {
        let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        arguments.retain(|name, value| !value.is_null() || required.contains(&name.as_str()));
        for (name, value) in &self.defaults {
            if !arguments.contains_key(name) {
                arguments.insert(name.clone(), value.clone());
            }
        }
        let validator = self.validator.get_or_init(|| jsonschema::draft202012::new(schema).map_err(|cause| cause.to_string()));
        let validator =
            validator.as_ref().map_err(|cause| format!("The tool's input schema cannot be used: {cause}. The owner of this server can mend it."))?;
        let instance = Value::Object(arguments);
        let complaints: Vec<String> = validator.iter_errors(&instance).take(MAX_COMPLAINTS).map(|error| complaint(&error)).collect();
        match instance {
            Value::Object(arguments) if complaints.is_empty() => Ok(arguments),
            _ => Err(complaints.join("\n")),
        }
    }
}

fn complaint(error: &jsonschema::ValidationError<'_>) -> String {
    let path = error.instance_path().to_string();
    let message = error.masked_with("the value");
    match path.trim_start_matches('/') {
        "" => format!("The arguments don't fit: {error}."),
        place => format!("Argument `{}` doesn't fit: {message}.", place.replace('/', ".")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(arguments: &Value) -> Result<Map<String, Value>, String> {
        let schema = json!({
            "type": "object",
            "properties": { "city": { "type": "string" }, "days": { "type": "integer", "maximum": 7 }, "tags": { "type": "array", "items": { "type": "string" } } },
            "required": ["city"],
        });
        Arguments::default().check(&schema, arguments.as_object().cloned().unwrap_or_default())
    }

    #[test]
    fn an_optional_null_is_left_out() {
        assert_eq!(check(&json!({ "city": "Oslo", "days": null })).map(Value::Object), Ok(json!({ "city": "Oslo" })));
    }

    #[test]
    fn what_the_example_sent_is_sent_unless_the_caller_says_otherwise() {
        let schema = json!({ "type": "object", "properties": { "per_page": { "type": "integer", "default": 50 }, "q": { "type": "string" } } });
        let check = |arguments: Value| Arguments::with_example_defaults(&schema).check(&schema, arguments.as_object().cloned().unwrap_or_default());
        assert_eq!(check(json!({ "q": "x" })).map(Value::Object), Ok(json!({ "q": "x", "per_page": 50 })));
        assert_eq!(check(json!({ "per_page": 3 })).map(Value::Object), Ok(json!({ "per_page": 3 })));
    }

    #[test]
    fn every_complaint_names_its_argument() {
        let text = check(&json!({ "city": "Oslo", "days": 9, "tags": ["a", 1] })).expect_err("two arguments don't fit");
        assert!(text.contains("`days`") && text.contains("`tags.1`"), "{text}");
        assert!(check(&json!({ "days": 1 })).expect_err("the city is missing").contains("\"city\""));
        assert!(check(&json!({ "city": null })).expect_err("null is not a city").contains("`city`"));
    }
}

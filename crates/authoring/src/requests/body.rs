//! Bodies of examples: their members, fields and parts become arguments.

use contract::spec::{Body, BodyField, JsonBody, Part, Style, ValueFrom};
use serde_json::{Value, json};

use super::{ExampleBody, ExamplePart, Field, ToolBuilder, build::Draft, fields::described, infer, placeholder, secrets};

impl ToolBuilder {
    pub(super) fn body(&mut self, draft: &mut Draft, body: &ExampleBody) -> Option<Body> {
        match body {
            ExampleBody::None => None,
            ExampleBody::Json { content_type, example } => Some(Body::Json { content_type: content_type.clone(), content: self.json_body(draft, example) }),
            ExampleBody::AnyJson { content_type } => {
                let schema = json!({"type": "object", "description": "The whole JSON body of the request."});
                let arg = draft.arguments.add("body", "body", schema, true);
                Some(Body::Json { content_type: content_type.clone(), content: JsonBody::Arg(arg) })
            }
            ExampleBody::Form(fields) => Some(Body::Form { fields: self.form(draft, fields) }),
            ExampleBody::Multipart(parts) => Some(Body::Multipart { parts: parts.iter().map(|part| self.part(draft, part)).collect() }),
            ExampleBody::Text { content_type, example } => {
                let mut schema = json!({"type": "string", "description": "The body of the request."});
                let value = Value::from(example.as_str());
                if let (Some(members), true) = (schema.as_object_mut(), self.is_showable("body", &value)) {
                    members.insert("examples".into(), json!([value]));
                }
                let arg = draft.arguments.add("body", "body", schema, true);
                Some(Body::Raw { content_type: content_type.clone(), from: ValueFrom::Arg(arg), base64: false })
            }
            ExampleBody::File { content_type } => {
                let arg = draft.arguments.add("file", "body", file_schema(), true);
                Some(Body::Raw { content_type: content_type.clone(), from: ValueFrom::Arg(arg), base64: true })
            }
        }
    }

    fn json_body(&mut self, draft: &mut Draft, example: &Value) -> JsonBody {
        let Value::Object(members) = example else {
            let schema = described(infer::schema("body", example), "The whole JSON body of the request.");
            return JsonBody::Arg(draft.arguments.add("body", "body", schema, true));
        };
        let graphql = graphql_kind(example).is_some() && !self.is_seen(&example.to_string());
        let mut fields = Vec::new();
        for (name, value) in members {
            if graphql && (name == "query" || name == "operationName") {
                fields.push(json_field(name, ValueFrom::Value(value.clone())));
                continue;
            }
            self.warn_about_secret(name, value);
            let mut schema = infer::schema(name, value);
            if self.is_seen(&value.to_string())
                && let Some(members) = schema.as_object_mut()
            {
                members.shift_remove("examples");
            }
            let arg = draft.arguments.add(name, "body", schema, is_needed(name, value));
            fields.push(json_field(name, ValueFrom::Arg(arg)));
        }
        if fields.is_empty() { JsonBody::Value(json!({})) } else { JsonBody::Fields(fields) }
    }

    fn form(&mut self, draft: &mut Draft, fields: &[Field]) -> Vec<BodyField> {
        let mut made: Vec<BodyField> = Vec::new();
        for field in fields.iter().filter(|field| !field.name.is_empty()) {
            if made.iter().any(|other| other.name == field.name) {
                continue;
            }
            let values: Vec<&Field> = fields.iter().filter(|other| other.name == field.name).collect();
            let is_list = values.len() > 1 || field.name.ends_with("[]");
            let from = if is_list {
                let schema = described(self.list_schema(&values), &field.description);
                ValueFrom::Arg(draft.arguments.add(field.name.trim_end_matches("[]"), "body", schema, false))
            } else {
                ValueFrom::Arg(self.form_argument(draft, field))
            };
            made.push(BodyField { name: field.name.clone(), from, style: Style::Form, explode: true, json: false });
        }
        made
    }

    fn form_argument(&mut self, draft: &mut Draft, field: &Field) -> String {
        let value = if placeholder::find(&field.value).is_empty() { infer::scalar(&field.value) } else { Value::from(field.value.as_str()) };
        self.warn_about_secret(&field.name, &value);
        let mut schema = described(infer::schema(&field.name, &value), &field.description);
        if self.is_seen(&field.value)
            && let Some(members) = schema.as_object_mut()
        {
            members.shift_remove("examples");
        }
        draft.arguments.add(&field.name, "body", schema, !field.disabled && is_needed(&field.name, &value))
    }

    fn part(&mut self, draft: &mut Draft, part: &ExamplePart) -> Part {
        let field = &part.field;
        match &part.file {
            Some(file) => {
                let arg = draft.arguments.add(&field.name, "body", described(file_schema(), &field.description), !field.disabled);
                let filename = if file.is_empty() || self.is_seen(file) { "file" } else { file.as_str() };
                Part {
                    name: field.name.clone(),
                    from: ValueFrom::Arg(arg),
                    filename: Some(filename.to_owned()),
                    content_type: part.content_type.clone(),
                    base64: true,
                }
            }
            None => {
                let arg = self.form_argument(draft, field);
                Part { name: field.name.clone(), from: ValueFrom::Arg(arg), filename: None, content_type: part.content_type.clone(), base64: false }
            }
        }
    }

    fn warn_about_secret(&mut self, name: &str, value: &Value) {
        if secrets::is_secret_name(name) && value.is_string() {
            self.note(format!(
                "“{}” stands in a body, where stored credentials cannot go. It is an argument of the tool, and its value was left out.",
                name.chars().take(60).collect::<String>()
            ));
            if let Some(text) = value.as_str() {
                self.hide(text);
            }
        }
    }
}

fn json_field(name: &str, from: ValueFrom) -> BodyField {
    BodyField { name: name.to_owned(), from, style: Style::Form, explode: true, json: false }
}

fn file_schema() -> Value {
    json!({"type": "string", "contentEncoding": "base64", "description": "The file's content as base64."})
}

/// GraphQL over HTTP: `Some(true)` for a query, `Some(false)` for a mutation.
pub(super) fn graphql_kind(body: &Value) -> Option<bool> {
    let text = body.get("query")?.as_str()?.trim_start();
    let known = body.as_object()?.keys().all(|key| matches!(key.as_str(), "query" | "variables" | "operationName" | "extensions"));
    let is_query = text.starts_with('{') || text.starts_with("query");
    (known && text.contains('{') && (is_query || text.starts_with("mutation"))).then_some(is_query)
}

/// A body's member is needed unless its example says that it can be left out: `null`, empty, or a switch.
fn is_needed(name: &str, value: &Value) -> bool {
    let is_empty = match value {
        Value::Null | Value::Bool(_) => true,
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Number(_) => false,
    };
    !is_empty && !matches!(name, "metadata" | "options" | "meta" | "limit" | "page" | "offset" | "variables")
}

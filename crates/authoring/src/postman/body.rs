//! Bodies of requests.

use serde_json::{Map, Value};

use super::{field, text, variables::Variables};
use crate::{
    curl,
    requests::{ExampleBody, ExamplePart, Field, ToolBuilder},
};

pub fn read(body: Option<&Value>, content_type: Option<&str>, variables: &Variables, builder: &mut ToolBuilder) -> ExampleBody {
    let Some(body) = body.filter(|body| body.get("disabled").and_then(Value::as_bool) != Some(true)) else { return ExampleBody::None };
    let list = |name: &str| body.get(name).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    match text(body, "mode").as_str() {
        "raw" => raw(body, content_type, variables),
        "urlencoded" => fields(body.get("urlencoded"), variables),
        "formdata" => ExampleBody::Multipart(list("formdata").iter().filter_map(|part| form_part(part, variables)).collect()),
        "graphql" => graphql(body.get("graphql"), variables),
        "file" => {
            builder.note("A body that a request reads from a file became an argument that takes the file's content as base64.");
            ExampleBody::File { content_type: content_type.unwrap_or("application/octet-stream").to_owned() }
        }
        _ => ExampleBody::None,
    }
}

fn raw(body: &Value, content_type: Option<&str>, variables: &Variables) -> ExampleBody {
    let raw = variables.fill(body.get("raw").and_then(Value::as_str).unwrap_or_default());
    let language = body.pointer("/options/raw/language").and_then(Value::as_str).unwrap_or_default();
    let by_language = match language {
        "json" => Some("application/json"),
        "xml" => Some("application/xml"),
        "html" => Some("text/html"),
        "javascript" => Some("application/javascript"),
        "text" => Some("text/plain"),
        _ => None,
    };
    if raw.trim().is_empty() {
        return ExampleBody::None;
    }
    match content_type.or(by_language) {
        Some(kind) if curl::is_json_type(kind) => curl::json(&without_comments(&raw), kind.to_owned()),
        Some(kind) => ExampleBody::Text { content_type: kind.to_owned(), example: raw },
        None => match curl::read_json(raw.trim()) {
            Some(example @ (Value::Object(_) | Value::Array(_))) => ExampleBody::Json { content_type: "application/json".into(), example },
            _ => ExampleBody::Text { content_type: "text/plain".into(), example: raw },
        },
    }
}

/// Postman lets people comment out lines of a JSON body.
fn without_comments(text: &str) -> String {
    if !text.contains("//") {
        return text.to_owned();
    }
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

fn fields(list: Option<&Value>, variables: &Variables) -> ExampleBody {
    match list {
        Some(Value::Array(list)) => ExampleBody::Form(list.iter().filter_map(|pair| field(pair, variables)).collect()),
        _ => ExampleBody::None,
    }
}

fn form_part(part: &Value, variables: &Variables) -> Option<ExamplePart> {
    let is_file = text(part, "type") == "file";
    let field = field(part, variables)?;
    let source = match part.get("src") {
        Some(Value::String(path)) => path.as_str(),
        Some(Value::Array(paths)) => paths.first().and_then(Value::as_str).unwrap_or_default(),
        _ => "",
    };
    let file = is_file.then(|| source.rsplit(['/', '\\']).next().unwrap_or_default().to_owned());
    let content_type = Some(text(part, "contentType")).filter(|kind| kind.contains('/') && kind.is_ascii());
    let field = if is_file { Field { value: String::new(), ..field } } else { field };
    Some(ExamplePart { field, file, content_type })
}

fn graphql(body: Option<&Value>, variables: &Variables) -> ExampleBody {
    let Some(body) = body else { return ExampleBody::None };
    let mut example = Map::new();
    example.insert("query".into(), body.get("query").and_then(Value::as_str).unwrap_or_default().into());
    let values = match body.get("variables") {
        Some(Value::String(text)) if !text.trim().is_empty() => curl::read_json(&variables.fill(text)),
        Some(values @ Value::Object(_)) => Some(values.clone()),
        _ => None,
    };
    if let Some(values) = values {
        example.insert("variables".into(), values);
    }
    if let Some(name) = body.get("operationName").and_then(Value::as_str).filter(|name| !name.is_empty()) {
        example.insert("operationName".into(), name.into());
    }
    ExampleBody::Json { content_type: "application/json".into(), example: Value::Object(example) }
}

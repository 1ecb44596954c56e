//! Request bodies: JSON, forms, multipart, text and bytes.

use contract::spec::{Body, BodyField, JsonBody, Method, Part, Style, ValueFrom};
use serde_json::{Map, Value};

use super::{
    args::{Args, describe},
    document::{RefError, Version},
    node::Node,
    operations::Operation,
    params::collection_format,
};
use crate::{
    credentials, names,
    schema::{Converter, Shape, convert::is_read_only, shape},
};

/// The kinds of body, in the order in which they are preferred.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Json,
    OtherJson,
    Any,
    Form,
    Multipart,
    Text,
    Bytes,
}

/// `application/json; charset=utf-8` without its parameters, lower-cased.
fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// Whether a media type is JSON: `application/json`, `…+json` and the like, but not a stream of JSON values.
pub fn is_json(media_type: &str) -> bool {
    matches!(kind(media_type), Kind::Json | Kind::OtherJson)
}

fn kind(media_type: &str) -> Kind {
    let essence = essence(media_type);
    let is_stream = ["json-seq", "ndjson", "jsonl", "json-lines", "x-json-stream"].iter().any(|word| essence.contains(word));
    match essence.as_str() {
        "application/json" => Kind::Json,
        "*/*" | "application/*" | "" => Kind::Any,
        "application/x-www-form-urlencoded" => Kind::Form,
        other if other.starts_with("multipart/") => Kind::Multipart,
        other if !is_stream && (other.ends_with("+json") || other.ends_with("/json") || other.contains("json")) => Kind::OtherJson,
        other if is_stream || other.starts_with("text/") || ["xml", "yaml", "graphql", "javascript", "sparql"].iter().any(|word| other.contains(word)) => {
            Kind::Text
        }
        _ => Kind::Bytes,
    }
}

/// What a body is made of, whichever version says it.
struct Described<'d> {
    media_type: String,
    kind: Kind,
    schema: Option<&'d Node<'d>>,
    media: Option<&'d Node<'d>>,
    description: Option<&'d str>,
    /// Whether the body has to be sent; `None` where the document is silent.
    required: Option<bool>,
}

impl Described<'_> {
    /// The media type that a request names. A document may allow a range such as `image/*`; a request cannot send one.
    fn sent_as(&self) -> String {
        match self.kind {
            Kind::Any => "application/json".to_owned(),
            _ if !self.media_type.contains('*') => self.media_type.clone(),
            Kind::Json | Kind::OtherJson => "application/json".to_owned(),
            Kind::Text => "text/plain".to_owned(),
            Kind::Form | Kind::Multipart | Kind::Bytes => "application/octet-stream".to_owned(),
        }
    }
}

/// Makes the body of one tool.
pub struct Bodies<'a, 'd, 'r> {
    pub converter: &'a mut Converter<'d, 'r>,
    pub args: &'a mut Args,
}

impl<'d> Bodies<'_, 'd, '_> {
    /// The body of an operation; nothing where it has none, or where it has nothing to say.
    pub fn build(&mut self, operation: &Operation<'d>, root: &'d Node<'d>, declared: &[&'d Node<'d>]) -> Result<Option<Body>, String> {
        if matches!(operation.method, Method::Head | Method::Options) {
            return Ok(None);
        }
        let body = if self.converter.version() == Version::V2 {
            self.swagger(operation, root, declared)
        } else {
            let Some(node) = operation.node.get("requestBody") else { return Ok(None) };
            let node = self.converter.resolver().resolve(node).map_err(|error| format!("The request body cannot be read: {error}."))?.node;
            let described = chosen(node).filter(|described| !self.is_empty(described, operation.method));
            described.map_or(Ok(None), |described| self.body(&described).map(Some))
        };
        body.map_err(|error| format!("The request body cannot be read: {error}."))
    }

    /// A form without fields, or a body that a reading request only may have and that nothing is known about.
    fn is_empty(&self, described: &Described<'d>, method: Method) -> bool {
        let schema = described.schema.and_then(|schema| self.converter.resolver().resolve(schema).ok()).map(|found| found.node);
        let fields = ["properties", "additionalProperties", "allOf", "anyOf", "oneOf", "items", "format"];
        let says_nothing =
            schema.is_none_or(|schema| fields.iter().all(|key| schema.get(key).is_none_or(|inner| inner.is_object() && inner.members().is_empty())));
        let is_form = matches!(described.kind, Kind::Form | Kind::Multipart);
        says_nothing && described.required != Some(true) && (is_form && schema.is_some() || method == Method::Get)
    }

    fn body(&mut self, described: &Described<'d>) -> Result<Body, RefError> {
        let shape = described.schema.map(|schema| shape(self.converter.resolver(), schema)).transpose()?.flatten();
        match (described.kind, shape) {
            (Kind::Json | Kind::OtherJson | Kind::Any, shape) => self.json(described, shape),
            (Kind::Form, Some(shape)) => self.form(described, &shape),
            (Kind::Multipart, Some(shape)) => self.multipart(described, &shape),
            _ => Ok(self.raw(described)),
        }
    }

    fn json(&mut self, described: &Described<'d>, shape: Option<Shape<'d>>) -> Result<Body, RefError> {
        let content_type = described.sent_as();
        let content = match shape {
            Some(shape) if !shape.is_open => {
                let fields = self.fields(described, &shape)?;
                JsonBody::Fields(fields.into_iter().map(|(name, arg, _)| field(name, arg)).collect())
            }
            _ => {
                let mut schema = described.schema.map_or(Ok(Value::Object(Map::new())), |schema| self.converter.argument(schema))?;
                if schema.get("description").is_none() {
                    describe(&mut schema, described.description.or(Some("The JSON body of the request.")));
                }
                JsonBody::Arg(self.args.add("body", "json", schema, described.required != Some(false)))
            }
        };
        Ok(Body::Json { content_type, content })
    }

    /// Every member that can be sent as an argument: name on the wire, argument, and its schema in the document.
    fn fields(&mut self, described: &Described<'d>, shape: &Shape<'d>) -> Result<Vec<(&'d str, String, &'d Node<'d>)>, RefError> {
        let mut fields = Vec::new();
        for (name, schemas) in &shape.members {
            let Some(first) = schemas.first().filter(|schema| !is_read_only(self.converter.resolver(), schema)) else { continue };
            let schema = self.member(schemas)?;
            let required = described.required != Some(false) && shape.required.contains(name);
            fields.push((*name, self.args.add(name, "body", schema, required), *first));
        }
        Ok(fields)
    }

    /// One schema for a member that several parts or variants describe.
    fn member(&mut self, schemas: &[&'d Node<'d>]) -> Result<Value, RefError> {
        let mut converted: Vec<Value> = Vec::new();
        for schema in schemas {
            let schema = self.converter.argument(schema)?;
            if !converted.contains(&schema) {
                converted.push(schema);
            }
        }
        if converted.len() > 1
            && let Some(merged) = merge_enums(&converted)
        {
            return Ok(merged);
        }
        Ok(match converted.len() {
            0 => Value::Object(Map::new()),
            1 => converted.swap_remove(0),
            _ => Value::Object([("anyOf".to_owned(), Value::Array(converted))].into_iter().collect()),
        })
    }

    fn form(&mut self, described: &Described<'d>, shape: &Shape<'d>) -> Result<Body, RefError> {
        let fields = self.fields(described, shape)?;
        let fields = fields.into_iter().map(|(name, arg, schema)| self.form_field(described, name, arg, schema)).collect();
        Ok(Body::Form { fields })
    }

    fn form_field(&self, described: &Described<'d>, name: &str, arg: String, schema: &'d Node<'d>) -> BodyField {
        let encoding = described.media.and_then(|media| media.get("encoding")?.get(name));
        let style = match encoding.and_then(|encoding| encoding.text("style")) {
            Some("spaceDelimited") => Style::SpaceDelimited,
            Some("pipeDelimited") => Style::PipeDelimited,
            Some("deepObject") => Style::DeepObject,
            _ => Style::Form,
        };
        let explode = encoding.and_then(|encoding| encoding.get("explode")?.as_bool()).unwrap_or(true) || style == Style::DeepObject;
        let as_json = encoding.and_then(|encoding| encoding.text("contentType")).is_some_and(is_json);
        let json = as_json || (encoding.and_then(|encoding| encoding.text("style")).is_none() && self.is_nested(schema));
        BodyField { style, explode, json, ..field(name, arg) }
    }

    /// Objects, and arrays of them, are sent as JSON unless the document says otherwise (OpenAPI 3.1 section 4.8.15.1).
    fn is_nested(&self, schema: &'d Node<'d>) -> bool {
        let resolver = self.converter.resolver();
        let is_object =
            |node: &'d Node<'d>| resolver.resolve(node).is_ok_and(|found| found.node.text("type") == Some("object") || found.node.has("properties"));
        is_object(schema) || resolver.resolve(schema).is_ok_and(|found| found.node.get("items").is_some_and(is_object))
    }

    fn multipart(&mut self, described: &Described<'d>, shape: &Shape<'d>) -> Result<Body, RefError> {
        let fields = self.fields(described, shape)?;
        // A field without a name, or with one that a part's header cannot carry, cannot be sent.
        let sendable = |name: &str| !name.is_empty() && name.len() <= 300 && !name.chars().any(|c| c.is_control() || c == '"');
        let fields = fields.into_iter().filter(|(name, ..)| sendable(name));
        let parts = fields.map(|(name, arg, schema)| self.part(described, name, arg, schema)).collect();
        Ok(Body::Multipart { parts })
    }

    fn part(&self, described: &Described<'d>, name: &str, arg: String, schema: &'d Node<'d>) -> Part {
        let is_file = is_binary(self.converter, schema);
        let media_type = described.media.and_then(|media| media.get("encoding")?.get(name)?.text("contentType")).and_then(|types| types.split(',').next());
        let media_type = media_type.map(str::trim).filter(|media_type| credentials::is_media_type(media_type) && !media_type.contains('*'));
        let default = if is_file {
            Some("application/octet-stream")
        } else if self.is_nested(schema) {
            Some("application/json")
        } else {
            None
        };
        Part {
            name: name.to_owned(),
            from: ValueFrom::Arg(arg),
            filename: is_file.then(|| names::arg_name(name)),
            content_type: media_type.or(default).map(str::to_owned),
            base64: is_file,
        }
    }

    fn raw(&mut self, described: &Described<'d>) -> Body {
        let base64 = matches!(described.kind, Kind::Bytes | Kind::Multipart);
        let mut schema = Map::from_iter([("type".to_owned(), Value::from("string"))]);
        let what = match described.kind {
            Kind::Form => "The form, already encoded: a=1&b=2.".to_owned(),
            _ if base64 => format!("The content as base64; it is sent decoded as {}.", described.media_type),
            _ => format!("The body of the request as text in the format {}.", described.media_type),
        };
        if base64 {
            schema.insert("contentEncoding".into(), "base64".into());
        }
        let what = described.description.map_or_else(|| what.clone(), |text| format!("{} {what}", text.trim()));
        schema.insert("description".into(), names::clip(&what, 800).into());
        let arg = self.args.add("body", "raw", Value::Object(schema), described.required != Some(false));
        Body::Raw { content_type: described.sent_as(), from: ValueFrom::Arg(arg), base64 }
    }

    fn swagger(&mut self, operation: &Operation<'d>, root: &'d Node<'d>, declared: &[&'d Node<'d>]) -> Result<Option<Body>, RefError> {
        let consumes = operation.node.get("consumes").or_else(|| root.get("consumes")).map_or(&[][..], Node::items);
        let mut types: Vec<&str> = consumes.iter().filter_map(Node::as_str).filter(|text| credentials::is_media_type(text)).collect();
        types.sort_by_key(|media_type| kind(media_type));
        if let Some(body) = declared.iter().find(|parameter| parameter.text("in") == Some("body")) {
            let media_type = types.iter().find(|text| !matches!(kind(text), Kind::Form | Kind::Multipart)).copied().unwrap_or("application/json");
            let (schema, description) = (body.get("schema"), body.text("description"));
            let described = Described { media_type: media_type.into(), kind: kind(media_type), schema, media: None, description, required: required(body) };
            return self.body(&described).map(Some);
        }
        let fields: Vec<&'d Node<'d>> = declared.iter().copied().filter(|parameter| parameter.text("in") == Some("formData")).collect();
        if fields.is_empty() {
            return Ok(None);
        }
        let is_multipart =
            fields.iter().any(|field| field.text("type") == Some("file")) || types.first().is_some_and(|media_type| kind(media_type) == Kind::Multipart);
        let (mut form, mut parts) = (Vec::new(), Vec::new());
        for parameter in fields {
            let Some(name) = parameter.text("name").filter(|name| !name.is_empty()) else { continue };
            let is_file = parameter.text("type") == Some("file");
            let mut schema = self.converter.argument(parameter)?;
            if let (true, Value::Object(members)) = (is_file, &mut schema) {
                members.insert("contentEncoding".into(), "base64".into());
            }
            let arg = self.args.add(name, "form", schema, parameter.flag("required"));
            let (style, explode) = collection_format(parameter, Style::Form);
            form.push(BodyField { style, explode, ..field(name, arg.clone()) });
            let content_type = is_file.then(|| "application/octet-stream".to_owned());
            parts.push(Part { name: name.into(), from: ValueFrom::Arg(arg), filename: is_file.then(|| names::arg_name(name)), content_type, base64: is_file });
        }
        Ok(Some(if is_multipart { Body::Multipart { parts } } else { Body::Form { fields: form } }))
    }
}

fn field(name: &str, arg: String) -> BodyField {
    BodyField { name: name.to_owned(), from: ValueFrom::Arg(arg), style: Style::Form, explode: true, json: false }
}

fn required(node: &Node<'_>) -> Option<bool> {
    node.get("required").and_then(Node::as_bool)
}

/// The preferred content of a request body; nothing where it has none.
fn chosen<'d>(body: &'d Node<'d>) -> Option<Described<'d>> {
    let contents = body.get("content")?.members();
    let (media_type, media) = contents.iter().filter(|(name, _)| credentials::is_media_type(name)).min_by_key(|(name, _)| kind(name))?;
    let (kind, description) = (kind(media_type), body.text("description"));
    let media_type = media_type.trim().to_owned();
    Some(Described { media_type, kind, schema: media.get("schema"), media: Some(media), description, required: required(body) })
}

/// Whether a part is a file: `format: binary` in 3.0, and a string with a media type but no encoding in 3.1.
fn is_binary<'d>(converter: &Converter<'d, '_>, schema: &'d Node<'d>) -> bool {
    let resolver = converter.resolver();
    let Ok(found) = resolver.resolve(schema) else { return false };
    let node = match found.node.get("items").filter(|_| found.node.text("type") == Some("array")) {
        Some(items) => match resolver.resolve(items) {
            Ok(found) => found.node,
            Err(_) => return false,
        },
        None => found.node,
    };
    match (node.text("format"), node.text("contentMediaType")) {
        (Some("binary"), _) => true,
        (_, Some(_)) => !node.has("contentEncoding"),
        _ => node.text("type") == Some("file"),
    }
}

/// The enumerations of variants, put together: `kind` is `a` here and `b` there.
fn merge_enums(schemas: &[Value]) -> Option<Value> {
    let mut values: Vec<Value> = Vec::new();
    for schema in schemas {
        let members = schema.as_object()?;
        if members.keys().any(|key| !["type", "enum", "const", "description", "default", "examples"].contains(&key.as_str())) {
            return None;
        }
        let new = members.get("enum").and_then(Value::as_array).cloned().or_else(|| members.get("const").map(|value| vec![value.clone()]))?;
        for value in new {
            if !value.is_string() {
                return None;
            }
            if !values.contains(&value) {
                values.push(value);
            }
        }
    }
    let mut merged = Map::from_iter([("type".to_owned(), Value::from("string")), ("enum".to_owned(), Value::Array(values))]);
    if let Some(description) = schemas.iter().find_map(|schema| schema.get("description")) {
        merged.insert("description".into(), description.clone());
    }
    Some(Value::Object(merged))
}

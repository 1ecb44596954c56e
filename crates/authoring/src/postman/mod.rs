//! Postman collections, format 2.1 and 2.0 (schema.postman.com/collection).

mod auth;
mod body;
#[cfg(test)]
mod tests;
mod variables;

use contract::{
    AppError,
    dto::Skipped,
    spec::{Method, Source, SourceKind},
};
use serde_json::Value;

use self::{auth::Auth, variables::Variables};
use crate::{
    CompileRequest, Compiled,
    requests::{BaseUrl, ExampleRequest, Field, Target, ToolBuilder, finish},
};

/// Folders inside folders.
const DEEPEST: usize = 32;
/// Requests in one collection.
const MOST_REQUESTS: usize = 2_000;

/// Compiles a collection. Field names in errors: `source.text`, `base_url`, `name`, `operations`, `credentials`.
pub fn compile(request: &CompileRequest) -> Result<Compiled, AppError> {
    let document = read(&request.text)?;
    let collection = document.get("collection").filter(|inner| inner.is_object()).unwrap_or(&document);
    let items = check(collection)?;
    let base = request.base_url.as_deref().filter(|text| !text.trim().is_empty()).map(BaseUrl::parse).transpose()?;
    let variables = Variables::default().with(collection.get("variable"));
    let mut reader = Reader { builder: ToolBuilder::new(base), skipped: Vec::new(), requests: 0 };
    for value in variables.hidden() {
        reader.builder.hide(value);
    }
    reader.note_scripts(collection);
    let scope = Scope { variables, auth: Auth::read(collection.get("auth")), tags: Vec::new() };
    reader.items(items, &scope, 0)?;
    if reader.requests == 0 {
        return Err(AppError::field("source.text", "This collection has no request that can become a tool. Add one in Postman and export it again."));
    }
    let info = collection.get("info").unwrap_or(&Value::Null);
    let title = text(info, "name");
    let version = info.get("version").and_then(Value::as_str).unwrap_or_default().chars().take(60).collect();
    let source = Source { kind: SourceKind::Postman, title: title.chars().take(200).collect(), version };
    let mut compiled = finish(request, source, &title, &description(info), reader.builder.build()?)?;
    compiled.skipped.splice(0..0, reader.skipped);
    Ok(compiled)
}

fn read(text: &str) -> Result<Value, AppError> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.is_empty() {
        return Err(AppError::field(
            "source.text",
            "Paste a Postman collection, or upload its file. In Postman: the collection's menu, Export, Collection v2.1.",
        ));
    }
    if text.starts_with('<') {
        return Err(AppError::field(
            "source.text",
            "This is a web page, not a collection. In Postman, choose Export in the collection's menu and use that file.",
        ));
    }
    serde_json::from_str(text).map_err(|problem| {
        AppError::field(
            "source.text",
            format!("This is no valid JSON: line {}, column {}. Export the collection again and use the whole file.", problem.line(), problem.column()),
        )
    })
}

/// The collection's items, or what the document is instead.
fn check(collection: &Value) -> Result<&Vec<Value>, AppError> {
    if let Some(items) = collection.get("item").and_then(Value::as_array) {
        return Ok(items);
    }
    let message = if collection.get("_postman_variable_scope").is_some() || (collection.get("values").is_some() && collection.get("name").is_some()) {
        "This is a Postman environment, not a collection. Export the collection; variables without a value are asked for here."
    } else if collection.get("requests").is_some() && collection.get("order").is_some() {
        "This is a collection in the old format 1.0. In Postman, export it as “Collection v2.1”."
    } else if collection.get("openapi").is_some() || collection.get("swagger").is_some() {
        "This is an OpenAPI document. Choose “OpenAPI” as the source."
    } else {
        "This is no Postman collection: it has no “item” list. In Postman: the collection's menu, Export, Collection v2.1."
    };
    Err(AppError::field("source.text", message))
}

/// What a folder hands down to its requests.
#[derive(Clone, Debug)]
struct Scope {
    variables: Variables,
    auth: Auth,
    tags: Vec<String>,
}

struct Reader {
    builder: ToolBuilder,
    skipped: Vec<Skipped>,
    requests: usize,
}

impl Reader {
    fn items(&mut self, items: &[Value], scope: &Scope, depth: usize) -> Result<(), AppError> {
        if depth > DEEPEST {
            return Err(AppError::field("source.text", format!("The folders of this collection are nested deeper than {DEEPEST} levels.")));
        }
        for item in items {
            self.note_scripts(item);
            match item.get("item").and_then(Value::as_array) {
                Some(inner) => {
                    let mut scope = scope.clone();
                    scope.variables = scope.variables.with(item.get("variable"));
                    scope.auth = Auth::read(item.get("auth")).or(scope.auth);
                    scope.tags.extend(Some(text(item, "name")).filter(|name| !name.is_empty()));
                    self.items(inner, &scope, depth + 1)?;
                }
                None => self.request(item, scope)?,
            }
        }
        Ok(())
    }

    fn request(&mut self, item: &Value, scope: &Scope) -> Result<(), AppError> {
        let name = text(item, "name");
        match example(item, scope, &mut self.builder) {
            Ok(example) => self.builder.push(example),
            Err(reason) => {
                self.skipped.push(Skipped { operation: if name.is_empty() { "(unnamed)".into() } else { name }, reason });
                return Ok(());
            }
        }
        self.requests += 1;
        if self.requests > MOST_REQUESTS {
            return Err(AppError::field(
                "source.text",
                format!("This collection has more than {MOST_REQUESTS} requests. Export the folders that you need on their own."),
            ));
        }
        Ok(())
    }

    fn note_scripts(&mut self, item: &Value) {
        let is_script = |event: &Value| {
            let lines = event.pointer("/script/exec");
            text(event, "listen") == "prerequest"
                && lines.is_some_and(|lines| {
                    lines.as_str().is_some_and(|line| !line.trim().is_empty())
                        || lines.as_array().is_some_and(|lines| lines.iter().any(|line| line.as_str().is_some_and(|line| !line.trim().is_empty())))
                })
        };
        if item.get("event").and_then(Value::as_array).is_some_and(|events| events.iter().any(is_script)) {
            self.builder.note("Pre-request scripts of the collection are not run. What they compute becomes an argument or is missing.");
        }
    }
}

fn example(item: &Value, scope: &Scope, builder: &mut ToolBuilder) -> Result<ExampleRequest, String> {
    let request = match item.get("request") {
        // A request can be its address alone.
        Some(Value::String(url)) => serde_json::json!({"url": url, "method": "GET"}),
        Some(request @ Value::Object(_)) => request.clone(),
        _ => return Err("It is neither a folder nor a request.".into()),
    };
    let variables = scope.variables.clone().with(item.get("variable"));
    let method = method(&request)?;
    let (target, path_notes) = target(request.get("url").unwrap_or(&Value::Null), &variables)?;
    let headers = headers(request.get("header"), &variables);
    let content_type = headers.iter().find(|header| header.name.eq_ignore_ascii_case("content-type") && !header.disabled).map(|header| header.value.clone());
    let body = body::read(request.get("body"), content_type.as_deref(), &variables, builder);
    let credentials = Auth::read(request.get("auth")).or(scope.auth.clone()).credentials(builder);
    let mut description = description(&request);
    if description.is_empty() {
        description = self::description(item);
    }
    if let Some(answer) = answer(item) {
        description = [description, answer].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n");
    }
    Ok(ExampleRequest {
        title: text(item, "name"),
        description,
        tags: scope.tags.clone(),
        method,
        target,
        path_notes,
        headers,
        body,
        credentials,
        select: None,
    })
}

fn method(request: &Value) -> Result<Method, String> {
    match request.get("method").and_then(Value::as_str).unwrap_or("GET").to_ascii_uppercase().as_str() {
        "GET" | "" => Ok(Method::Get),
        "HEAD" => Ok(Method::Head),
        "POST" => Ok(Method::Post),
        "PUT" => Ok(Method::Put),
        "PATCH" => Ok(Method::Patch),
        "DELETE" => Ok(Method::Delete),
        "OPTIONS" => Ok(Method::Options),
        _ => Err("Its method is not one of GET, HEAD, POST, PUT, PATCH, DELETE and OPTIONS.".into()),
    }
}

/// Address and descriptions of its path variables. An address is a text or an object with `raw` and its parts.
fn target(url: &Value, variables: &Variables) -> Result<(Target, Vec<Field>), String> {
    let raw = match url {
        Value::String(raw) => raw.clone(),
        url => url.get("raw").and_then(Value::as_str).map(str::to_owned).filter(|raw| !raw.is_empty()).unwrap_or_else(|| assemble(url)),
    };
    if raw.trim().is_empty() {
        return Err("It has no address.".into());
    }
    let mut target = Target::parse(&variables.fill(&raw)).map_err(|problem| format!("Its address {problem}"))?;
    if let Some(query) = url.get("query").and_then(Value::as_array) {
        target.query = query.iter().filter_map(|pair| field(pair, variables)).collect();
    }
    let notes = url.get("variable").and_then(Value::as_array);
    Ok((target, notes.into_iter().flatten().filter_map(|variable| field(variable, variables)).collect()))
}

/// An address from its parts, where `raw` is missing.
fn assemble(url: &Value) -> String {
    let parts = |name: &str, between: &str| match url.get(name) {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => {
            let part = |part: &Value| part.as_str().map(str::to_owned).or_else(|| part.get("value")?.as_str().map(str::to_owned));
            parts.iter().filter_map(part).collect::<Vec<_>>().join(between)
        }
        _ => String::new(),
    };
    let protocol = parts("protocol", "");
    let (host, path, port) = (parts("host", "."), parts("path", "/"), parts("port", ""));
    let scheme = if protocol.is_empty() { String::new() } else { format!("{}://", protocol.trim_end_matches("://")) };
    let port = if port.is_empty() { port } else { format!(":{port}") };
    format!("{scheme}{host}{port}/{}", path.trim_start_matches('/'))
}

/// Headers: a list of pairs, or (2.0) one text with a header per line.
fn headers(headers: Option<&Value>, variables: &Variables) -> Vec<Field> {
    match headers {
        Some(Value::Array(headers)) => headers.iter().filter_map(|header| field(header, variables)).collect(),
        Some(Value::String(text)) => {
            text.lines().filter_map(|line| line.split_once(':')).map(|(name, value)| Field::new(name.trim(), variables.fill(value.trim()))).collect()
        }
        _ => Vec::new(),
    }
}

/// `{"key", "value", "disabled", "description"}`.
fn field(pair: &Value, variables: &Variables) -> Option<Field> {
    let name = pair.get("key").or_else(|| pair.get("id")).and_then(Value::as_str).filter(|name| !name.is_empty())?;
    let value = match pair.get("value") {
        Some(Value::String(value)) => value.clone(),
        Some(Value::Null) | None => String::new(),
        Some(other) => other.to_string(),
    };
    let disabled = pair.get("disabled").and_then(Value::as_bool).unwrap_or_default();
    Some(Field { name: variables.fill(name), value: variables.fill(&value), description: description(pair), disabled })
}

fn text(value: &Value, name: &str) -> String {
    value.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned()
}

/// A description is a text or `{"content"}`.
fn description(value: &Value) -> String {
    let text = match value.get("description") {
        Some(Value::String(text)) => text.as_str(),
        Some(other) => other.get("content").and_then(Value::as_str).unwrap_or_default(),
        None => "",
    };
    text.trim().chars().take(2_000).collect()
}

/// What the first saved answer that went well looks like.
fn answer(item: &Value) -> Option<String> {
    let answers = item.get("response")?.as_array()?;
    let good = answers.iter().find(|answer| answer.get("code").and_then(Value::as_u64).is_some_and(|code| (200..300).contains(&code)))?;
    let body: Value = serde_json::from_str(good.get("body")?.as_str()?).ok()?;
    let (what, object) = match &body {
        Value::Array(items) => ("a list of objects with", items.first()?.as_object()?),
        Value::Object(members) => ("an object with", members),
        _ => return None,
    };
    let names: Vec<&str> = object.keys().map(String::as_str).filter(|name| name.len() <= 40).take(20).collect();
    (!names.is_empty()).then(|| format!("Answers with {what} {}.", names.join(", ")))
}

//! From example requests to tools.

use std::collections::HashSet;

use contract::{
    AppError,
    spec::{Action, Annotations, HttpAction, Method, Pagination, Param, ParamIn, ResponseRule, SecretSlot, Style, Tool, ValueFrom},
};
use serde_json::{Value, json};

use super::{
    Credential, ExampleBody, ExampleRequest, Field, Target,
    base::BaseUrl,
    body::graphql_kind,
    fields::{Arguments, described},
    infer, naming,
    path::{self, PathTemplate},
    placeholder,
    secrets::{self, CookieKind},
    slots::{self, Slots},
    target::Server,
};

/// What the examples became.
#[derive(Debug)]
pub struct Built {
    pub tools: Vec<Tool>,
    pub secrets: Vec<SecretSlot>,
    pub notes: Vec<String>,
    /// Credentials in every form in which they could stand in a text.
    pub seen: Vec<String>,
}

/// Builds the tools of several examples: names are unique, credentials are shared.
#[derive(Debug, Default)]
pub struct ToolBuilder {
    examples: Vec<ExampleRequest>,
    base: Option<BaseUrl>,
    slots: Slots,
    names: HashSet<String>,
    notes: Vec<String>,
    seen: Vec<String>,
}

/// One request while it is taken apart.
pub(super) struct Draft {
    origin: String,
    pub(super) arguments: Arguments,
    params: Vec<Param>,
    credentials: Vec<Credential>,
}

impl ToolBuilder {
    pub fn new(base: Option<BaseUrl>) -> Self {
        Self { base, ..Self::default() }
    }

    pub fn push(&mut self, mut example: ExampleRequest) {
        self.collect_credentials(&mut example);
        for credential in &example.credentials {
            self.seen.extend(slots::forms(credential));
        }
        self.examples.push(example);
    }

    /// A sentence for the reader; said once.
    pub fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }

    /// Values that must not show up, although no slot was made for them.
    pub fn hide(&mut self, value: &str) {
        self.seen.extend(slots::forms(&Credential::bearer(value)));
    }

    /// Builds all tools. The error's field is `base_url` where an example does not say where its server is.
    pub fn build(mut self) -> Result<Built, AppError> {
        let examples = std::mem::take(&mut self.examples);
        let replaced = examples.iter().find_map(|example| example.target.origin()).map(str::to_owned);
        let mut tools = Vec::with_capacity(examples.len());
        for example in examples {
            let (origin, path) = self.place(&example.target, replaced.as_deref())?;
            tools.push(self.tool(example, origin, &path));
        }
        Ok(Built { tools, secrets: self.slots.into_vec(), notes: self.notes, seen: self.seen })
    }

    /// Where the request really goes.
    fn place(&mut self, target: &Target, replaced: Option<&str>) -> Result<(String, String), AppError> {
        match (&target.server, &self.base) {
            (Server::Unknown, None) => {
                Err(AppError::field("base_url", "The source does not say on which server it runs. Enter its base URL, like https://api.example.com/v1."))
            }
            (Server::Unknown, Some(base)) => Ok((base.origin.clone(), base.join(&target.path))),
            (Server::Known(origin), Some(base)) if replaced == Some(origin.as_str()) => Ok((base.origin.clone(), base.join(&target.path))),
            (Server::Known(origin), base) => {
                let keeps_its_own = base.is_some();
                let origin = origin.clone();
                if keeps_its_own {
                    self.note(format!("Requests to {origin} keep their address; the base URL replaces {} only.", replaced.unwrap_or_default()));
                }
                Ok((origin, target.path.clone()))
            }
        }
    }

    /// Moves every credential of the example into its list.
    fn collect_credentials(&mut self, example: &mut ExampleRequest) {
        if let Some(userinfo) = example.target.userinfo.take() {
            example.credentials.push(Credential::basic(&userinfo));
        }
        let mut headers = Vec::new();
        for header in std::mem::take(&mut example.headers) {
            let lower = header.name.trim().to_ascii_lowercase();
            if header.disabled || lower == "content-type" || secrets::is_noise_header(&lower) || is_common_agent(&lower, &header.value) {
                continue;
            }
            if !is_header_name(&lower) {
                self.note("A header whose name has characters that headers cannot have was left out.");
            } else if lower == "cookie" {
                self.take_cookies(example, &mut headers, &header.value);
            } else if lower == "authorization"
                || secrets::is_secret_name(&lower)
                || secrets::looks_secret(&header.value)
                || lower_starts(&header.value, "bearer ")
            {
                self.take_header(example, header.name.trim(), &header.value);
            } else {
                headers.push(header);
            }
        }
        example.headers = headers;
        let (secret, plain): (Vec<_>, Vec<_>) =
            std::mem::take(&mut example.target.query).into_iter().partition(|field| secrets::is_secret_name(&field.name) && !field.disabled);
        example.target.query = plain;
        example.credentials.extend(secret.into_iter().map(|field| Credential::query(&field.name, &field.value)));
    }

    fn take_header(&mut self, example: &mut ExampleRequest, name: &str, value: &str) {
        match slots::from_header(name, value) {
            Ok(credential) => example.credentials.push(credential),
            Err(scheme) => {
                self.hide(value.split_once(' ').map_or(value, |(_, rest)| rest));
                self.note(format!("The authorization scheme “{scheme}” signs every request anew, which a stored credential cannot do. It was left out."));
            }
        }
    }

    fn take_cookies(&mut self, example: &mut ExampleRequest, headers: &mut Vec<Field>, value: &str) {
        for pair in value.split(';') {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            let (name, value) = (name.trim(), value.trim());
            if name.is_empty() || !is_header_name(&name.to_ascii_lowercase()) {
                continue;
            }
            match secrets::cookie_kind(name, value) {
                CookieKind::Secret => example.credentials.push(Credential::cookie(name, value)),
                CookieKind::Constant => headers.push(Field::new(format!("cookie:{name}"), value)),
                CookieKind::Tracker => {
                    self.hide(value);
                    self.note("Cookies of trackers and consent banners were left out.");
                }
            }
        }
    }

    fn tool(&mut self, example: ExampleRequest, origin: String, path: &str) -> Tool {
        let template = path::template(path, |text| self.is_seen(text));
        let mut draft = Draft { origin, arguments: Arguments::default(), params: Vec::new(), credentials: example.credentials.clone() };
        self.add_path(&mut draft, &template, &example.path_notes);
        self.add_query(&mut draft, &example.target.query);
        self.add_headers(&mut draft, &example.headers);
        let body = self.body(&mut draft, &example.body);
        let is_graphql_query = matches!(&example.body, ExampleBody::Json { example, .. } if graphql_kind(example) == Some(true));

        let operation = self.operation(&example, path);
        let name = self.name(&example, &template, &draft.origin);
        let mut secrets: Vec<String> = Vec::new();
        for credential in &draft.credentials {
            let slot = self.slots.name_for(credential, &draft.origin);
            if !secrets.contains(&slot) {
                secrets.push(slot);
            }
        }
        let title = if example.title.trim().is_empty() { naming::title(&name) } else { example.title.trim().chars().take(120).collect() };
        let description = describe(&example, &title, &operation, &draft.origin);
        let response = ResponseRule { select: example.select.clone(), pagination: pagination(&draft.arguments), ..ResponseRule::default() };
        Tool {
            annotations: annotations(example.method, &name, is_graphql_query),
            name,
            title,
            description,
            input_schema: draft.arguments.into_schema(),
            output_schema: None,
            enabled: true,
            operation,
            tags: example.tags,
            action: Action::Http(HttpAction { method: example.method, url: format!("{}{}", draft.origin, template.text), params: draft.params, body, secrets }),
            response,
        }
    }

    /// The text holds a credential of one of the examples.
    pub(super) fn is_seen(&self, text: &str) -> bool {
        self.seen.iter().any(|secret| text.contains(secret.as_str()))
    }

    pub(super) fn is_showable(&self, name: &str, value: &Value) -> bool {
        infer::is_showable(name, value) && !self.is_seen(&value.to_string())
    }

    fn operation(&self, example: &ExampleRequest, path: &str) -> String {
        let path = match &self.base {
            Some(base) if !example.target.path.starts_with(&base.path) || base.path.is_empty() => example.target.path.as_str(),
            _ => path,
        };
        format!("{} {}", example.method.as_str(), path::template(path, |text| self.is_seen(text)).text)
    }

    fn name(&mut self, example: &ExampleRequest, template: &PathTemplate, origin: &str) -> String {
        let (short, long) = naming::from_path(example.method, &template.segments, origin);
        match naming::from_title(&example.title).filter(|_| !self.is_seen(&example.title)) {
            Some(title) => naming::unique(&[&title], &mut self.names),
            None => naming::unique(&[&short, &long], &mut self.names),
        }
    }

    fn add_path(&mut self, draft: &mut Draft, template: &PathTemplate, notes: &[Field]) {
        for param in &template.params {
            let note = notes.iter().find(|note| naming::argument(&note.name) == naming::argument(&param.name));
            let example = param.example.clone().or_else(|| note.map(|note| note.value.clone())).filter(|text| !text.is_empty());
            let value = example.map(|text| infer::scalar(&text)).filter(|value| self.is_showable(&param.name, value));
            let mut schema = match &value {
                Some(Value::Number(_)) => json!({"type": "integer", "examples": [value]}),
                Some(Value::String(_)) => json!({"type": "string", "examples": [value]}),
                _ => json!({"type": "string"}),
            };
            schema = described(schema, note.map_or("", |note| note.description.as_str()));
            if param.hidden {
                self.note(format!("A part of a path looked like a token. It became the argument “{}”, and its value was left out.", param.name));
            }
            let arg = draft.arguments.add(&param.name, "path", schema, true);
            draft.params.push(self.param(ParamIn::Path, &param.name, ValueFrom::Arg(arg)));
        }
    }

    fn add_query(&mut self, draft: &mut Draft, query: &[Field]) {
        let mut done: Vec<&str> = Vec::new();
        for field in query.iter().filter(|field| !field.name.is_empty()) {
            if done.contains(&field.name.as_str()) {
                continue;
            }
            done.push(&field.name);
            let values: Vec<&Field> = query.iter().filter(|other| other.name == field.name).collect();
            let is_list = values.len() > 1 || field.name.ends_with("[]");
            let (schema, required) = if is_list { (self.list_schema(&values), false) } else { self.optional(field) };
            let arg = draft.arguments.add(field.name.trim_end_matches("[]"), "query", described(schema, &field.description), required);
            draft.params.push(Param { explode: true, ..self.param(ParamIn::Query, &field.name, ValueFrom::Arg(arg)) });
        }
    }

    /// An optional argument with the example as its default. A placeholder has to be filled in, so it is required.
    fn optional(&self, field: &Field) -> (Value, bool) {
        let is_open = !placeholder::find(&field.value).is_empty();
        if is_open || field.value.is_empty() || field.disabled {
            return (json!({"type": "string"}), is_open && !field.disabled);
        }
        let value = infer::scalar(&field.value);
        let mut schema = infer::schema(&field.name, &value);
        if let Some(members) = schema.as_object_mut() {
            members.shift_remove("examples");
            if self.is_showable(&field.name, &value) {
                members.insert("default".into(), value);
            }
        }
        (schema, false)
    }

    pub(super) fn list_schema(&self, values: &[&Field]) -> Value {
        let items: Vec<Value> = values.iter().filter(|field| !field.value.is_empty()).map(|field| infer::scalar(&field.value)).collect();
        let all_numbers = !items.is_empty() && items.iter().all(Value::is_number);
        let items: Vec<Value> = if all_numbers { items } else { values.iter().map(|field| Value::from(field.value.as_str())).collect() };
        let mut schema = json!({"type": "array", "items": {"type": if all_numbers { "number" } else { "string" }}});
        let name = values.first().map_or("", |field| field.name.as_str());
        let value = Value::from(items);
        if let (Some(members), true) = (schema.as_object_mut(), self.is_showable(name, &value)) {
            members.insert("default".into(), value);
        }
        schema
    }

    fn add_headers(&mut self, draft: &mut Draft, headers: &[Field]) {
        for header in headers {
            if let Some(cookie) = header.name.strip_prefix("cookie:") {
                draft.params.push(self.param(ParamIn::Cookie, cookie, ValueFrom::Value(Value::from(header.value.as_str()))));
                continue;
            }
            let name = header.name.trim();
            let is_open = !placeholder::find(&header.value).is_empty();
            if self.is_seen(&header.value) {
                draft.credentials.push(Credential::header(name, "", &header.value));
            } else if is_open || name.eq_ignore_ascii_case("idempotency-key") {
                let schema = described(json!({"type": "string"}), if header.description.is_empty() { "Sent as a header." } else { &header.description });
                let arg = draft.arguments.add(&name.to_ascii_lowercase().replace('-', "_"), "header", schema, false);
                draft.params.push(self.param(ParamIn::Header, name, ValueFrom::Arg(arg)));
            } else {
                draft.params.push(self.param(ParamIn::Header, name, ValueFrom::Value(Value::from(header.value.as_str()))));
            }
        }
    }

    #[expect(clippy::unused_self, reason = "reads like its neighbours")]
    fn param(&self, place: ParamIn, name: &str, from: ValueFrom) -> Param {
        let style = if matches!(place, ParamIn::Path | ParamIn::Header) { Style::Simple } else { Style::Form };
        Param { place, name: name.to_owned(), from, style, explode: false, allow_reserved: false, json: false }
    }
}

fn annotations(method: Method, name: &str, is_graphql_query: bool) -> Annotations {
    const ENDING: &[&str] =
        &["delete", "remove", "cancel", "reset", "revoke", "purge", "clear", "drop", "archive", "close", "unsubscribe", "deactivate", "disable"];
    let read_only = method.is_safe() || is_graphql_query;
    let ends_something = ENDING.contains(&name.split('_').next().unwrap_or_default());
    Annotations {
        read_only,
        destructive: !read_only && (method != Method::Post || ends_something),
        idempotent: read_only || matches!(method, Method::Put | Method::Delete),
        open_world: true,
    }
}

/// The argument that pages through a list, by its usual names.
fn pagination(arguments: &Arguments) -> Option<Pagination> {
    let find = |names: &[&str]| arguments.names().find(|name| names.contains(&name.to_ascii_lowercase().as_str())).map(str::to_owned);
    let arg = find(&[
        "page",
        "cursor",
        "page_token",
        "pagetoken",
        "next_token",
        "nexttoken",
        "starting_after",
        "after",
        "offset",
        "start",
        "skip",
        "$skip",
        "page_number",
        "continuation_token",
    ])?;
    let size_arg = find(&["per_page", "page_size", "pagesize", "limit", "size", "max_results", "maxresults", "count", "top", "first"]);
    Some(Pagination { arg, size_arg, next: None })
}

fn describe(example: &ExampleRequest, title: &str, operation: &str, origin: &str) -> String {
    let own = example.description.trim();
    if own.is_empty() {
        return format!("{title}. Sends {operation} to {}.", origin.split("://").last().unwrap_or_default());
    }
    own.chars().take(2_000).collect()
}

/// A token of RFC 9110 section 5.6.2.
fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// A browser, curl or Postman said who it is; the platform is none of them.
fn is_common_agent(header: &str, value: &str) -> bool {
    header == "user-agent" && ["mozilla", "curl", "postman"].iter().any(|agent| lower_starts(value, agent))
}

fn lower_starts(text: &str, start: &str) -> bool {
    text.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

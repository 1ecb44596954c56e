//! The API reference, made from the OpenAPI document, with a form to try each route.

use std::collections::BTreeMap;

use leptos::prelude::*;
use serde_json::{Map, Value, json};

use crate::{
    content::{Heading, block_of},
    frame,
};

/// The reference as HTML, and its headings.
pub struct Reference {
    pub html: String,
    pub headings: Vec<Heading>,
}

/// One route of the document.
struct Operation<'a> {
    method: &'a str,
    path: &'a str,
    about: &'a Value,
}

/// Every route, in the order of the document.
fn operations(document: &Value) -> impl Iterator<Item = Operation<'_>> {
    let paths = document["paths"].as_object().into_iter().flatten();
    paths.flat_map(|(path, methods)| methods.as_object().into_iter().flatten().map(move |(method, about)| Operation { method, path, about }))
}

/// What the search knows about each route: its id on the page, method and path, and what it does.
pub fn summaries(document: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let summary =
        |one: Operation<'_>| (text(&one.about["operationId"]), format!("{} {}", one.method.to_ascii_uppercase(), one.path), text(&one.about["summary"]));
    operations(document).map(summary).collect()
}

/// Every body that the reference shows: the route's id, its schema, and the body.
pub fn bodies(document: &Value) -> Vec<(String, Value, Value)> {
    let body = |one: Operation<'_>| {
        let schema = one.about.pointer(BODY)?;
        Some((one.about["operationId"].as_str()?.to_owned(), schema.clone(), example(document, schema, 0)))
    };
    operations(document).filter_map(body).collect()
}

/// Where the schema of a body stands.
const BODY: &str = "/requestBody/content/application~1json/schema";

impl Reference {
    pub fn of(document: &Value) -> Self {
        let mut by_tag: BTreeMap<&str, Vec<Operation<'_>>> = BTreeMap::new();
        for operation in operations(document) {
            by_tag.entry(operation.about["tags"][0].as_str().unwrap_or("Other")).or_default().push(operation);
        }
        let (mut html, mut headings) = (String::new(), Vec::new());
        for (tag, operations) in by_tag {
            let id = format!("tag-{}", tag.to_lowercase().replace(' ', "-"));
            html.push_str(&format!("<h2 id=\"{id}\">{tag}<a class=\"anchor\" href=\"#{id}\" aria-label=\"Link to {tag}\">#</a></h2>"));
            headings.push(Heading { level: 2, text: tag.to_owned(), id, body: String::new() });
            for operation in operations {
                let text = operation.about["summary"].as_str().unwrap_or(operation.path).trim_end_matches('.').to_owned();
                let id = operation.about["operationId"].as_str().unwrap_or_default().to_owned();
                headings.push(Heading { level: 3, text, id, body: String::new() });
                html.push_str(&frame::html(section(document, &operation)));
            }
        }
        Self { html, headings }
    }
}

fn section(document: &Value, operation: &Operation<'_>) -> AnyView {
    let about = operation.about;
    let id = about["operationId"].as_str().unwrap_or_default().to_owned();
    let method = operation.method.to_ascii_uppercase();
    let access = Access::of(about);
    let status = about["responses"].as_object().and_then(|answers| answers.keys().find(|key| *key != "default")).cloned().unwrap_or_default();
    let parameters: Vec<&Value> = about["parameters"].as_array().into_iter().flatten().collect();
    let body = about.pointer(BODY).map(|schema| resolve(document, schema));
    let answer =
        about["responses"][&status]["content"].as_object().and_then(|content| content.values().next()).map(|content| resolve(document, &content["schema"]));
    let example = body.map(|schema| example(document, schema, 0));
    // A session belongs to a browser: what only a session opens is not for the command line.
    let curl = (access != Access::Session).then(|| block_of("bash", &curl(&method, operation.path, access == Access::Open, example.as_ref())));
    view! {
        <section class="operation" aria-labelledby=id.clone()>
            <h3 id=id.clone()>
                <span class=format!("method is-{}", operation.method)>{method.clone()}</span>
                <code>{operation.path.to_owned()}</code>
                <a class="anchor" href=format!("#{id}") aria-label=format!("Link to {method} {}", operation.path)>"#"</a>
            </h3>
            <p>{about["summary"].as_str().unwrap_or_default().to_owned()}</p>
            {fields("Parameters", parameters.iter().map(|one| parameter(one)).collect())}
            {body.map(|schema| fields("Body", properties(document, schema)))}
            <p class="operation-answer">
                "Answers " <code>{status}</code>
                ". " {needs(about, &access)}
            </p>
            {answer.map(|schema| view! { <details class="more"><summary>"Fields of the answer"</summary>{fields("Answer", properties(document, schema))}</details> })}
            {curl.map(|curl| view! { <div inner_html=curl></div> })}
            {tries(&method, operation.path).then(|| try_it(&method, operation.path, &parameters, example.as_ref()))}
        </section>
    }
    .into_any()
}

/// What opens a route.
#[derive(PartialEq, Eq)]
enum Access {
    Open,
    /// A session, and no key.
    Session,
    /// A session, or a key: any, or one with this scope.
    Key(Option<String>),
}

impl Access {
    fn of(about: &Value) -> Self {
        let ways = about["security"].as_array();
        if ways.is_some_and(Vec::is_empty) {
            return Self::Open;
        }
        match ways.into_iter().flatten().find_map(|way| way.get("key")) {
            Some(scopes) => Self::Key(scopes[0].as_str().map(str::to_owned)),
            None if ways.is_none() => Self::Key(None),
            None => Self::Session,
        }
    }
}

/// Who may use a route, in a sentence.
fn needs(about: &Value, access: &Access) -> AnyView {
    if about["x-operators-only"] == true {
        return "For the people who run the platform, signed in; for everybody else it does not exist.".into_any();
    }
    let role = about["x-least-role"].as_str().map(|role| format!(" The least role is {role}."));
    match access {
        Access::Open => "Open to everybody.".into_any(),
        Access::Session => view! { "Needs a session; no key may do this." {role} }.into_any(),
        Access::Key(None) => view! { "Needs a session, or any API key." {role} }.into_any(),
        Access::Key(Some(scope)) => view! { "Needs a session, or an API key with the scope " <code>{scope.clone()}</code> "." {role} }.into_any(),
    }
}

/// WebSockets cannot be tried with a form, and nobody deletes things by trying.
fn tries(method: &str, path: &str) -> bool {
    method != "DELETE" && !path.ends_with("/events")
}

/// The form works once the page is alive, with the session of the visitor or a key that stays in the page.
fn try_it(method: &str, path: &str, parameters: &[&Value], example: Option<&Value>) -> AnyView {
    let inputs: Vec<_> = parameters
        .iter()
        .filter(|one| one["in"] != "header")
        .map(|one| {
            let name = one["name"].as_str().unwrap_or_default().to_owned();
            let place = one["in"].as_str().unwrap_or_default().to_owned();
            view! {
                <label class="try-field">
                    <span>{name.clone()}</span>
                    <input class="input is-mono" name=name data-in=place autocomplete="off" spellcheck="false" />
                </label>
            }
            .into_any()
        })
        .collect();
    let text = example.map(|example| format!("{example:#}"));
    let rows = text.as_ref().map_or(0, |text| text.lines().count().clamp(3, 14)).to_string();
    view! {
        <details class="more try needs-js">
            <summary>"Try it"</summary>
            <form data-try="" data-method=method.to_owned() data-path=path.to_owned()>
                {inputs}
                <label class="try-field">
                    <span>"API key, if you are not signed in"</span>
                    <input class="input is-mono" type="password" data-key="" autocomplete="off" placeholder="bmm_…" />
                </label>
                {text.map(|text| view! {
                    <label class="try-field">
                        <span>"Body"</span>
                        <textarea class="input is-mono" name="body" rows=rows spellcheck="false">{text}</textarea>
                    </label>
                })}
                <button type="submit" class="button is-small is-primary">"Send " {method.to_owned()}</button>
                <div class="try-answer" role="status" data-answer=""></div>
            </form>
        </details>
    }
    .into_any()
}

/// Name, type and meaning of one field.
type Field = (String, String, String, bool);

fn fields(title: &str, fields: Vec<Field>) -> AnyView {
    if fields.is_empty() {
        return ().into_any();
    }
    let rows: Vec<_> = fields
        .into_iter()
        .map(|(name, kind, about, required)| {
            let kind = if required { kind } else { format!("{kind}, optional") };
            view! { <div><dt><code>{name}</code> <span class="muted">{kind}</span></dt><dd>{about}</dd></div> }.into_any()
        })
        .collect();
    view! { <h4>{title.to_owned()}</h4><dl class="fields">{rows}</dl> }.into_any()
}

fn parameter(parameter: &Value) -> Field {
    let text = |name: &str| parameter[name].as_str().unwrap_or_default().to_owned();
    (text("name"), format!("in the {}", text("in")), text("description"), parameter["required"] == true)
}

fn properties(document: &Value, schema: &Value) -> Vec<Field> {
    let schema = if schema["type"] == "array" { resolve(document, &schema["items"]) } else { schema };
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let row = |(name, property): (&String, &Value)| {
        let about = property["description"].as_str().or_else(|| resolve(document, property)["description"].as_str()).unwrap_or_default();
        (name.clone(), kind(document, property), about.replace('`', ""), required.contains(&name.as_str()))
    };
    schema["properties"].as_object().into_iter().flatten().map(row).collect()
}

fn kind(document: &Value, schema: &Value) -> String {
    let resolved = resolve(document, schema);
    if let Some(values) = resolved["enum"].as_array() {
        return values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(" | ");
    }
    let of = |one: &Value| match one {
        Value::String(name) if name == "array" => format!("list of {}", kind(document, &resolved["items"])),
        Value::String(name) => name.clone(),
        _ => String::new(),
    };
    match &resolved["type"] {
        Value::Array(kinds) => kinds.iter().filter(|one| *one != "null").map(of).collect::<Vec<_>>().join(" | "),
        Value::Null => alternatives(document, resolved),
        one => of(one),
    }
}

fn alternatives(document: &Value, schema: &Value) -> String {
    let list = schema["oneOf"].as_array().or_else(|| schema["anyOf"].as_array());
    let constants: Vec<String> = list.into_iter().flatten().filter_map(|one| one["const"].as_str().map(str::to_owned)).collect();
    if !constants.is_empty() {
        return constants.join(" | ");
    }
    let kinds: Vec<String> =
        list.into_iter().flatten().filter(|one| one["type"] != "null").map(|one| kind(document, one)).filter(|kind| !kind.is_empty()).collect();
    if kinds.is_empty() { "any".to_owned() } else { kinds.join(" | ") }
}

/// Follows references.
fn resolve<'a>(document: &'a Value, schema: &'a Value) -> &'a Value {
    let target = schema["$ref"].as_str().and_then(|target| document.pointer(target.trim_start_matches('#')));
    target.map_or(schema, |target| resolve(document, target))
}

/// A body to begin with: what is required, and what has an example.
fn example(document: &Value, schema: &Value, depth: u8) -> Value {
    if let Some(example) = schema["examples"].get(0) {
        return example.clone();
    }
    let schema = resolve(document, schema);
    if let Some(example) = schema["examples"].get(0).or_else(|| schema.get("default")) {
        return example.clone();
    }
    if let Some(first) = schema["enum"].get(0).or_else(|| schema["oneOf"].get(0).and_then(|one| one.get("const"))) {
        return first.clone();
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"].get(0).and_then(Value::as_str)).unwrap_or("object");
    match kind {
        "object" if depth < 4 => {
            let names: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            let all = schema["properties"].as_object();
            let wanted = all.into_iter().flatten().filter(|(name, property)| names.contains(&name.as_str()) || property.get("examples").is_some());
            Value::Object(wanted.map(|(name, property)| (name.clone(), example(document, property, depth + 1))).collect::<Map<_, _>>())
        }
        "array" => json!([]),
        "boolean" => json!(false),
        "integer" | "number" => json!(0),
        "string" => json!(""),
        _ => json!({}),
    }
}

fn curl(method: &str, path: &str, open: bool, body: Option<&Value>) -> String {
    let mut lines = vec![match method {
        "GET" => format!("curl \"$BMM_URL{path}\""),
        "POST" if body.is_some() => format!("curl \"$BMM_URL{path}\""),
        _ => format!("curl -X {method} \"$BMM_URL{path}\""),
    }];
    if !open {
        lines.push("  -H \"Authorization: Bearer $BMM_KEY\"".to_owned());
    }
    if let Some(body) = body {
        lines.push(format!("  --json '{}'", body.to_string().replace('\'', "'\\''")));
    }
    lines.join(" \\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn document() -> Value {
        json!({
            "paths": { "/v1/keys/{id}": { "put": {
                "security": [{ "key": ["keys"] }, { "session": [] }], "x-least-role": "admin", "operationId": "putKey", "tags": ["Keys"], "summary": "Changes <it>.",
                "parameters": [{ "name": "id", "in": "path", "required": true }],
                "requestBody": { "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Put" } } } },
                "responses": { "200": { "content": { "application/json": { "schema": { "type": "object", "properties": { "at": { "type": ["integer", "null"] } } } } } }, "default": {} },
            } } },
            "components": { "schemas": { "Put": { "type": "object", "required": ["name"], "properties": { "name": { "type": "string", "description": "What it is called." }, "note": { "type": "string" }, "colour": { "type": "string", "examples": ["red"] } } } } },
        })
    }

    #[test]
    fn a_route_is_described_with_its_fields_and_a_form() {
        let reference = Reference::of(&document());
        for part in [
            "id=\"putKey\"",
            "What it is called.",
            "string, optional",
            "data-path=\"/v1/keys/{id}\"",
            "data-method=\"PUT\"",
            "Changes &lt;it&gt;.",
            "with the scope",
            "The least role is admin.",
            "Bearer $BMM_KEY",
        ] {
            assert!(reference.html.contains(part), "{part}: {}", reference.html);
        }
        assert_eq!(reference.headings[0].id, "tag-keys");
    }

    #[test]
    fn an_example_holds_what_is_required_or_has_an_example_and_nothing_else() {
        let document = document();
        assert_eq!(example(&document, &json!({ "$ref": "#/components/schemas/Put" }), 0), json!({ "name": "", "colour": "red" }));
        assert!(curl("PUT", "/v1/keys/{id}", false, Some(&json!({ "name": "it's" }))).contains("it'\\''s"));
    }
    #[test]
    fn what_only_a_session_opens_has_no_command() {
        let mut document = document();
        document["paths"]["/v1/keys/{id}"]["put"]["security"] = json!([{ "session": [] }]);
        document["paths"]["/v1/keys/{id}"]["put"]["x-operators-only"] = true.into();
        let html = Reference::of(&document).html;
        assert!(html.contains("For the people who run the platform") && !html.contains("Bearer $BMM_KEY"), "{html}");
    }
}

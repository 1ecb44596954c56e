//! From a proposal to a specification.

use std::collections::BTreeSet;

use contract::{
    ServerSpec,
    lint::{Finding, Severity},
    spec::{
        Action, Body, BodyField, Encoding, HttpAction, JsonBody, Origin, Param, ParamIn, Placement, ResponseRule, SPEC_VERSION, ScriptAction, SecretSlot,
        Source, SourceKind, Style, Tool, ValueFrom,
    },
};
use serde_json::{Map, Value};

use super::{
    Answered,
    effects::marks,
    held::{Held, hold},
    proposal::{BodyKind, Place, Proposal, ProposedBody, ProposedRequest, ProposedScript, ProposedSecret, ProposedTool},
    slug,
    sources::Sources,
};
use crate::{
    lint::{fix::fix_all, lint_as},
    names,
    requests::{hosts, naming},
};

/// Tools that a model may make from words.
const MOST_TOOLS: usize = 60;
/// Problems that are told back at once.
const MOST_PROBLEMS: usize = 25;

/// A call that has to work before anybody sees the tool.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    pub tool: String,
    pub arguments: Map<String, Value>,
    pub answer: Option<Value>,
}

/// What a model wrote, checked.
#[derive(Clone, Debug)]
pub struct Written {
    pub spec: ServerSpec,
    pub held: Vec<Held>,
    /// Calls of scripts; they are made in the sandbox.
    pub examples: Vec<Example>,
    pub notes: Vec<String>,
}

pub fn build(proposal: Proposal, sources: &Sources, is_last: bool) -> Answered {
    if let Some(reason) = proposal.cannot.filter(|reason| !reason.trim().is_empty()) {
        return Answered::Cannot(names::clip(&reason, 600));
    }
    let mut problems = Vec::new();
    if proposal.tools.is_empty() {
        problems.push("tools: at least one tool is needed; say in `cannot` why there is none.".to_owned());
    }
    if proposal.tools.len() > MOST_TOOLS {
        problems.push(format!("tools: at most {MOST_TOOLS} tools; choose those that the owner needs."));
    }
    let (tools, examples) = tools(&proposal.tools, &mut problems);
    let spec = ServerSpec {
        spec_version: SPEC_VERSION,
        name: sources.name.clone().unwrap_or_else(|| names::clip(&proposal.name, 60)),
        description: names::clip(&proposal.description, 2_000),
        source: Source { kind: SourceKind::Prompt, title: String::new(), version: String::new() },
        tools,
        secrets: proposal.secrets.iter().map(slot).collect(),
        origins: Vec::new(),
    };
    finish(spec, examples, proposal.notes, sources, problems, is_last)
}

/// Tools with the examples of their scripts.
pub fn tools(proposed: &[ProposedTool], problems: &mut Vec<String>) -> (Vec<Tool>, Vec<Example>) {
    let (mut tools, mut examples) = (Vec::new(), Vec::new());
    for (number, proposed) in proposed.iter().enumerate() {
        let at = format!("tools[{number}] ({})", names::clip(&proposed.name, 50));
        match tool(proposed) {
            Ok(tool) => {
                if matches!(tool.action, Action::Script(_)) {
                    if proposed.examples.is_empty() {
                        problems.push(format!("{at}: a script needs at least one example with arguments, and the answer where it is always the same."));
                    }
                    let made = proposed.examples.iter().take(5);
                    examples.extend(made.map(|example| Example {
                        tool: tool.name.clone(),
                        arguments: example.arguments.clone(),
                        answer: example.answer.clone(),
                    }));
                }
                tools.push(tool);
            }
            Err(problem) => problems.push(format!("{at}: {problem}")),
        }
    }
    (tools, examples)
}

/// The checks that everything a model writes passes: linter, what the owner has allowed, and the gate.
pub fn finish(mut spec: ServerSpec, mut examples: Vec<Example>, notes: Vec<String>, sources: &Sources, mut problems: Vec<String>, is_last: bool) -> Answered {
    drop_unused_secrets(&mut spec);
    if problems.is_empty() {
        problems.extend(unknown_secrets(&spec));
    }
    if !problems.is_empty() {
        return wrong(problems);
    }
    let slug = slug(&spec);
    // What needs no judgement is mended at once; the rest is the model's to mend, as long as it may.
    let mended = fix_all(&spec, &slug, |finding| is_last && finding.severity == Severity::Error && finding.tool.is_some() || is_clerical(finding));
    for example in &mut examples {
        let place = spec.tools.iter().position(|tool| tool.name == example.tool);
        if let Some(tool) = place.and_then(|place| mended.tools.get(place)) {
            example.tool.clone_from(&tool.name);
        }
    }
    // Only now: a tool that is held must keep its name.
    let mut spec = mended;
    let held = hold(&mut spec, sources);
    let all_held = !spec.tools.iter().any(|tool| tool.enabled) && !held.is_empty();
    let passed = if all_held { crate::seal::seal_waiting(spec.clone()) } else { crate::seal(spec.clone()) };
    if let Err(error) = passed {
        problems.extend(error.errors.iter().map(|error| format!("{}: {}", error.field, error.message)));
        if error.errors.is_empty() {
            problems.push(error.detail);
        }
    }
    let errors = lint_as(&spec, &slug).into_iter().filter(|finding| finding.severity == Severity::Error && !(all_held && finding.rule == "no-tools"));
    problems.extend(errors.map(|finding| format!("{}{}: {}", finding.tool.as_deref().unwrap_or("server"), finding.at, finding.message)));
    if !problems.is_empty() {
        return wrong(problems);
    }
    let notes = notes.iter().map(|note| names::clip(note, 400)).filter(|note| !note.is_empty()).take(10).collect();
    Answered::Written(Box::new(Written { spec, held, examples, notes }))
}

fn wrong(mut problems: Vec<String>) -> Answered {
    problems.truncate(MOST_PROBLEMS);
    Answered::Wrong(problems)
}

/// Findings that a model need not be asked about.
fn is_clerical(finding: &Finding) -> bool {
    const CLERICAL: [&str; 21] = [
        "hidden-text",
        "orders-in-text",
        "read-not-marked",
        "write-marked-as-read",
        "post-marked-as-read",
        "delete-not-marked",
        "repeat-not-marked",
        "marks-contradict",
        "required-unknown",
        "array-without-items",
        "enum-not-text",
        "type-missing",
        "const-text",
        "boolean-schema",
        "tuple",
        "keyword-unsupported",
        "pattern-lookaround",
        "description-length",
        "credential-over-http",
        "credential-as-argument",
        "argument-undescribed",
    ];
    CLERICAL.contains(&finding.rule.as_str())
}

fn tool(proposed: &ProposedTool) -> Result<Tool, String> {
    let (action, select) = match (&proposed.http, &proposed.script) {
        (Some(http), None) => (Action::Http(request(http)?), http.select.clone()),
        (None, Some(script)) => (Action::Script(script_action(script)?), None),
        _ => return Err("give either `http` or `script`, not both and not neither.".to_owned()),
    };
    let open_world = !hosts::origins(&action).is_empty();
    Ok(Tool {
        name: proposed.name.clone(),
        title: if proposed.title.trim().is_empty() { naming::title(&proposed.name) } else { names::clip(&proposed.title, 100) },
        description: proposed.description.clone(),
        input_schema: arguments(&proposed.arguments)?,
        output_schema: None,
        annotations: marks(proposed.effect, &action, &proposed.name, open_world),
        enabled: true,
        operation: String::new(),
        tags: Vec::new(),
        action,
        response: ResponseRule { select, ..ResponseRule::default() },
    })
}

/// `arguments` may be a whole schema, or its properties alone.
fn arguments(schema: &Value) -> Result<Value, String> {
    let Some(members) = schema.as_object() else { return Err("arguments: a JSON Schema object is needed.".to_owned()) };
    let mut schema = members.clone();
    if schema.is_empty() {
        schema.insert("properties".into(), Value::Object(Map::new()));
    }
    schema.entry("type").or_insert_with(|| "object".into());
    Ok(Value::Object(schema))
}

fn request(http: &ProposedRequest) -> Result<HttpAction, String> {
    let mut params = Vec::new();
    let mut rest = http.url.as_str();
    while let Some((_, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { return Err("http.url: the braces do not match.".to_owned()) };
        params.push(param(ParamIn::Path, name, ValueFrom::Arg(name.to_owned())));
        rest = after;
    }
    for place in &http.query {
        params.push(Param { explode: true, ..param(ParamIn::Query, &place.name, from("http.query", place)?) });
    }
    for place in &http.headers {
        params.push(param(ParamIn::Header, &place.name, from("http.headers", place)?));
    }
    let body = http.body.as_ref().map(body).transpose()?;
    Ok(HttpAction { method: http.method, url: http.url.clone(), params, body, secrets: http.secrets.clone() })
}

fn param(place: ParamIn, name: &str, from: ValueFrom) -> Param {
    let style = if matches!(place, ParamIn::Path | ParamIn::Header) { Style::Simple } else { Style::Form };
    Param { place, name: name.to_owned(), from, style, explode: false, allow_reserved: false, json: false }
}

fn from(at: &str, place: &Place) -> Result<ValueFrom, String> {
    match (&place.arg, &place.value) {
        (Some(name), None) => Ok(ValueFrom::Arg(name.clone())),
        (None, Some(value)) => Ok(ValueFrom::Value(value.clone())),
        _ => Err(format!("{at} “{}”: give either `arg` or `value`.", names::clip(&place.name, 60))),
    }
}

fn body(body: &ProposedBody) -> Result<Body, String> {
    let fields = || -> Result<Vec<BodyField>, String> {
        let field =
            |place: &Place| Ok(BodyField { name: place.name.clone(), from: from("http.body.fields", place)?, style: Style::Form, explode: true, json: false });
        body.fields.iter().map(field).collect()
    };
    match (body.kind, &body.arg) {
        (BodyKind::Json, Some(name)) => Ok(Body::Json { content_type: "application/json".into(), content: JsonBody::Arg(name.clone()) }),
        (BodyKind::Json, None) => Ok(Body::Json { content_type: "application/json".into(), content: JsonBody::Fields(fields()?) }),
        (BodyKind::Form, None) => Ok(Body::Form { fields: fields()? }),
        (BodyKind::Text, Some(name)) => Ok(Body::Raw { content_type: "text/plain; charset=utf-8".into(), from: ValueFrom::Arg(name.clone()), base64: false }),
        (BodyKind::Form, Some(_)) => Err("http.body: a form has `fields`.".to_owned()),
        (BodyKind::Text, None) => Err("http.body: a text body has `arg`.".to_owned()),
    }
}

fn script_action(script: &ProposedScript) -> Result<ScriptAction, String> {
    if !script.code.contains("run") {
        return Err("script.code: define a function run(args).".to_owned());
    }
    let mut origins = Vec::new();
    for text in &script.origins {
        let origin =
            Origin::of_url(text).map_err(|_| format!("script.origins: “{}” is not an origin such as https://api.example.com.", names::clip(text, 80)))?;
        if !origins.contains(&origin) {
            origins.push(origin);
        }
    }
    for origin in addresses_in(&script.code) {
        if !origins.contains(&origin) {
            return Err(format!("script.code: it names {origin}, which is not among script.origins."));
        }
    }
    if origins.is_empty() && calls(&script.code, "fetch") {
        return Err("script.code: it calls fetch, but script.origins is empty.".to_owned());
    }
    Ok(ScriptAction { code: script.code.clone(), origins, secrets: script.secrets.clone() })
}

/// Addresses that a script names.
fn addresses_in(code: &str) -> Vec<Origin> {
    let mut found = Vec::new();
    for scheme in ["https://", "http://"] {
        for (at, _) in code.match_indices(scheme) {
            let end = code[at + scheme.len()..].find(|c: char| c.is_whitespace() || "'\"`/?#\\$)".contains(c)).unwrap_or(code.len() - at - scheme.len());
            found.extend(Origin::of_url(&code[at..at + scheme.len() + end]).ok());
        }
    }
    found
}

fn calls(code: &str, function: &str) -> bool {
    code.match_indices(function).any(|(at, _)| {
        let before = code[..at].chars().next_back();
        code[at + function.len()..].trim_start().starts_with('(') && before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '.')
    })
}

pub fn slot(secret: &ProposedSecret) -> SecretSlot {
    SecretSlot {
        name: secret.name.clone(),
        label: names::clip(&secret.label, 100),
        help: names::clip(&secret.help, 400),
        help_url: secret.help_url.clone().filter(|url| url.starts_with("https://") && url.len() <= 500),
        placement: Placement {
            place: secret.place,
            param: secret.param.clone(),
            prefix: secret.prefix.clone(),
            encoding: if secret.basic { Encoding::Basic } else { Encoding::Plain },
        },
        origins: Vec::new(),
        required: true,
    }
}

/// Only the credentials that a tool really uses.
fn drop_unused_secrets(spec: &mut ServerSpec) {
    let used: BTreeSet<String> = spec.tools.iter().flat_map(|tool| tool.action.secrets().iter().cloned()).collect();
    spec.secrets.retain(|slot| used.contains(&slot.name));
}

fn unknown_secrets(spec: &ServerSpec) -> Vec<String> {
    let unknown = |tool: &Tool| tool.action.secrets().iter().find(|name| spec.secret(name).is_none()).cloned();
    spec.tools.iter().filter_map(|tool| Some(format!("{}: it uses the credential {}, which is not among `secrets`.", tool.name, unknown(tool)?))).collect()
}

//! Actions: every part of a request is bound, legal, and goes to an http or https address.

use contract::spec::{Body, HttpAction, JsonBody, Method, Param, ParamIn, ScriptAction, ValueFrom};
use serde_json::Value;
use url::Url;

use super::{LONGEST_SCRIPT, checks::Findings};
use crate::{credentials, names};

/// Parameters, and members of a body.
const MOST_PARTS: usize = 500;

pub fn check_script(script: &ScriptAction, at: &str, findings: &mut Findings) {
    if script.code.trim().is_empty() {
        findings.add(format!("{at}.code"), "The script is empty. It has to define a function run(args).");
    }
    if script.code.len() > LONGEST_SCRIPT {
        findings.add(format!("{at}.code"), format!("A script can have {} KB; this one has {} KB.", LONGEST_SCRIPT / 1024, script.code.len() / 1024));
    }
    if !script.secrets.is_empty() && script.origins.is_empty() {
        findings.add(format!("{at}.secrets"), "The script uses a credential but may reach no address. Add the origin that it is for.");
    }
    if script.origins.len() > 50 {
        findings.add(format!("{at}.origins"), "A script can reach 50 origins.");
    }
}

pub fn check_http(action: &HttpAction, args: &[&str], at: &str, findings: &mut Findings) {
    let placeholders = check_url(&action.url, at, findings);
    check_params(action, &placeholders, args, at, findings);
    if let Some(body) = &action.body {
        if matches!(action.method, Method::Head | Method::Options) {
            findings.add(format!("{at}.body"), format!("A {} request has no body.", action.method.as_str()));
        }
        check_body(body, args, &format!("{at}.body"), findings);
    }
}

/// The placeholders of a URL template.
fn check_url(template: &str, at: &str, findings: &mut Findings) -> Vec<String> {
    let at = format!("{at}.url");
    let shown = names::clip(template, 120);
    let Some(placeholders) = placeholders(template) else {
        findings.add(at, format!("The braces in “{shown}” do not match."));
        return Vec::new();
    };
    let authority = template.split_once("://").map(|(_, rest)| rest.split(['/', '?', '#']).next().unwrap_or_default());
    if template.len() > 4_000 {
        findings.add(at, "An address can have 4,000 characters.");
    } else if authority.is_none_or(|authority| authority.contains(['{', '}', '\\'])) {
        findings.add(at, format!("“{shown}” must be a complete address whose scheme, host and port are constant."));
    } else if authority.is_some_and(|authority| authority.contains('@')) {
        findings.add(at, "Leave user name and password out of the address; add them as a credential instead.");
    } else if template.contains('#') || template.chars().any(|c| c.is_control() || c.is_whitespace()) {
        findings.add(at, format!("“{shown}” has characters that may not stand in an address."));
    } else if template.split_once('?').is_some_and(|(_, query)| query.contains(['{', '}'])) {
        findings.add(at, format!("The query in “{shown}” must be constant; add query parameters instead."));
    } else if !Url::parse(&template.replace(['{', '}'], ""))
        .is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.host_str().is_some_and(|host| !host.is_empty()))
    {
        findings.add(at, format!("“{shown}” cannot be called: it must be a complete http or https address."));
    }
    placeholders
}

/// The names in braces; nothing if the braces do not match.
fn placeholders(template: &str) -> Option<Vec<String>> {
    let mut names = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, after) = after.split_once('}')?;
        if name.is_empty() || name.contains('{') || before.contains('}') {
            return None;
        }
        names.push(name.to_owned());
        rest = after;
    }
    (!rest.contains('}')).then_some(names)
}

fn check_params(action: &HttpAction, placeholders: &[String], args: &[&str], at: &str, findings: &mut Findings) {
    if action.params.len() > MOST_PARTS {
        return findings.add(format!("{at}.params"), format!("A request can have {MOST_PARTS} parameters."));
    }
    for name in placeholders {
        if !action.params.iter().any(|param| param.place == ParamIn::Path && param.name == *name) {
            findings.add(format!("{at}.url"), format!("Nothing is put in for “{{{}}}” in the address.", names::clip(name, 60)));
        }
    }
    for param in &action.params {
        let at = format!("{at}.params.{}", names::clip(&param.name, 60));
        check_from(&param.from, args, &at, findings);
        if let Some(problem) = param_problem(param, placeholders) {
            findings.add(at, problem);
        }
    }
}

fn param_problem(param: &Param, placeholders: &[String]) -> Option<String> {
    let name = names::clip(&param.name, 60);
    match param.place {
        ParamIn::Path => (!placeholders.contains(&param.name)).then(|| format!("The path parameter “{name}” has no place in the address.")),
        ParamIn::Query => credentials::query_problem(&param.name).map(|problem| format!("“{name}”: {problem}")),
        ParamIn::Cookie => credentials::cookie_problem(&param.name).map(|problem| format!("“{name}”: {problem}")),
        ParamIn::Header => {
            let constant = if let ValueFrom::Value(value) = &param.from { Some(value) } else { None };
            let illegal = constant.and_then(Value::as_str).is_some_and(|text| !credentials::is_header_value(text));
            credentials::header_problem(&param.name)
                .map(|problem| format!("“{name}”: {problem}"))
                .or_else(|| illegal.then(|| format!("The value of the header {name} has line breaks or control characters.")))
        }
    }
}

fn check_from(from: &ValueFrom, args: &[&str], at: &str, findings: &mut Findings) {
    if let ValueFrom::Arg(name) = from
        && !args.contains(&name.as_str())
    {
        findings.add(at, format!("The argument “{}” is used but not described in the schema.", names::clip(name, 70)));
    }
}

fn check_body(body: &Body, args: &[&str], at: &str, findings: &mut Findings) {
    let type_ok = |text: &str| credentials::is_media_type(text) && !text.contains('*');
    for name in body_args(body) {
        if !args.contains(&name) {
            findings.add(at, format!("The argument “{}” is used but not described in the schema.", names::clip(name, 70)));
        }
    }
    match body {
        Body::Json { content_type, content } => {
            if !type_ok(content_type) {
                findings.add(at, format!("“{}” is not a media type.", names::clip(content_type, 60)));
            }
            if matches!(content, JsonBody::Fields(fields) if fields.len() > MOST_PARTS) {
                findings.add(at, format!("A body can have {MOST_PARTS} members."));
            }
        }
        Body::Raw { content_type, .. } => {
            if !type_ok(content_type) {
                findings.add(at, format!("“{}” is not a media type.", names::clip(content_type, 60)));
            }
        }
        Body::Form { fields } => {
            if fields.len() > MOST_PARTS {
                findings.add(at, format!("A form can have {MOST_PARTS} fields."));
            }
        }
        Body::Multipart { parts } => {
            if parts.len() > MOST_PARTS {
                findings.add(at, format!("A body can have {MOST_PARTS} parts."));
            }
            for part in parts {
                let name_ok = |name: &str| !name.is_empty() && name.len() <= 300 && !name.chars().any(|c| c.is_control() || c == '"');
                if !name_ok(&part.name) || part.filename.as_deref().is_some_and(|name| !name_ok(name)) {
                    findings.add(at, format!("“{}” cannot be the name of a part or file.", names::clip(&part.name, 60)));
                }
                if part.content_type.as_deref().is_some_and(|text| !type_ok(text)) {
                    findings.add(at, format!("The part “{}” has no valid media type.", names::clip(&part.name, 60)));
                }
            }
        }
    }
}

/// The arguments that a body uses.
pub fn body_args(body: &Body) -> Vec<&str> {
    fn arg(from: &ValueFrom) -> Option<&str> {
        if let ValueFrom::Arg(name) = from { Some(name) } else { None }
    }
    match body {
        Body::Json { content: JsonBody::Arg(name), .. } => vec![name],
        Body::Json { content: JsonBody::Value(_), .. } => Vec::new(),
        Body::Json { content: JsonBody::Fields(fields), .. } | Body::Form { fields } => fields.iter().filter_map(|field| arg(&field.from)).collect(),
        Body::Multipart { parts } => parts.iter().filter_map(|part| arg(&part.from)).collect(),
        Body::Raw { from, .. } => arg(from).into_iter().collect(),
    }
}

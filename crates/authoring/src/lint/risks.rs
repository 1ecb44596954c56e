//! Rules about combinations: harmless alone, risky together.

use std::collections::BTreeSet;

use contract::{
    ServerSpec,
    lint::{Finding, Severity},
    spec::{Action, Origin, ParamIn, Tool, ValueFrom},
};

use super::finding;
use crate::requests::{hosts, secrets};

/// Rules about one tool.
pub fn check(tool: &Tool, findings: &mut Vec<Finding>) {
    let origins: Vec<Origin> = hosts::origins(&tool.action);
    if !tool.action.secrets().is_empty()
        && let Some(origin) = origins.iter().find(|origin| !origin.is_https())
    {
        let message = format!("A credential would travel to {origin} without encryption. Use an https address, or confirm it when you create the server.");
        findings.push(Finding { at: "/action/url".into(), ..finding(Severity::Warning, "credential-over-http", tool, message, &[]) });
    }
    match &tool.action {
        Action::Script(script) if !script.secrets.is_empty() && script.origins.len() > 1 => {
            let message = format!("The script may send its credential to any of {} addresses, not only to the one that it belongs to.", script.origins.len());
            findings.push(Finding { at: "/action/origins".into(), ..finding(Severity::Warning, "credential-many-origins", tool, message, &[]) });
        }
        Action::Http(action) => {
            let leaking = action.params.iter().find(|param| {
                let from_argument = matches!(&param.from, ValueFrom::Arg(_));
                from_argument && matches!(param.place, ParamIn::Header | ParamIn::Query | ParamIn::Cookie) && is_credential(&param.name)
            });
            if let Some(param) = leaking {
                let message = format!(
                    "“{}” is an argument, so the model would have to know the credential, and it would stand in conversations and logs. Make it a sealed credential.",
                    crate::names::clip(&param.name, 60)
                );
                findings.push(Finding { at: "/action/params".into(), ..finding(Severity::Warning, "credential-as-argument", tool, message, &[]) });
            }
        }
        Action::Script(_) => {}
    }
}

/// Names under which credentials travel.
pub fn is_credential(name: &str) -> bool {
    let lower = name.to_ascii_lowercase().replace(['-', '_'], "");
    let exact =
        ["authorization", "apikey", "xapikey", "accesstoken", "authtoken", "xauthtoken", "bearertoken", "clientsecret", "appkey", "apitoken", "privatetoken"];
    exact.contains(&lower.as_str()) && secrets::is_secret_name(name) || lower == "authorization"
}

/// Something that reads with a credential from one place, and something that writes to another place, in one server:
/// a text that was read can make the model send what it knows elsewhere.
pub fn check_all(spec: &ServerSpec, findings: &mut Vec<Finding>) {
    let Some((from, to)) = leak(spec) else { return };
    let message = format!(
        "Tools of this server read from {from} with a credential and write to {to}. A text that a model reads in one place can make it send data to the other. Keep them in two servers, or switch off what you do not need."
    );
    findings.push(Finding {
        severity: Severity::Warning,
        rule: "reads-here-writes-there".to_owned(),
        tool: None,
        at: String::new(),
        message,
        clients: Vec::new(),
        fix: String::new(),
    });
}

/// The place that is read with a credential, and another place that is written to.
pub fn leak(spec: &ServerSpec) -> Option<(Origin, Origin)> {
    let reads: BTreeSet<Origin> = spec
        .enabled_tools()
        .filter(|tool| tool.annotations.read_only && !tool.action.secrets().is_empty())
        .flat_map(|tool| hosts::origins(&tool.action))
        .collect();
    let writes: BTreeSet<Origin> = spec.enabled_tools().filter(|tool| !tool.annotations.read_only).flat_map(|tool| hosts::origins(&tool.action)).collect();
    reads.iter().find_map(|from| writes.iter().find(|to| *to != from && site(to) != site(from)).map(|to| (from.clone(), to.clone())))
}

/// `api.example.com` and `uploads.example.com` belong to one site.
fn site(origin: &Origin) -> String {
    let host = origin.authority().split(':').next().unwrap_or_default();
    let labels: Vec<&str> = host.rsplit('.').take(2).collect();
    if host.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') { host.to_owned() } else { labels.join(".") }
}

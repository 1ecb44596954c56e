//! The linter: what which client would refuse, before a client refuses it.
//!
//! Limits were collected from the clients' documentation and issue trackers in November 2026; each rule names the
//! clients that it is about. Errors stop a build, warnings do not.

mod list;
mod names;
mod schemas;
#[cfg(test)]
pub(crate) mod tests;

use contract::{
    ServerSpec, Slug,
    lint::{Finding, Severity},
    spec::{Origin, Tool},
};

use crate::requests::hosts;

pub(crate) const CLAUDE: &[&str] = &["Claude Code", "Claude.ai", "Claude Desktop"];

/// Longest description of a tool that a specification may have.
const LONGEST_DESCRIPTION: usize = 4_000;
/// What OpenAI's API takes for a function's description.
const LONGEST_FOR_OPENAI: usize = 1_024;

/// Checks a specification under the slug that its name suggests.
pub fn lint(spec: &ServerSpec) -> Vec<Finding> {
    lint_as(spec, Slug::suggest(&spec.name).as_str())
}

/// Checks a specification as the server with this slug: clients count it towards the length of tool names.
/// Findings come in the order of the tools; those about the whole list come first.
pub fn lint_as(spec: &ServerSpec, slug: &str) -> Vec<Finding> {
    let mut findings = list::check(spec);
    names::check_unique(spec, &mut findings);
    for tool in spec.enabled_tools() {
        names::check(tool, slug, &mut findings);
        check_description(tool, &mut findings);
        schemas::check(tool, &mut findings);
        check_credentials(tool, &mut findings);
    }
    findings
}

/// A finding about a tool.
pub(crate) fn finding(severity: Severity, rule: &str, tool: &Tool, message: impl Into<String>, clients: &[&str]) -> Finding {
    Finding {
        severity,
        rule: rule.to_owned(),
        tool: Some(tool.name.clone()),
        at: String::new(),
        message: message.into(),
        clients: clients.iter().map(|client| (*client).to_owned()).collect(),
    }
}

fn check_description(tool: &Tool, findings: &mut Vec<Finding>) {
    let length = tool.description.chars().count();
    if tool.description.trim().is_empty() {
        let destructive = tool.annotations.destructive && !tool.annotations.read_only;
        let (rule, message) = if destructive {
            ("destructive-without-description", "This tool can delete or overwrite, and nothing tells a model when to use it. Describe what it changes.")
        } else {
            ("description-missing", "Without a description a model has to guess from the name when to use this tool.")
        };
        findings.push(finding(Severity::Warning, rule, tool, message, &[]));
    } else if length > LONGEST_DESCRIPTION {
        let message = format!("The description has {length} characters; at most {LONGEST_DESCRIPTION} are allowed. Shorten it.");
        findings.push(Finding { at: "/description".into(), ..finding(Severity::Error, "description-length", tool, message, &[]) });
    } else if length > LONGEST_FOR_OPENAI {
        let message = format!("The description has {length} characters. OpenAI models take {LONGEST_FOR_OPENAI}; clients cut the rest or refuse the tool.");
        findings
            .push(Finding { at: "/description".into(), ..finding(Severity::Warning, "description-length", tool, message, &["ChatGPT", "Codex", "VS Code"]) });
    }
}

fn check_credentials(tool: &Tool, findings: &mut Vec<Finding>) {
    if tool.action.secrets().is_empty() {
        return;
    }
    let plain: Vec<Origin> = hosts::origins(&tool.action).into_iter().filter(|origin| !origin.is_https()).collect();
    if let Some(origin) = plain.first() {
        let message = format!("A credential would travel to {origin} without encryption. Use an https address, or confirm it when you create the server.");
        findings.push(Finding { at: "/action/url".into(), ..finding(Severity::Warning, "credential-over-http", tool, message, &[]) });
    }
}

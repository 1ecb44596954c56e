//! The linter: what which client would refuse, before a client refuses it.
//!
//! Limits were collected from the clients' documentation and issue trackers in November 2026; each rule names the
//! clients that it is about. Errors stop a build, warnings do not.

mod annotations;
pub mod clients;
pub(crate) mod features;
pub mod fix;
mod list;
mod names;
mod risks;
mod schemas;
#[cfg(test)]
pub(crate) mod tests;
mod texts;
pub(crate) mod walk;

use contract::{
    ServerSpec, Slug,
    lint::{Finding, Severity},
    spec::Tool,
};

pub use fix::fix;

/// Checks a specification under the slug that its name suggests.
pub fn lint(spec: &ServerSpec) -> Vec<Finding> {
    lint_as(spec, slug_of(spec).as_str())
}

/// The slug that a specification's name suggests.
fn slug_of(spec: &ServerSpec) -> String {
    Slug::suggest(&spec.name).as_str().to_owned()
}

/// Checks a specification as the server with this slug: clients count it towards the length of tool names.
/// Findings come in the order of the tools; those about the whole list come first. Findings that can be mended with
/// one click say how ([`fix()`]).
pub fn lint_as(spec: &ServerSpec, slug: &str) -> Vec<Finding> {
    let mut findings = list::check(spec);
    texts::check_instructions(spec, &mut findings);
    risks::check_all(spec, &mut findings);
    names::check_unique(spec, &mut findings);
    texts::check_repeated(spec, &mut findings);
    for tool in spec.enabled_tools() {
        names::check(tool, slug, &mut findings);
        texts::check(tool, &mut findings);
        schemas::check(tool, &mut findings);
        annotations::check(tool, &mut findings);
        risks::check(tool, &mut findings);
    }
    for finding in &mut findings {
        fix::label(spec, finding).unwrap_or_default().clone_into(&mut finding.fix);
    }
    findings
}

/// Rules about which a client does not only warn: it answers the whole request with an error, or leaves the tool out.
const REFUSED: [&str; 9] =
    ["enum-not-text", "enum-empty-text", "enum-too-long", "type-missing", "type-list", "boolean-schema", "tuple", "keyword-unsupported", "required-unknown"];

/// Whether a client would refuse the tool, or everything that is sent with it.
pub fn is_refused(finding: &Finding) -> bool {
    finding.severity == Severity::Error || REFUSED.contains(&finding.rule.as_str())
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
        fix: String::new(),
    }
}

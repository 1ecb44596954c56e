//! The gate: every specification that a client sends, or a compiler makes, passes here before it is built.
//!
//! What is sent is believed in nothing: limits, names and places are checked, origins are derived anew, and the digest
//! is that of the canonical form.

mod action;
mod checks;
mod derive;
mod schemas;

use contract::{
    AppError, DisplayName, FieldError, ServerSpec,
    spec::{Action, ResponseRule, SPEC_VERSION, SecretSlot, Tool, canonical},
};
use sha2::{Digest, Sha256};

pub use action::body_args;
pub use derive::derive;

use self::checks::Findings;
use crate::{credentials, names};

/// Tools of one server.
pub const MOST_TOOLS: usize = 2_000;
/// Secret slots of one server.
pub const MOST_SECRETS: usize = 100;
/// Characters of a server's or tool's description.
pub const LONGEST_DESCRIPTION: usize = 4_000;
/// Bytes of a script.
pub const LONGEST_SCRIPT: usize = 64 * 1024;
/// Bytes of a jq program.
pub const LONGEST_PROGRAM: usize = 8 * 1024;
/// Bytes of the canonical form of a whole specification.
pub const LONGEST_SPEC: usize = 16 * 1024 * 1024;

/// A specification that may be built.
#[derive(Clone, Debug)]
pub struct Sealed {
    pub spec: ServerSpec,
    /// RFC 8785; what the digest is taken of and what is stored.
    pub canonical: String,
    /// `sha256:` and 64 hexadecimal digits.
    pub digest: String,
}

/// Validates a specification, derives its origins and computes its digest.
///
/// # Errors
/// `Invalid` with a field error for everything that is wrong (the first 20), named like `spec.tools.get_user.action.url`;
/// `TooLarge` if the specification is larger than 16 MB.
pub fn seal(spec: ServerSpec) -> Result<Sealed, AppError> {
    gate(spec, false)
}

/// Like [`seal`], for what is being made: none of its tools has to be switched on yet, because all may wait for the
/// owner's word.
///
/// # Errors
/// As [`seal`].
pub fn seal_waiting(spec: ServerSpec) -> Result<Sealed, AppError> {
    gate(spec, true)
}

fn gate(mut spec: ServerSpec, may_wait: bool) -> Result<Sealed, AppError> {
    let mut findings = Findings::default();
    check_server(&spec, may_wait, &mut findings);
    check_secrets(&spec.secrets, &mut findings);
    check_tools(&spec, &mut findings);
    findings.into_result()?;
    derive(&mut spec)?;
    let value = serde_json::to_value(&spec).map_err(|_| AppError::internal())?;
    let canonical = canonical::to_string(&value);
    if canonical.len() > LONGEST_SPEC {
        return Err(AppError::too_large("This server is larger than 16 MB. Choose fewer tools."));
    }
    let digest = format!("sha256:{}", names::hex(&Sha256::digest(canonical.as_bytes())));
    Ok(Sealed { spec, canonical, digest })
}

/// Why a tool would not pass, in one sentence; `None` when it would.
pub(crate) fn tool_problem(tool: &Tool) -> Option<String> {
    let mut findings = Findings::default();
    check_tool(tool, "", &mut findings);
    findings.into_result().err()?.errors.into_iter().next().map(|error| error.message)
}

fn check_server(spec: &ServerSpec, may_wait: bool, findings: &mut Findings) {
    if spec.spec_version != SPEC_VERSION {
        findings.add("spec.spec_version", format!("Version {} of the format is unknown; {SPEC_VERSION} is the one that works.", spec.spec_version));
    }
    if let Err(FieldError { message, .. }) = DisplayName::parse(&spec.name) {
        findings.add("spec.name", message);
    }
    findings.text("spec.description", &spec.description, LONGEST_DESCRIPTION);
    findings.text("spec.source.title", &spec.source.title, 300);
    findings.text("spec.source.version", &spec.source.version, 100);
    match spec.tools.len() {
        0 => findings.add("spec.tools", "A server needs at least one tool."),
        1..=MOST_TOOLS if !may_wait && spec.enabled_tools().next().is_none() => findings.add("spec.tools", "Switch on at least one tool."),
        1..=MOST_TOOLS => {}
        many => findings.add("spec.tools", format!("A server can have {MOST_TOOLS} tools; this one has {many}. Choose the ones that you need.")),
    }
}

fn check_secrets(secrets: &[SecretSlot], findings: &mut Findings) {
    if secrets.len() > MOST_SECRETS {
        findings.add("spec.secrets", format!("A server can have {MOST_SECRETS} credentials."));
    }
    let mut seen = std::collections::HashSet::new();
    for slot in secrets {
        let at = format!("spec.secrets.{}", names::clip(&slot.name, 70));
        if !names::is_slot_name(&slot.name) {
            findings.add(&at, "Name a credential with capital letters, digits and underscores, such as API_KEY; at most 64 characters.");
        } else if !seen.insert(slot.name.as_str()) {
            findings.add(&at, format!("Two credentials are called {}. Each needs its own name.", slot.name));
        }
        if let Some(problem) = credentials::placement_problem(&slot.placement) {
            findings.add(format!("{at}.placement"), format!("The credential {} cannot be placed: {problem}", names::clip(&slot.name, 70)));
        }
        findings.text(format!("{at}.label"), &slot.label, 200);
        findings.text(format!("{at}.help"), &slot.help, 1_000);
        if slot.label.trim().is_empty() {
            findings.add(format!("{at}.label"), "Give the credential a label that people understand.");
        }
        if slot.help_url.as_deref().is_some_and(|url| !checks::is_web_address(url)) {
            findings.add(format!("{at}.help_url"), "The help link must be a complete http or https address.");
        }
    }
}

fn check_tools(spec: &ServerSpec, findings: &mut Findings) {
    let slots: std::collections::HashSet<&str> = spec.secrets.iter().map(|slot| slot.name.as_str()).collect();
    let mut seen = std::collections::HashSet::new();
    for tool in &spec.tools {
        if findings.is_full() {
            return;
        }
        let at = format!("spec.tools.{}", names::clip(&tool.name, 50));
        if !names::is_tool_name(&tool.name) {
            let name = names::clip(&tool.name, 60);
            findings.add(format!("{at}.name"), format!("“{name}” cannot be a tool's name: use 1 to 48 letters a to z, digits, “_” and “-”."));
        } else if !seen.insert(tool.name.as_str()) {
            findings.add(format!("{at}.name"), format!("Two tools are called {}. Each needs its own name.", tool.name));
        }
        check_tool(tool, &at, findings);
        for secret in tool.action.secrets() {
            if !slots.contains(secret.as_str()) {
                findings.add(
                    format!("{at}.action.secrets"),
                    format!("The tool {} uses the credential {}, which does not exist.", tool.name, names::clip(secret, 70)),
                );
            }
        }
    }
}

fn check_tool(tool: &Tool, at: &str, findings: &mut Findings) {
    findings.text(format!("{at}.title"), &tool.title, 200);
    findings.text(format!("{at}.description"), &tool.description, LONGEST_DESCRIPTION);
    findings.text(format!("{at}.operation"), &tool.operation, 400);
    if tool.tags.len() > 50 {
        findings.add(format!("{at}.tags"), "A tool can have 50 tags.");
    }
    for tag in &tool.tags {
        findings.text(format!("{at}.tags"), tag, 100);
    }
    schemas::check_input(&tool.input_schema, &format!("{at}.input_schema"), findings);
    if let Some(schema) = &tool.output_schema {
        schemas::check_root(schema, &format!("{at}.output_schema"), findings);
    }
    let args = schemas::arg_names(&tool.input_schema);
    match &tool.action {
        Action::Http(http) => action::check_http(http, &args, &format!("{at}.action"), findings),
        Action::Script(script) => action::check_script(script, &format!("{at}.action"), findings),
    }
    check_response(&tool.response, &args, &format!("{at}.response"), findings);
}

fn check_response(rule: &ResponseRule, args: &[&str], at: &str, findings: &mut Findings) {
    if !(1_000..=1_000_000).contains(&rule.max_bytes) {
        findings.add(format!("{at}.max_bytes"), "An answer can be cut after 1,000 to 1,000,000 bytes.");
    }
    if rule.select.as_ref().is_some_and(|program| program.len() > LONGEST_PROGRAM) {
        findings.add(format!("{at}.select"), format!("A jq program can have {LONGEST_PROGRAM} bytes."));
    }
    if rule.wrap.as_deref().is_some_and(|name| !names::is_arg_name(name)) {
        findings.add(format!("{at}.wrap"), "The name for wrapped answers is made of letters, digits, “_”, “-” and “.”.");
    }
    let Some(pagination) = &rule.pagination else { return };
    if pagination.next.as_ref().is_some_and(|program| program.len() > LONGEST_PROGRAM) {
        findings.add(format!("{at}.pagination.next"), format!("A jq program can have {LONGEST_PROGRAM} bytes."));
    }
    for arg in std::iter::once(&pagination.arg).chain(&pagination.size_arg) {
        if !args.contains(&arg.as_str()) {
            findings
                .add(format!("{at}.pagination"), format!("The pagination hint names the argument “{}”, which the tool does not have.", names::clip(arg, 70)));
        }
    }
}

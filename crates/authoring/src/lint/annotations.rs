//! Rules about marks: what a tool says that it does, against what its request does.

use contract::{
    lint::{Finding, Severity},
    spec::{Action, Method, Tool},
};

use super::{
    clients::{CLAUDE_API, CLAUDE_CODE, OPENAI, VS_CODE},
    finding,
};
use crate::requests::hosts;

/// Clients that ask before a tool runs which is not marked as reading.
const ASKING: &[&str] = &[CLAUDE_API, CLAUDE_CODE, VS_CODE, OPENAI];

/// Words in names of tools that change something although their request is a GET.
const CHANGING: [&str; 16] =
    ["create", "add", "update", "set", "delete", "remove", "send", "post", "trigger", "start", "stop", "restart", "cancel", "run", "enable", "disable"];

pub fn check(tool: &Tool, findings: &mut Vec<Finding>) {
    let marks = tool.annotations;
    if marks.read_only && marks.destructive {
        let message = "The tool is marked as reading and as deleting at once. Clients take one or the other.";
        findings.push(about(tool, Severity::Warning, "marks-contradict", message, ASKING));
    }
    let Action::Http(action) = &tool.action else { return };
    let method = action.method.as_str();
    match action.method {
        Method::Get | Method::Head | Method::Options if !marks.read_only && !sounds_changing(&tool.name) => {
            let message = format!("{method} requests read, but the tool is not marked so. Clients ask for permission before every call.");
            findings.push(about(tool, Severity::Warning, "read-not-marked", message, ASKING));
        }
        Method::Put | Method::Patch | Method::Delete if marks.read_only => {
            let message = format!("The tool is marked as reading, but sends {method}. Clients would change data without asking.");
            findings.push(about(tool, Severity::Warning, "write-marked-as-read", message, ASKING));
        }
        Method::Post if marks.read_only && sends_change(tool, &action.url) => {
            let message = "The tool is marked as reading, but sends POST, and its name, its address or its description speaks of a change. Clients would make it without asking.";
            findings.push(about(tool, Severity::Warning, "post-marked-as-read", message, ASKING));
        }
        Method::Delete if !marks.destructive => {
            let message = "The tool deletes, but is not marked so. Clients that only ask before destructive calls would not ask.";
            findings.push(about(tool, Severity::Warning, "delete-not-marked", message, ASKING));
        }
        Method::Put if !marks.idempotent && !marks.read_only => {
            let message = "PUT means the same however often it is sent (RFC 9110 section 9.2.2), but the tool does not say so. Clients do not repeat it after a lost answer.";
            findings.push(about(tool, Severity::Info, "repeat-not-marked", message, &[]));
        }
        _ => {}
    }
}

/// A POST of which the verb of its name, the end of its path or the first word of its description says that it changes
/// something.
fn sends_change(tool: &Tool, url: &str) -> bool {
    let path = url[hosts::base(url).len()..].split(['?', '#']).next().unwrap_or_default();
    let end = path.rsplit(['/', ':']).find(|segment| !segment.is_empty() && !segment.contains('{')).unwrap_or_default();
    let does = tool.description.split(|c: char| !c.is_alphabetic()).find(|word| !word.is_empty()).unwrap_or_default().to_ascii_lowercase();
    // “Cancels” and “Cancel” are the same word; what “runs” is as often a search.
    let says_change = |verb: &&str| *verb != "run" && (does == **verb || does.strip_suffix('s') == Some(*verb));
    sounds_changing(verb(&tool.name)) || sounds_changing(verb(end)) || CHANGING.iter().any(says_change)
}

/// `cancel` of `cancel_order`, `cancel-order` and `cancelOrder`.
fn verb(name: &str) -> &str {
    let word = name.split(['_', '-', '.']).next().unwrap_or_default();
    let hump = word.bytes().zip(word.bytes().skip(1)).position(|(before, after)| before.is_ascii_lowercase() && after.is_ascii_uppercase());
    hump.map_or(word, |end| &word[..=end])
}

/// The name says that something is changed, whatever the method.
pub fn sounds_changing(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    lower.split(['_', '-', '.']).any(|word| CHANGING.contains(&word))
}

fn about(tool: &Tool, severity: Severity, rule: &str, message: impl Into<String>, clients: &[&str]) -> Finding {
    Finding { at: "/annotations".into(), ..finding(severity, rule, tool, message, clients) }
}

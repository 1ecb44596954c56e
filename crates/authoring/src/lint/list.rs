//! Rules about the whole tool list.

use contract::{
    ServerSpec,
    lint::{Finding, Severity},
};

use super::clients::{CLAUDE_CODE, CURSOR, OPENAI, VS_CODE};
use crate::size::{size, tool_tokens};

/// Most tools that a specification may have.
pub const MOST_TOOLS: usize = 2_000;

/// Tools that a client takes from all its servers together, with what happens beyond.
pub const LIMITS: &[(usize, &[&str], &str)] = &[
    (40, &[CURSOR], "chooses badly, or leaves tools out, above about 40 tools from all servers together"),
    (100, &["Windsurf"], "takes at most 100 tools from all servers together"),
    (128, &[VS_CODE, OPENAI], "refuse requests with more than 128 tools where the model is OpenAI's or Copilot's"),
];

/// Claude Code warns above this many tokens of tools.
pub const MANY_TOKENS: u32 = 25_000;
/// One tool that costs more than this is usually a whole data model in one schema.
pub const BIG_TOOL: u32 = 4_000;

pub fn check(spec: &ServerSpec) -> Vec<Finding> {
    let mut findings = Vec::new();
    let count = spec.enabled_tools().count();
    if count == 0 {
        let message = "No tool is switched on, so clients would see an empty server. Switch on at least one.";
        findings.push(about_list(Severity::Error, "no-tools", message.into(), &[]));
    }
    if spec.tools.len() > MOST_TOOLS {
        let message = format!("There are {} tools; at most {MOST_TOOLS} are allowed. Choose the operations that you need.", spec.tools.len());
        findings.push(about_list(Severity::Error, "too-many-tools", message, &[]));
    }
    for (limit, clients, what) in LIMITS {
        if count > *limit {
            let message = format!("{count} tools are switched on. {} {what}. Switch off what you do not need.", clients.join(", "));
            findings.push(about_list(Severity::Warning, "tool-count", message, clients));
        }
    }
    let tokens = size(spec).total_tokens;
    if tokens > MANY_TOKENS {
        let message = format!(
            "The tool list costs about {tokens} tokens before anybody asks anything. Claude Code warns above {MANY_TOKENS}. Switch off tools or shorten descriptions."
        );
        findings.push(about_list(Severity::Warning, "list-size", message, &[CLAUDE_CODE]));
    }
    for tool in spec.enabled_tools() {
        let tokens = tool_tokens(tool);
        if tokens > BIG_TOOL {
            let message = format!("This tool alone costs about {tokens} tokens. Remove arguments that nobody needs, or shorten their descriptions.");
            findings.push(super::finding(Severity::Info, "tool-size", tool, message, &[]));
        }
    }
    findings
}

fn about_list(severity: Severity, rule: &str, message: String, clients: &[&str]) -> Finding {
    let clients = clients.iter().map(|client| (*client).to_owned()).collect();
    Finding { severity, rule: rule.to_owned(), tool: None, at: String::new(), message, clients, fix: String::new() }
}

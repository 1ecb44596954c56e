//! Rules about names of tools.

use std::collections::HashMap;

use contract::{
    ServerSpec,
    lint::{Finding, Severity},
    spec::Tool,
};

use super::{
    clients::{CLAUDE_API, CLAUDE_CODE, CURSOR, GEMINI, OPENAI, VS_CODE},
    finding,
};

/// Longest name that a specification may have.
pub const LONGEST: usize = 48;
/// What the APIs of Anthropic and OpenAI take for a name, the client's prefix included.
pub const LONGEST_FOR_APIS: usize = 64;
/// What Cursor takes for server and tool name together.
pub const LONGEST_FOR_CURSOR: usize = 60;

pub fn check(tool: &Tool, slug: &str, findings: &mut Vec<Finding>) {
    let name = tool.name.as_str();
    if name.is_empty() {
        findings.push(finding(Severity::Error, "tool-name-missing", tool, "This tool has no name. Give it one, like list_users.", &[]));
        return;
    }
    if !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')) {
        let message = "Use the letters a to z, digits, “_” and “-” in names only: clients answer with an error to anything else.";
        findings.push(finding(Severity::Error, "tool-name-characters", tool, message, &[CLAUDE_API, CLAUDE_CODE, VS_CODE, OPENAI]));
    } else if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        let message = "Gemini wants names to start with a letter or “_”; it renames or refuses this tool.";
        findings.push(finding(Severity::Warning, "tool-name-start", tool, message, &[GEMINI]));
    }
    let length = name.chars().count();
    if length > LONGEST {
        let message = format!("The name has {length} characters; at most {LONGEST} leave room for the prefixes of clients. Shorten it.");
        findings.push(finding(Severity::Error, "tool-name-length", tool, message, &[]));
        return;
    }
    // Claude Code calls it `mcp__server__tool`.
    let in_claude = "mcp__".len() + slug.len() + "__".len() + length;
    if in_claude > LONGEST_FOR_APIS {
        let message = format!(
            "With the server's name it is called mcp__{slug}__{name} there: {in_claude} characters, and {LONGEST_FOR_APIS} are allowed. Use a shorter name or slug."
        );
        findings.push(finding(Severity::Warning, "tool-name-length", tool, message, &[CLAUDE_CODE]));
    }
    let in_cursor = slug.len() + length;
    if in_cursor > LONGEST_FOR_CURSOR {
        let message = format!(
            "Server and tool name have {in_cursor} characters together; Cursor leaves tools out above {LONGEST_FOR_CURSOR}. Use a shorter name or slug."
        );
        findings.push(finding(Severity::Warning, "tool-name-length", tool, message, &[CURSOR]));
    }
}

/// Two tools with one name: one of them could never be called.
pub fn check_unique(spec: &ServerSpec, findings: &mut Vec<Finding>) {
    let mut seen: HashMap<String, &str> = HashMap::new();
    for tool in spec.enabled_tools().filter(|tool| !tool.name.is_empty()) {
        match seen.insert(tool.name.to_ascii_lowercase(), &tool.name) {
            Some(other) if other == tool.name => {
                let message = format!("Two tools are called {}. Rename one of them, or switch it off.", tool.name);
                findings.push(finding(Severity::Error, "tool-name-duplicate", tool, message, &[]));
            }
            Some(other) => {
                let message = format!("{} and {other} differ in upper and lower case only. Models and some clients mix them up.", tool.name);
                findings.push(finding(Severity::Warning, "tool-name-duplicate", tool, message, &[CLAUDE_CODE]));
            }
            None => {}
        }
    }
}

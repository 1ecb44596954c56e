//! Rules about what models read: descriptions, and what hides in them.

use std::collections::HashMap;

use contract::{
    ServerSpec,
    lint::{Finding, Severity},
    spec::Tool,
};
use serde_json::Value;

use super::{
    clients::{CLAUDE_CODE, OPENAI, VS_CODE},
    finding, walk,
};

/// Longest description of a tool that a specification may have.
pub const LONGEST: usize = 4_000;
/// What OpenAI's API takes for a function's description.
pub const LONGEST_FOR_OPENAI: usize = 1_024;
/// Where Claude Code cuts descriptions and instructions (anthropics/claude-code#81268).
pub const LONGEST_FOR_CLAUDE_CODE: usize = 2_048;
/// Descriptions below this say too little to choose a tool by.
const SHORTEST: usize = 8;

pub fn check(tool: &Tool, findings: &mut Vec<Finding>) {
    let text = tool.description.trim();
    let mut add = |severity, rule: &str, message: String, clients: &[&str]| {
        findings.push(Finding { at: "/description".into(), ..finding(severity, rule, tool, message, clients) });
    };
    let length = tool.description.chars().count();
    if text.is_empty() {
        let destructive = tool.annotations.destructive && !tool.annotations.read_only;
        let (rule, message) = if destructive {
            ("destructive-without-description", "This tool can delete or overwrite, and nothing tells a model when to use it. Describe what it changes.")
        } else {
            ("description-missing", "Without a description a model has to guess from the name when to use this tool.")
        };
        add(Severity::Warning, rule, message.into(), &[]);
    } else if length > LONGEST {
        add(Severity::Error, "description-length", format!("The description has {length} characters; at most {LONGEST} are allowed. Shorten it."), &[]);
    } else if length > LONGEST_FOR_CLAUDE_CODE {
        let message = format!(
            "The description has {length} characters. Claude Code cuts it at {LONGEST_FOR_CLAUDE_CODE} without saying so, and OpenAI models take {LONGEST_FOR_OPENAI}."
        );
        add(Severity::Warning, "description-length", message, &[CLAUDE_CODE, OPENAI, VS_CODE]);
    } else if length > LONGEST_FOR_OPENAI {
        let message = format!("The description has {length} characters. OpenAI models take {LONGEST_FOR_OPENAI}; clients cut the rest or refuse the tool.");
        add(Severity::Warning, "description-length", message, &[OPENAI, VS_CODE]);
    } else if text.chars().count() < SHORTEST || says_only_the_name(text, &tool.name) {
        add(Severity::Info, "description-short", "The description says no more than the name. Say what the tool returns and when to use it.".into(), &[]);
    }
    check_hidden(tool, findings);
}

fn says_only_the_name(text: &str, name: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
    letters(text) == letters(name)
}

/// Two tools with the same description: a model cannot choose between them.
pub fn check_repeated(spec: &ServerSpec, findings: &mut Vec<Finding>) {
    let mut seen: HashMap<&str, &str> = HashMap::new();
    for tool in spec.enabled_tools().filter(|tool| !tool.description.trim().is_empty()) {
        if let Some(other) = seen.insert(tool.description.trim(), &tool.name) {
            let message = format!("{other} has the very same description. Models choose by what sets tools apart.");
            findings.push(Finding { at: "/description".into(), ..finding(Severity::Info, "description-repeated", tool, message, &[]) });
        }
    }
}

/// What the server says about itself.
pub fn check_instructions(spec: &ServerSpec, findings: &mut Vec<Finding>) {
    let about = |severity, rule: &str, message: String, clients: &[&str]| Finding {
        severity,
        rule: rule.to_owned(),
        tool: None,
        at: "/description".to_owned(),
        message,
        clients: clients.iter().map(|client| (*client).to_owned()).collect(),
        fix: String::new(),
    };
    let length = spec.description.chars().count();
    if length > LONGEST_FOR_CLAUDE_CODE {
        let message = format!("The server's description has {length} characters. Claude Code cuts it at {LONGEST_FOR_CLAUDE_CODE} without saying so.");
        findings.push(about(Severity::Warning, "instructions-length", message, &[CLAUDE_CODE]));
    }
    if is_hidden(&spec.description) {
        let message = "The server's description has characters that people do not see and models read. Somebody may have hidden instructions in it.".to_owned();
        findings.push(about(Severity::Warning, "hidden-text", message, &[]));
    } else if gives_orders(&spec.description) {
        let message =
            "The server's description gives orders to the model, as texts do that take over other people's assistants. Read it before you run the server."
                .to_owned();
        findings.push(about(Severity::Warning, "orders-in-text", message, &[]));
    }
}

/// Every text about a tool that reaches a model.
fn texts(tool: &Tool) -> Vec<(String, &str)> {
    let mut texts = vec![("/description".to_owned(), tool.description.as_str()), ("/title".to_owned(), tool.title.as_str())];
    for place in walk::schemas(&tool.input_schema) {
        for key in ["description", "title", "$comment"] {
            if let Some(text) = place.schema.get(key).and_then(Value::as_str) {
                texts.push((format!("/input_schema{}/{key}", place.at), text));
            }
        }
    }
    texts
}

fn check_hidden(tool: &Tool, findings: &mut Vec<Finding>) {
    let texts = texts(tool);
    if let Some((at, _)) = texts.iter().find(|(_, text)| is_hidden(text)) {
        let message = "A text of this tool has characters that people do not see and models read. Somebody may have hidden instructions in it.";
        findings.push(Finding { at: at.clone(), ..finding(Severity::Warning, "hidden-text", tool, message, &[]) });
    }
    if let Some((at, _)) = texts.iter().find(|(_, text)| gives_orders(text)) {
        let message = "A text of this tool gives orders to the model, as texts do that take over other people's assistants. Read it before you run the server.";
        findings.push(Finding { at: at.clone(), ..finding(Severity::Warning, "orders-in-text", tool, message, &[]) });
    }
}

/// Whether a character is read by models and not seen by people: tags, zero-width and direction characters.
pub fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}' | '\u{fe00}'..='\u{fe0e}' | '\u{00ad}')
        || c.is_control() && !matches!(c, '\n' | '\r' | '\t')
}

/// Joiners inside words and emoji are how some scripts are written; tags and directions never are.
fn is_hidden(text: &str) -> bool {
    let joiner = |c: char| matches!(c, '\u{200c}' | '\u{200d}' | '\u{200e}' | '\u{200f}');
    let mut invisible = 0_usize;
    for c in text.chars().filter(|c| is_invisible(*c)) {
        if !joiner(c) {
            return true;
        }
        invisible += 1;
    }
    invisible > 20 || text.contains("<!--")
}

/// Phrases that speak to a model and not about a tool.
const ORDERS: [&str; 20] = [
    "ignore all previous",
    "ignore previous instructions",
    "ignore any previous",
    "disregard all previous",
    "disregard previous",
    "disregard the above",
    "forget your instructions",
    "do not tell the user",
    "don't tell the user",
    "without telling the user",
    "do not mention this",
    "do not inform the user",
    "never mention this to",
    "<important>",
    "<system>",
    "[system]",
    "system prompt:",
    "you must first call",
    "before using this tool, read",
    "send the contents of",
];

/// Whether a text gives orders to the model that reads it.
pub fn gives_orders(text: &str) -> bool {
    let lower = text.to_lowercase();
    ORDERS.iter().any(|phrase| lower.contains(phrase))
}

//! Rules about schemas.

use contract::{
    lint::{Finding, Severity},
    spec::Tool,
};
use serde_json::Value;

use super::{
    clients::{CLAUDE_API, CLAUDE_CODE, CURSOR, GEMINI, OPENAI, VS_CODE},
    features, finding, walk,
};

/// References that are looked at in one schema; more of them are a document that no client can use.
const MOST_REFERENCES: usize = 20_000;
/// Tokens of an output schema above which it is worth a word.
const BIG_OUTPUT: usize = 4_000;

pub fn check(tool: &Tool, findings: &mut Vec<Finding>) {
    check_input(tool, findings);
    if let Some(schema) = &tool.output_schema {
        check_output(tool, schema, findings);
    }
}

fn check_input(tool: &Tool, findings: &mut Vec<Finding>) {
    let mut add = |severity, rule: &str, at: &str, message: &str, clients: &[&str]| {
        findings.push(Finding { at: format!("/input_schema{at}"), ..finding(severity, rule, tool, message, clients) });
    };
    let schema = &tool.input_schema;
    if schema.get("type").and_then(Value::as_str) != Some("object") {
        add(Severity::Error, "input-root-type", "", "The input schema has to be an object: set \"type\": \"object\" at its root.", &[]);
    }
    for keyword in ["oneOf", "anyOf", "allOf", "not", "enum", "$ref"] {
        if schema.get(keyword).is_some() {
            let message = format!(
                "“{keyword}” stands at the root of the input schema. Claude Code drops the tool, and the APIs of Anthropic, OpenAI and Bedrock refuse the whole request. Move it into a property."
            );
            add(Severity::Error, "input-root-composition", &format!("/{keyword}"), &message, &[CLAUDE_API, CLAUDE_CODE, OPENAI]);
        }
    }
    if let Some(properties) = schema.get("properties").and_then(Value::as_object) {
        let bad = properties.keys().find(|name| !is_property_name(name));
        if let Some(name) = bad {
            let message = format!(
                "The argument “{}” has a name that Anthropic's API refuses: use 1 to 64 letters, digits, “_”, “.” and “-”.",
                name.chars().take(80).collect::<String>()
            );
            add(Severity::Error, "argument-name", "/properties", &message, &[CLAUDE_API, CLAUDE_CODE]);
        }
        let required = schema.get("required").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        if let Some(name) = required.iter().filter_map(Value::as_str).find(|name| !properties.contains_key(*name)) {
            let message = format!("“{}” is required, but no argument has this name.", name.chars().take(80).collect::<String>());
            add(Severity::Warning, "required-unknown", "/required", &message, &[GEMINI]);
        }
    }
    check_references(schema, "/input_schema", tool, findings);
    features::check(tool, findings);
}

fn check_output(tool: &Tool, schema: &Value, findings: &mut Vec<Finding>) {
    if schema.get("type").and_then(Value::as_str) != Some("object") {
        let message = "The output schema has to be an object. Clients on the older TypeScript SDK refuse the whole tool list because of it. Wrap the answer, or remove the schema.";
        let clients = [CLAUDE_API, CURSOR, VS_CODE];
        findings.push(Finding { at: "/output_schema".into(), ..finding(Severity::Error, "output-root-type", tool, message, &clients) });
    }
    if let Some(place) = walk::schemas(schema).iter().find(|place| features::is_invalid(place.schema)) {
        let message = "The output schema is not JSON Schema 2020-12 (an older draft, or an unknown type). Clients that check answers refuse the tool.";
        let at = format!("/output_schema{}", place.at);
        findings.push(Finding { at, ..finding(Severity::Error, "schema-invalid", tool, message, &[CLAUDE_API, CURSOR, VS_CODE]) });
    }
    if walk::schemas(schema).iter().any(|place| place.schema.get("additionalProperties") == Some(&Value::Bool(false))) {
        let message = "The output schema forbids members that it does not name. The day the upstream adds one, clients throw its answers away.";
        findings.push(Finding { at: "/output_schema".into(), ..finding(Severity::Warning, "output-closed", tool, message, &[CLAUDE_API, CURSOR, VS_CODE]) });
    }
    let tokens = schema.to_string().len() / 4;
    if tokens > BIG_OUTPUT {
        let message = format!(
            "The output schema alone has about {tokens} tokens; some clients show it to the model. Describe the answer in less detail, or leave the schema out."
        );
        findings.push(Finding { at: "/output_schema".into(), ..finding(Severity::Info, "output-size", tool, message, &[OPENAI]) });
    }
    check_references(schema, "/output_schema", tool, findings);
}

/// Every `$ref` has to lead to a place in the same schema, and not only back to itself.
fn check_references(root: &Value, at: &str, tool: &Tool, findings: &mut Vec<Finding>) {
    let references = walk::schemas(root).into_iter().filter_map(|place| Some((place.at, place.schema.get("$ref")?.as_str()?)));
    for (place, reference) in references.take(MOST_REFERENCES) {
        if let Some(problem) = problem_of(root, reference) {
            let message = format!("“{}” {problem} Clients cannot read this schema.", reference.chars().take(120).collect::<String>());
            findings.push(Finding { at: format!("{at}{place}"), ..finding(Severity::Error, "reference-unresolved", tool, message, &[]) });
            return;
        }
    }
}

/// What is wrong with a reference, if anything.
pub fn problem_of(root: &Value, reference: &str) -> Option<&'static str> {
    let mut seen: Vec<&str> = Vec::new();
    let mut reference = reference;
    loop {
        if seen.contains(&reference) || seen.len() > 100 {
            return Some("only leads back to itself.");
        }
        seen.push(reference);
        let Some(target) = resolve(root, reference) else {
            return Some(if reference.starts_with('#') { "leads nowhere." } else { "leads out of the schema, where clients do not follow." });
        };
        match target.get("$ref").and_then(Value::as_str) {
            // Beside other keywords a reference adds to something, so the walk may end here.
            Some(next) if target.as_object().is_some_and(|members| members.len() == 1) => reference = next,
            _ => return None,
        }
    }
}

/// The schema that a local reference points at: a JSON pointer (RFC 6901) or an anchor.
pub fn resolve<'a>(root: &'a Value, reference: &str) -> Option<&'a Value> {
    let fragment = reference.strip_prefix('#')?;
    let decoded = crate::requests::target::decode(fragment);
    if fragment.is_empty() || fragment.starts_with('/') {
        return root.pointer(&decoded);
    }
    let definitions = root.get("$defs")?.as_object()?;
    definitions.values().find(|schema| schema.get("$anchor").and_then(Value::as_str) == Some(decoded.as_str()))
}

pub fn is_property_name(name: &str) -> bool {
    (1..=64).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_.-".contains(&byte))
}

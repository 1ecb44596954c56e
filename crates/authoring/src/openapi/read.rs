//! From text to a document tree: tells JSON from YAML, and says clearly what a text is when it is neither.

use std::cell::Cell;

use contract::AppError;
use serde::de::DeserializeSeed;

use super::node::{MOST_VALUES, Node, Seed};

/// Levels of nesting; the JSON reader has the same limit.
const DEEPEST: usize = 120;
/// YAML events that aliases may be expanded to.
const MOST_REPLAYED: usize = 200_000;

fn refuse(message: impl Into<String>) -> AppError {
    AppError::field("source.text", message)
}

/// Parses a document, JSON or YAML.
pub fn read(text: &str) -> Result<Node<'_>, AppError> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if let Some(message) = wrong_format(text) {
        return Err(refuse(message));
    }
    if text.starts_with('{') { read_json(text) } else { read_yaml(text) }
}

/// Texts that are something else altogether, recognised by how they begin.
fn wrong_format(text: &str) -> Option<&'static str> {
    let start: String = text.chars().take(200).collect::<String>().to_ascii_lowercase();
    let begins = |words: &[&str]| words.iter().any(|word| start.starts_with(word));
    if text.is_empty() {
        Some("The document is empty. Paste an OpenAPI document, upload one, or give the address of one.")
    } else if begins(&["<!doctype html", "<html", "<head", "<body", "<!--", "<script"]) {
        Some("This is an HTML page, not an OpenAPI document. Look for a link to openapi.json, swagger.json or openapi.yaml on that page and use it instead.")
    } else if begins(&["<wsdl", "<definitions"]) || (start.starts_with('<') && start.contains("wsdl")) {
        Some("This is a WSDL document (SOAP), which cannot be read. Use an OpenAPI document, or paste curl commands.")
    } else if start.starts_with('<') {
        Some("This is XML, not an OpenAPI document. Use the JSON or YAML form of the description.")
    } else if begins(&["curl ", "$ curl "]) {
        Some("This is a curl command, not an OpenAPI document. Choose “curl” as the source.")
    } else if begins(&["#%raml"]) {
        Some("This is a RAML document, which cannot be read. Export it as OpenAPI first.")
    } else if begins(&["[", "\""]) {
        Some("This is JSON, but not an OpenAPI document: an OpenAPI document is an object that begins with “{”.")
    } else if begins(&["%pdf", "pk\u{3}\u{4}"]) {
        Some("This is a binary file, not an OpenAPI document. Use the JSON or YAML file.")
    } else {
        None
    }
}

fn read_json(text: &str) -> Result<Node<'_>, AppError> {
    let left = Cell::new(MOST_VALUES);
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let parsed = Seed(&left).deserialize(&mut deserializer).and_then(|node| deserializer.end().map(|()| node));
    parsed.map_err(|error| match error.classify() {
        _ if left.get() == 0 => too_many_values(),
        serde_json::error::Category::Eof => {
            refuse(format!("The JSON ends too early, on line {}: part of it is missing. Copy or upload the whole document again.", error.line()))
        }
        _ if error.to_string().contains("recursion limit") => too_deep(),
        _ => refuse(format!("The JSON has a mistake on line {}, column {}: {}.", error.line(), error.column(), json_reason(&error))),
    })
}

/// The parser's reason without the place, which stands in the sentence already.
fn json_reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or(&text).to_owned()
}

fn read_yaml(text: &str) -> Result<Node<'_>, AppError> {
    let budget = serde_saphyr::budget! {
        max_events: 3 * MOST_VALUES,
        max_nodes: 2 * MOST_VALUES,
        max_aliases: 20_000,
        max_anchors: 20_000,
        max_recorded_anchor_events: 500_000,
        max_recorded_anchor_bytes: 32 * 1024 * 1024,
        max_depth: DEEPEST,
        max_documents: 1,
        max_total_scalar_bytes: 32 * 1024 * 1024,
        enforce_alias_anchor_ratio: false,
    };
    let options = serde_saphyr::options! {
        budget: budget,
        alias_limits: serde_saphyr::alias_limits! { max_total_replayed_events: MOST_REPLAYED, max_replay_stack_depth: 32 },
        duplicate_keys: serde_saphyr::options::DuplicateKeyPolicy::LastWins,
        strict_booleans: true,
        emit_comments: false,
        with_snippet: false,
    };
    let left = Cell::new(MOST_VALUES);
    let node = serde_saphyr::with_deserializer_from_str_with_options(text, options, |deserializer| Seed(&left).deserialize(deserializer))
        .map_err(|error| if left.get() == 0 { too_many_values() } else { yaml_error(&error) })?;
    if node.is_object() {
        Ok(node)
    } else {
        Err(refuse("This is neither JSON nor YAML with an OpenAPI description in it. An OpenAPI document begins with “openapi: 3…” or “{”."))
    }
}

fn yaml_error(error: &serde_saphyr::Error) -> AppError {
    let text = error.to_string();
    let text = text.lines().next().unwrap_or_default();
    let lower = text.to_ascii_lowercase();
    if lower.contains("alias") || lower.contains("anchor") {
        return refuse("The YAML expands its aliases (*name) to far more than it contains, so it was not read. Write those parts out, or use $ref.");
    }
    if lower.contains("depth") || lower.contains("nesting") {
        return too_deep();
    }
    if lower.contains("budget") {
        return too_many_values();
    }
    let place = error.location().map_or(String::new(), |at| format!(" on line {}", at.line()));
    let reason: String = text.chars().take(200).collect();
    refuse(format!("The YAML has a mistake{place}: {reason}. If this is meant to be JSON, it has to begin with “{{”."))
}

fn too_deep() -> AppError {
    refuse(format!("The document is nested deeper than {DEEPEST} levels, so it was not read. Use $ref instead of writing schemas into each other."))
}

fn too_many_values() -> AppError {
    refuse(format!("The document has more than {MOST_VALUES} values, so it was not read. Remove the operations that you do not need."))
}

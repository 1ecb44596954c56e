//! What the API refuses, in its words; each rule names where it stands.

use axum::http::HeaderMap;
use serde_json::Value;

/// Models that exist (docs.claude.com, "Models overview").
const MODELS: [&str; 4] = ["claude-sonnet-4-6", "claude-opus-4-7", "claude-haiku-4-5-20251001", "claude-haiku-4-5"];

pub type Refusal = (u16, &'static str, String);

fn invalid(message: impl Into<String>) -> Refusal {
    (400, "invalid_request_error", message.into())
}

/// "API overview", "Authentication" and "Versioning".
pub fn check_headers(headers: &HeaderMap, key: &str) -> Result<(), Refusal> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if text("x-api-key") != key {
        return Err((401, "authentication_error", "invalid x-api-key".into()));
    }
    if text("anthropic-version") != "2023-06-01" {
        return Err(invalid("anthropic-version: header is required"));
    }
    if !text("content-type").starts_with("application/json") {
        return Err(invalid("content-type: must be application/json"));
    }
    Ok(())
}

/// Fields of "Create a Message"; messages as the API words them, seen in public issue trackers.
pub fn check(body: &Value) -> Result<(), Refusal> {
    const FIELDS: [&str; 18] = [
        "model",
        "max_tokens",
        "messages",
        "system",
        "tools",
        "tool_choice",
        "stream",
        "metadata",
        "stop_sequences",
        "temperature",
        "top_p",
        "top_k",
        "thinking",
        "service_tier",
        "container",
        "mcp_servers",
        "output_config",
        "cache_control",
    ];
    let members = body.as_object().ok_or_else(|| invalid("body: Input should be an object"))?;
    if let Some(extra) = members.keys().find(|key| !FIELDS.contains(&key.as_str())) {
        return Err(invalid(format!("{extra}: Extra inputs are not permitted")));
    }
    let model = body["model"].as_str().ok_or_else(|| invalid("model: Field required"))?;
    if !MODELS.contains(&model) {
        return Err((404, "not_found_error", format!("model: {model}")));
    }
    if body["max_tokens"].as_u64().is_none_or(|tokens| tokens == 0 || tokens > 128_000) {
        return Err(invalid("max_tokens: Field required"));
    }
    check_marks(body)?;
    check_system(&body["system"])?;
    check_tools(body)?;
    check_messages(&body["messages"])
}

/// "Prompt caching": up to four marks in the whole request, of type ephemeral (tghamm/Anthropic.SDK#50).
fn check_marks(body: &Value) -> Result<(), Refusal> {
    let marks: Vec<&Value> = blocks(body).chain([body]).filter_map(|block| block.get("cache_control")).filter(|mark| !mark.is_null()).collect();
    if marks.len() > 4 {
        return Err(invalid(format!("A maximum of 4 blocks with cache_control may be provided. Found {}.", marks.len())));
    }
    if marks.iter().any(|mark| mark["type"] != "ephemeral") {
        return Err(invalid("cache_control: Input tag does not match any of the expected tags: 'ephemeral'"));
    }
    Ok(())
}

fn check_system(system: &Value) -> Result<(), Refusal> {
    if system.is_null() || system.is_string() {
        return Ok(());
    }
    let blocks = system.as_array().ok_or_else(|| invalid("system: Input should be a valid list"))?;
    if blocks.iter().any(|block| block["type"] != "text" || block["text"].as_str().is_none_or(str::is_empty)) {
        return Err(invalid("system: text content blocks must be non-empty"));
    }
    Ok(())
}

/// Fields of a tool of the caller's own ("Create a Message", without beta headers).
const TOOL_FIELDS: [&str; 6] = ["type", "name", "description", "input_schema", "cache_control", "strict"];

/// home-assistant/core#147760 and anthropics/claude-code#96152 (names, of up to 128 characters), anthropics/claude-code#10687 (names
/// twice), anthropics/claude-code#31033 and mangowhoiscloud/geode#152 (unknown fields), n8n-io/n8n#30590 (property keys), anthropics/claude-code#95504 (variants at the
/// root), anthropics/claude-code#86664 (draft 2020-12).
fn check_tools(body: &Value) -> Result<(), Refusal> {
    let tools = body["tools"].as_array().cloned().unwrap_or_default();
    let is_name = |name: &str, longest: usize, more: &[u8]| {
        (1..=longest).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || more.contains(&byte))
    };
    for (number, tool) in tools.iter().enumerate() {
        let at = format!("tools.{number}.custom");
        let unknown = tool.as_object().into_iter().flat_map(|members| members.keys()).find(|key| !TOOL_FIELDS.contains(&key.as_str()));
        if let Some(key) = unknown {
            return Err(invalid(format!("{at}.{key}: Extra inputs are not permitted")));
        }
        let name = tool["name"].as_str().ok_or_else(|| invalid(format!("{at}.name: Field required")))?;
        if !is_name(name, 128, b"_-") {
            return Err(invalid(format!("{at}.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'")));
        }
        if tools[..number].iter().any(|other| other["name"] == name) {
            return Err(invalid("tools: Tool names must be unique."));
        }
        let schema = &tool["input_schema"];
        if schema["type"] != "object" {
            return Err(invalid(format!("{at}.input_schema.type: Field required")));
        }
        if let Some(key) = ["oneOf", "allOf", "anyOf"].into_iter().find(|key| schema.get(*key).is_some()) {
            return Err(invalid(format!("{at}.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level ({key})")));
        }
        if schema["properties"].as_object().into_iter().flatten().any(|(key, _)| !is_name(key, 64, b"_.-")) {
            return Err(invalid(format!("{at}.input_schema.properties: Property keys should match pattern '^[a-zA-Z0-9_.-]{{1,64}}$'")));
        }
        if jsonschema::draft202012::meta::validate(schema).is_err() {
            return Err(invalid(format!("{at}.input_schema: JSON schema is invalid. It must match JSON Schema draft 2020-12")));
        }
    }
    match body.get("tool_choice") {
        None => Ok(()),
        Some(choice) if choice["type"] == "tool" && tools.iter().any(|tool| tool["name"] == choice["name"]) => {
            // "Tool use", "Forcing tool use": not together with extended thinking.
            if body.get("thinking").is_some_and(|thinking| thinking["type"] != "disabled") {
                Err(invalid("Thinking may not be enabled when tool_choice forces tool use."))
            } else {
                Ok(())
            }
        }
        Some(choice) if choice["type"] == "tool" => Err(invalid(format!("tool_choice.name: Tool '{}' not found in provided tools", choice["name"]))),
        Some(choice) if matches!(choice["type"].as_str(), Some("auto" | "any" | "none")) => Ok(()),
        Some(_) => Err(invalid("tool_choice: Input tag does not match any of the expected tags")),
    }
}

/// "Working with the Messages API"; "Tool use", "Handling tool results" (results come first in a message); anthropics/claude-code#59812
/// (empty texts).
fn check_messages(messages: &Value) -> Result<(), Refusal> {
    let messages = messages.as_array().ok_or_else(|| invalid("messages: Field required"))?;
    if messages.is_empty() {
        return Err(invalid("messages: at least one message is required"));
    }
    if messages[0]["role"] != "user" {
        return Err(invalid("messages: first message must use the \"user\" role"));
    }
    let mut open: Vec<String> = Vec::new();
    for (number, message) in messages.iter().enumerate() {
        let role = message["role"].as_str().unwrap_or_default();
        if !matches!(role, "user" | "assistant") {
            return Err(invalid(format!("messages.{number}.role: Input should be 'user' or 'assistant'")));
        }
        let blocks = match &message["content"] {
            Value::String(text) if text.is_empty() => return Err(invalid(format!("messages.{number}: user messages must have non-empty content"))),
            Value::String(_) => Vec::new(),
            Value::Array(blocks) => blocks.clone(),
            _ => return Err(invalid(format!("messages.{number}.content: Field required"))),
        };
        let ids = |kind: &str, key: &str| -> Vec<String> {
            blocks.iter().filter(|block| block["type"] == kind).map(|block| block[key].as_str().unwrap_or_default().to_owned()).collect()
        };
        if blocks.iter().any(|block| block["type"] == "text" && block["text"].as_str().is_none_or(str::is_empty)) {
            return Err(invalid("messages: text content blocks must be non-empty"));
        }
        // A result after other blocks does not count as one.
        let first = blocks.iter().take_while(|block| block["type"] == "tool_result").count();
        let results = ids("tool_result", "tool_use_id").into_iter().take(first).collect::<Vec<_>>();
        if role == "user" {
            if let Some(id) = open.iter().find(|id| !results.contains(id)) {
                return Err(invalid(format!("messages.{number}: `tool_use` ids were found without `tool_result` blocks immediately after: {id}")));
            }
            if let Some(id) = results.iter().find(|id| !open.contains(id)) {
                return Err(invalid(format!("messages.{number}.content.0: unexpected `tool_use_id` found in `tool_result` blocks: {id}")));
            }
            open.clear();
        } else {
            open = ids("tool_use", "id");
            if blocks.iter().any(|block| block["type"] == "tool_use" && !block["input"].is_object()) {
                return Err(invalid(format!("messages.{number}.content.0.tool_use.input: Input should be a valid dictionary")));
            }
        }
    }
    if messages.last().is_some_and(|message| message["role"] != "user") {
        return Err(invalid("This model does not support assistant message prefill. The conversation must end with a user message."));
    }
    Ok(())
}

/// Everything that can carry a mark, in the order of the prefix.
pub fn blocks(body: &Value) -> impl Iterator<Item = &Value> {
    fn listed(value: &Value) -> &[Value] {
        value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice)
    }
    let messages = body["messages"].as_array().into_iter().flatten().flat_map(|message| listed(&message["content"]));
    listed(&body["tools"]).iter().chain(listed(&body["system"])).chain(messages)
}

//! A strict stand-in for Anthropic's Messages API over HTTP. It streams what a test scripts, and refuses what the real API
//! refuses; each rule names where it stands.

use std::{
    collections::{HashSet, VecDeque},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{
    Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use futures::{StreamExt, stream};
use serde_json::{Value, json};

/// Models that exist (docs.claude.com, "Models overview").
const MODELS: [&str; 4] = ["claude-sonnet-4-6", "claude-opus-4-7", "claude-haiku-4-5-20251001", "claude-haiku-4-5"];

/// What the next request is answered with.
#[derive(Clone, Debug)]
pub enum Scripted {
    /// Calls the forced tool with this input.
    Tool(Value),
    /// The same, with this many milliseconds between the events, so that somebody can watch.
    Slowly(Value, u64),
    /// An error response ("Errors"): status, type, seconds of `retry-after`.
    Error { status: u16, kind: &'static str, retry_after: Option<u32> },
    /// The stream ends in the middle of the tool's input.
    Truncated,
    /// The stream carries an error event ("Streaming messages", "Error events").
    ErrorEvent(&'static str),
    /// The tool's input is no JSON.
    MalformedInput,
    /// `stop_reason: refusal`.
    Refusal,
    /// `stop_reason: max_tokens`.
    MaxTokens,
    /// Words instead of the tool.
    Words(&'static str),
}

/// The API on a loopback port; serves until the test ends.
#[derive(Clone)]
pub struct FakeAnthropic {
    pub url: String,
    /// The only key that it takes.
    pub key: String,
    state: Arc<Mutex<Inner>>,
}

#[derive(Default)]
struct Inner {
    script: VecDeque<Scripted>,
    /// What is answered when the script is at its end.
    always: Option<Scripted>,
    seen: Vec<Value>,
    refused: Vec<String>,
    cached: HashSet<String>,
    key: String,
}

impl FakeAnthropic {
    pub async fn start() -> Self {
        Self::on("127.0.0.1:0".parse().expect("an address")).await
    }

    /// Listens on an address of the caller's choice.
    pub async fn on(address: std::net::SocketAddr) -> Self {
        let key = "sk-ant-api03-test-9b1c44de-do-not-leak".to_owned();
        let state = Arc::new(Mutex::new(Inner { key: key.clone(), ..Inner::default() }));
        let listener = tokio::net::TcpListener::bind(address).await.expect("a port");
        let url = format!("http://{}", listener.local_addr().expect("an address"));
        let router = Router::new().route("/v1/messages", post(messages)).with_state(Arc::clone(&state));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, key, state }
    }

    /// The settings that make the product use it.
    pub fn settings(&self) -> [(&str, &str); 2] {
        [("ANTHROPIC_API_KEY", &self.key), ("ANTHROPIC_BASE_URL", &self.url)]
    }

    /// Answers the next requests, in this order.
    pub fn script(&self, answers: impl IntoIterator<Item = Scripted>) {
        self.state.lock().expect("not poisoned").script.extend(answers);
    }

    /// Answers every request that the script has nothing for.
    pub fn always(&self, answer: Scripted) {
        self.state.lock().expect("not poisoned").always = Some(answer);
    }

    /// Bodies of the requests that were valid, in order.
    pub fn seen(&self) -> Vec<Value> {
        self.state.lock().expect("not poisoned").seen.clone()
    }

    /// What was wrong with requests that were refused.
    pub fn refused(&self) -> Vec<String> {
        self.state.lock().expect("not poisoned").refused.clone()
    }
}

async fn messages(State(state): State<Arc<Mutex<Inner>>>, headers: HeaderMap, body: Bytes) -> Response {
    let mut inner = state.lock().expect("not poisoned");
    if let Err((status, kind, message)) = check_headers(&headers, &inner.key) {
        inner.refused.push(message.clone());
        return error(status, kind, &message, None);
    }
    let body: Value = match serde_json::from_slice(&body) {
        Ok(body) => body,
        Err(cause) => return error(400, "invalid_request_error", &format!("The request body is not valid JSON: {cause}"), None),
    };
    if let Err((status, kind, message)) = check(&body) {
        inner.refused.push(message.clone());
        return error(status, kind, &message, None);
    }
    let always = inner.always.clone();
    let Some(scripted) = inner.script.pop_front().or(always) else {
        let problems = body["messages"].as_array().and_then(|messages| messages.last()).map(|last| last["content"].to_string());
        inner.refused.push(format!("nothing was scripted for {}", problems.unwrap_or_default()));
        return error(400, "invalid_request_error", "nothing was scripted", None);
    };
    // Tools and system prompt are the cached prefix ("Prompt caching").
    let prefix = json!([body["tools"], body["system"]]).to_string();
    let is_cached = !inner.cached.insert(prefix.clone());
    let tool = body["tool_choice"]["name"].as_str().or(body["tools"][0]["name"].as_str()).unwrap_or_default().to_owned();
    inner.seen.push(body);
    drop(inner);
    answer(scripted, &tool, prefix.len() / 4, is_cached)
}

type Refusal = (u16, &'static str, String);

fn invalid(message: impl Into<String>) -> Refusal {
    (400, "invalid_request_error", message.into())
}

/// "API overview", "Authentication" and "Versioning".
fn check_headers(headers: &HeaderMap, key: &str) -> Result<(), Refusal> {
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
fn check(body: &Value) -> Result<(), Refusal> {
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
    check_system(&body["system"])?;
    check_tools(body)?;
    check_messages(&body["messages"])
}

fn check_system(system: &Value) -> Result<(), Refusal> {
    if system.is_null() || system.is_string() {
        return Ok(());
    }
    let blocks = system.as_array().ok_or_else(|| invalid("system: Input should be a valid list"))?;
    let marks = blocks.iter().filter(|block| block.get("cache_control").is_some()).count();
    // "Prompt caching": up to four breakpoints, of type ephemeral, on blocks that are not empty.
    if marks > 4 || blocks.iter().any(|block| block.get("cache_control").is_some_and(|control| control["type"] != "ephemeral")) {
        return Err(invalid("system.0.cache_control: A maximum of 4 blocks with cache_control may be provided."));
    }
    if blocks.iter().any(|block| block["type"] != "text" || block["text"].as_str().is_none_or(str::is_empty)) {
        return Err(invalid("system: text content blocks must be non-empty"));
    }
    Ok(())
}

/// home-assistant/core#147760 (names), n8n-io/n8n#30590 (property keys), anthropics/claude-code#95504 (variants at the
/// root), anthropics/claude-code#86664 (draft 2020-12).
fn check_tools(body: &Value) -> Result<(), Refusal> {
    let tools = body["tools"].as_array().cloned().unwrap_or_default();
    let is_name = |name: &str, longest: usize, more: &[u8]| {
        (1..=longest).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || more.contains(&byte))
    };
    for (number, tool) in tools.iter().enumerate() {
        let at = format!("tools.{number}.custom");
        let name = tool["name"].as_str().ok_or_else(|| invalid(format!("{at}.name: Field required")))?;
        if !is_name(name, 128, b"_-") {
            return Err(invalid(format!("{at}.name: String should match pattern '^[a-zA-Z0-9_-]{{1,128}}$'")));
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

/// "Working with the Messages API"; "Tool use", "Handling tool results".
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
        let results = ids("tool_result", "tool_use_id");
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

fn error(status: u16, kind: &str, message: &str, retry_after: Option<u32>) -> Response {
    let body = json!({ "type": "error", "error": { "type": kind, "message": message }, "request_id": "req_011CTest" });
    let mut response = (StatusCode::from_u16(status).expect("a status"), axum::Json(body)).into_response();
    if let Some(seconds) = retry_after {
        response.headers_mut().insert("retry-after", seconds.into());
    }
    response
}

fn answer(scripted: Scripted, tool: &str, prefix: usize, is_cached: bool) -> Response {
    let (cache_read, cache_write) = if is_cached { (prefix, 0) } else { (0, prefix) };
    let usage = json!({ "input_tokens": 120, "cache_creation_input_tokens": cache_write, "cache_read_input_tokens": cache_read, "output_tokens": 1 });
    let start = json!({ "type": "message_start", "message": { "id": "msg_01Test", "type": "message", "role": "assistant", "model": "claude-sonnet-4-6", "content": [], "stop_reason": null, "stop_sequence": null, "usage": usage } });
    let call = json!({ "type": "content_block_start", "index": 1, "content_block": { "type": "tool_use", "id": "toolu_01Test", "name": tool, "input": {} } });
    let words = |text: &str| {
        vec![
            json!({ "type": "content_block_start", "index": 0, "content_block": { "type": "text", "text": "" } }),
            json!({ "type": "content_block_delta", "index": 0, "delta": { "type": "text_delta", "text": text } }),
            json!({ "type": "content_block_stop", "index": 0 }),
        ]
    };
    let deltas = |text: &str| -> Vec<Value> {
        let mut parts: Vec<Value> = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (part, after) = rest.split_at(rest.floor_char_boundary(57).max(1).min(rest.len()));
            parts.push(json!({ "type": "content_block_delta", "index": 1, "delta": { "type": "input_json_delta", "partial_json": part } }));
            rest = after;
        }
        parts
    };
    let end = |reason: &str| {
        vec![
            json!({ "type": "message_delta", "delta": { "stop_reason": reason, "stop_sequence": null }, "usage": { "output_tokens": 340 } }),
            json!({ "type": "message_stop" }),
        ]
    };
    let stop = json!({ "type": "content_block_stop", "index": 1 });
    let ping = json!({ "type": "ping" });
    let pause = Duration::from_millis(if let Scripted::Slowly(_, millis) = &scripted { *millis } else { 0 });
    let events: Vec<Value> = match scripted {
        Scripted::Error { status, kind, retry_after } => return error(status, kind, "as the test says", retry_after),
        Scripted::Tool(input) | Scripted::Slowly(input, _) => {
            [vec![start, ping], words("I will write it."), vec![call], deltas(&input.to_string()), vec![stop], end("tool_use")].concat()
        }
        Scripted::Truncated => [vec![start, call], deltas("{\"name\": \"Half a serv")].concat(),
        Scripted::ErrorEvent(kind) => {
            [vec![start, call], deltas("{\"name\": "), vec![json!({ "type": "error", "error": { "type": kind, "message": "Overloaded" } })]].concat()
        }
        Scripted::MalformedInput => [vec![start, call], deltas("{\"name\": \"Half a server\", \"tools\": [{]"), vec![stop], end("tool_use")].concat(),
        Scripted::Refusal => [vec![start], words("I can't help with that."), end("refusal")].concat(),
        Scripted::MaxTokens => [vec![start, call], deltas("{\"name\": \"Half a server"), vec![stop], end("max_tokens")].concat(),
        Scripted::Words(text) => [vec![start], words(text), end("end_turn")].concat(),
    };
    let chunks = events.into_iter().map(|event| Ok::<_, std::io::Error>(format!("event: {}\ndata: {event}\n\n", event["type"].as_str().expect("a type"))));
    let paced = stream::iter(chunks).then(move |chunk| async move {
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
        }
        chunk
    });
    ([(header::CONTENT_TYPE, "text/event-stream; charset=utf-8")], Body::from_stream(paced)).into_response()
}

//! A strict stand-in for Anthropic's Messages API over HTTP. It streams what a test scripts, and refuses what the real API
//! refuses.

mod check;

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

use check::{blocks, check, check_headers};

/// Tokens that a prefix needs at least to be cached ("Prompt caching", "Cache limitations"); Sonnet 4.6 takes twice what the page says
/// (anthropics/anthropic-sdk-python#1194).
const CACHED_FROM: [(&str, usize); 2] = [("claude-haiku-4-5", 4_096), ("claude-", 2_048)];

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
    let usage = usage(&mut inner.cached, &body);
    let tool = body["tool_choice"]["name"].as_str().or(body["tools"][0]["name"].as_str()).unwrap_or_default().to_owned();
    inner.seen.push(body);
    drop(inner);
    answer(scripted, &tool, &usage)
}

/// What the request costs ("Prompt caching"): a prefix that ends at a mark, is long enough and was there before is read; the longest
/// such prefix is written. Tools come first, then the system prompt, then messages; a token is about four bytes.
fn usage(cached: &mut HashSet<String>, body: &Value) -> Value {
    let model = body["model"].as_str().unwrap_or_default();
    let least = CACHED_FROM.iter().find(|(name, _)| model.starts_with(name)).map_or(usize::MAX, |(_, least)| *least);
    let mut prefix = model.to_owned();
    let (mut read, mut written) = (0, 0);
    for block in blocks(body) {
        let mut plain = block.clone();
        let mark = plain.as_object_mut().and_then(|members| members.remove("cache_control"));
        prefix += &plain.to_string();
        let tokens = prefix.len() / 4;
        if mark.is_some() && tokens >= least {
            written = tokens;
            if !cached.insert(prefix.clone()) {
                read = tokens;
            }
        }
    }
    let (all, written) = (prefix.len() / 4, written.max(read));
    json!({ "input_tokens": all - written, "cache_creation_input_tokens": written - read, "cache_read_input_tokens": read, "output_tokens": 1 })
}

fn error(status: u16, kind: &str, message: &str, retry_after: Option<u32>) -> Response {
    let body = json!({ "type": "error", "error": { "type": kind, "message": message }, "request_id": "req_011CTest" });
    let mut response = (StatusCode::from_u16(status).expect("a status"), axum::Json(body)).into_response();
    if let Some(seconds) = retry_after {
        response.headers_mut().insert("retry-after", seconds.into());
    }
    response
}

fn answer(scripted: Scripted, tool: &str, usage: &Value) -> Response {
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

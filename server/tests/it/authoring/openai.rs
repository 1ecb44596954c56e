//! The alternative: an endpoint that speaks OpenAI's Chat Completions. The stand-in refuses what the published document of
//! that API refuses (openai/openai-openapi, `CreateChatCompletionRequest`).

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    extract::State,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
    routing::post,
};
use serde_json::{Value, json};
use testkit::{Database, TestApp};

const KEY: &str = "sk-proj-test-4711-do-not-leak";
const PROMPT: &str = "Convert temperatures from Fahrenheit to Celsius, please.";

#[derive(Default)]
struct Inner {
    script: VecDeque<Scripted>,
    seen: Vec<Value>,
}

enum Scripted {
    Call(Value),
    Refusal,
    Cut,
    Error(u16),
}

#[derive(Clone, Default)]
struct FakeOpenAi(Arc<Mutex<Inner>>);

impl FakeOpenAi {
    async fn start(script: impl IntoIterator<Item = Scripted>) -> (Self, String) {
        let fake = Self::default();
        fake.0.lock().expect("not poisoned").script.extend(script);
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/v1", listener.local_addr().expect("an address"));
        let router = Router::new().route("/v1/chat/completions", post(complete)).with_state(fake.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        (fake, url)
    }

    fn seen(&self) -> Vec<Value> {
        self.0.lock().expect("not poisoned").seen.clone()
    }
}

fn refuse(status: u16, message: &str) -> Response {
    let body = json!({ "error": { "message": message, "type": "invalid_request_error", "param": null, "code": null } });
    (StatusCode::from_u16(status).expect("a status"), Json(body)).into_response()
}

/// What is wrong with a request.
fn problem(body: &Value) -> Option<&'static str> {
    let tool = &body["tools"][0];
    let Some(messages) = body["messages"].as_array() else { return Some("messages") };
    let calls: Vec<&Value> = messages.iter().flat_map(|message| message["tool_calls"].as_array().into_iter().flatten()).collect();
    let answered = |call: &&&Value| messages.iter().any(|message| message["role"] == "tool" && message["tool_call_id"] == call["id"]);
    if body["model"] != "gpt-test" {
        Some("model")
    } else if tool["type"] != "function" || tool["function"]["name"].as_str().is_none_or(|name| name.len() > 64) {
        Some("tools[0]")
    } else if tool["function"]["parameters"]["type"] != "object" {
        Some("tools[0].function.parameters")
    } else if body["tool_choice"]["function"]["name"] != tool["function"]["name"] {
        Some("tool_choice")
    } else if calls.iter().any(|call| !call["function"]["arguments"].is_string()) {
        Some("tool_calls[0].function.arguments must be a string")
    } else if calls.iter().filter(answered).count() != calls.len() {
        Some("An assistant message with 'tool_calls' must be followed by tool messages")
    } else {
        None
    }
}

async fn complete(State(fake): State<FakeOpenAi>, headers: HeaderMap, Json(body): Json<Value>) -> Response {
    if headers.get(header::AUTHORIZATION).is_none_or(|value| value != &format!("Bearer {KEY}")) {
        return refuse(401, "Incorrect API key provided");
    }
    if let Some(problem) = problem(&body) {
        return refuse(400, problem);
    }
    let mut inner = fake.0.lock().expect("not poisoned");
    let name = body["tools"][0]["function"]["name"].clone();
    inner.seen.push(body);
    let scripted = inner.script.pop_front().expect("a scripted answer");
    drop(inner);
    let chunk =
        |delta: Value, finish: Value| json!({ "object": "chat.completion.chunk", "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }] });
    let call = |arguments: &str| json!({ "tool_calls": [{ "index": 0, "function": { "arguments": arguments } }] });
    let opening =
        json!({ "role": "assistant", "tool_calls": [{ "index": 0, "id": "call_1", "type": "function", "function": { "name": name, "arguments": "" } }] });
    let mut chunks = match scripted {
        Scripted::Error(status) => return refuse(status, "as the test says"),
        Scripted::Refusal => vec![chunk(json!({ "refusal": "I cannot help with that." }), Value::Null), chunk(json!({}), json!("stop"))],
        Scripted::Cut => vec![chunk(opening, Value::Null), chunk(call("{\"name\":"), Value::Null)],
        Scripted::Call(input) => {
            let text = input.to_string();
            let (first, rest) = text.split_at(text.floor_char_boundary(40));
            vec![chunk(opening, Value::Null), chunk(call(first), Value::Null), chunk(call(rest), Value::Null), chunk(json!({}), json!("stop"))]
        }
    };
    let is_cut = chunks.last().is_some_and(|last| last["choices"][0]["finish_reason"].is_null());
    if !is_cut {
        chunks.push(json!({ "choices": [], "usage": { "prompt_tokens": 100, "completion_tokens": 20, "prompt_tokens_details": { "cached_tokens": 60 } } }));
    }
    let mut text: String = chunks.iter().map(|chunk| format!("data: {chunk}\n\n")).collect();
    if !is_cut {
        text.push_str("data: [DONE]\n\n");
    }
    ([(header::CONTENT_TYPE, "text/event-stream")], text).into_response()
}

fn good() -> Value {
    json!({ "name": "Temperatures", "description": "Converts temperatures.", "tools": [{
        "name": "to_celsius", "description": "Converts Fahrenheit to Celsius.", "effect": "read",
        "script": { "code": "function run(args) { return { celsius: (args.fahrenheit - 32) / 1.8 }; }" },
        "arguments": { "type": "object", "properties": { "fahrenheit": { "type": "number", "description": "Temperature in Fahrenheit." } }, "required": ["fahrenheit"] },
        "examples": [{ "arguments": { "fahrenheit": 212 }, "answer": { "celsius": 100 } }],
    }] })
}

async fn ask(script: impl IntoIterator<Item = Scripted>, key: &str) -> (testkit::Answer, FakeOpenAi, TestApp) {
    let (fake, url) = FakeOpenAi::start(script).await;
    let app = TestApp::with(Database::Sqlite, &[("OPENAI_API_KEY", key), ("OPENAI_BASE_URL", &url), ("BMM_MODEL", "gpt-test")]).await;
    let caller = app.key("ann@example.com").await;
    let answer = app.post("/v1/servers/preview", &caller, &json!({ "source": { "kind": "prompt", "text": PROMPT } })).await;
    assert!(!format!("{answer:?}").contains(KEY), "{answer:?}");
    (answer, fake, app)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_endpoint_writes_tools_too_and_is_asked_to_mend_them() {
    let mut wrong = good();
    wrong["tools"][0]["examples"][0]["answer"]["celsius"] = json!(99);
    let (answer, fake, app) = ask([Scripted::Call(wrong), Scripted::Cut, Scripted::Error(429), Scripted::Call(good())], KEY).await;
    assert_eq!(answer.expect(200)["spec"]["tools"][0]["name"], "to_celsius");
    let seen = fake.seen();
    assert_eq!(seen.len(), 4);
    let repair = seen[3]["messages"].as_array().expect("messages").last().expect("one")["content"].as_str().expect("text").to_owned();
    assert!(repair.contains("212") && repair.contains("99"), "{repair}");
    let org = app.get("/v1/me/org", &app.key("ann@example.com").await).await.expect(200)["id"].as_str().expect("an id").parse().expect("an id");
    let (year, month, ..) = app.platform.now().civil();
    let rows = domain::store::model_usage::of_month(app.platform.db.connection(), org, &format!("{year:04}-{month:02}")).await.expect("rows");
    assert_eq!((rows[0].model.as_str(), rows[0].input_tokens, rows[0].cache_read_tokens, rows[0].output_tokens), ("gpt-test", 80, 120, 40));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_endpoint_that_refuses_is_said_clearly() {
    let (declined, ..) = ask([Scripted::Refusal], KEY).await;
    assert!(declined.status == 422 && declined.text.contains("declined"), "{declined:?}");
    let (wrong_key, ..) = ask([], "sk-proj-another-key").await;
    assert!(wrong_key.status == 503 && wrong_key.text.contains("OPENAI_API_KEY"), "{wrong_key:?}");
}

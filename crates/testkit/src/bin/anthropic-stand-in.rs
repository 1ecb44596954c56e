//! `anthropic-stand-in ADDRESS CONTROL`: the stand-in for Anthropic's Messages API alone, for the browser tests. What it answers is
//! scripted with `POST /_control/script`: a list of `{"tool": {…}}` (with `"pause_ms"`), `{"error": 529}` (with
//! `"retry_after"`), `"truncated"`, `"malformed"`, `"refusal"`. `GET /_control/state` tells what was asked and refused.

use axum::{Json, Router, extract::State, http::StatusCode, routing};
use serde_json::{Value, json};
use testkit::{FakeAnthropic, Scripted};

#[tokio::main]
async fn main() {
    let address: Vec<_> = std::env::args().skip(1).filter_map(|text| text.parse().ok()).collect();
    let [api, control] = address[..] else { panic!("two addresses such as 127.0.0.1:12112 127.0.0.1:12113") };
    let model = FakeAnthropic::on(api).await;
    let router = Router::new().route("/_control/script", routing::post(script)).route("/_control/state", routing::get(state)).with_state(model);
    let listener = tokio::net::TcpListener::bind(control).await.expect("a free address");
    axum::serve(listener, router).await.expect("it serves until it is stopped");
}

async fn script(State(model): State<FakeAnthropic>, Json(answers): Json<Vec<Value>>) -> StatusCode {
    let Some(answers) = answers.iter().map(scripted).collect::<Option<Vec<_>>>() else { return StatusCode::UNPROCESSABLE_ENTITY };
    model.script(answers);
    StatusCode::NO_CONTENT
}

async fn state(State(model): State<FakeAnthropic>) -> Json<Value> {
    Json(json!({ "key": model.key, "seen": model.seen(), "refused": model.refused() }))
}

fn scripted(answer: &Value) -> Option<Scripted> {
    if let Some(input) = answer.get("tool") {
        let pause = answer["pause_ms"].as_u64().unwrap_or_default();
        return Some(Scripted::Slowly(input.clone(), pause));
    }
    if let Some(status) = answer["error"].as_u64() {
        let status = u16::try_from(status).ok()?;
        let retry_after = answer["retry_after"].as_u64().and_then(|seconds| u32::try_from(seconds).ok());
        return Some(Scripted::Error { status, kind: kind(status)?, retry_after });
    }
    Some(match answer.as_str()? {
        "truncated" => Scripted::Truncated,
        "malformed" => Scripted::MalformedInput,
        "refusal" => Scripted::Refusal,
        _ => return None,
    })
}

/// The type of an error by its status (docs.claude.com, "Errors").
fn kind(status: u16) -> Option<&'static str> {
    Some(match status {
        400 => "invalid_request_error",
        401 => "authentication_error",
        403 => "permission_error",
        404 => "not_found_error",
        429 => "rate_limit_error",
        500 => "api_error",
        529 => "overloaded_error",
        _ => return None,
    })
}

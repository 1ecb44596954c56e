//! What the API answers when it does not answer: recovered from, or said clearly; the key never shows.

use serde_json::{Value, json};
use testkit::{Answer, FakeAnthropic, Scripted, TestApp};

use super::app;

const PROMPT: &str = "Convert temperatures from Fahrenheit to Celsius, please.";

fn good() -> Scripted {
    let code = "function run(args) { return { celsius: (args.fahrenheit - 32) / 1.8 }; }";
    Scripted::Tool(json!({ "name": "Temperatures", "description": "Converts temperatures.", "tools": [{
        "name": "to_celsius", "description": "Converts Fahrenheit to Celsius.", "effect": "read", "script": { "code": code },
        "arguments": { "type": "object", "properties": { "fahrenheit": { "type": "number", "description": "Temperature in Fahrenheit." } }, "required": ["fahrenheit"] },
        "examples": [{ "arguments": { "fahrenheit": 212 }, "answer": { "celsius": 100 } }],
    }] }))
}

async fn ask(app: &TestApp, model: &FakeAnthropic, key: &str, script: impl IntoIterator<Item = Scripted>) -> (Answer, usize) {
    let before = model.seen().len();
    model.script(script);
    let answer = app.post("/v1/servers/preview", key, &json!({ "source": { "kind": "prompt", "text": PROMPT } })).await;
    assert!(!format!("{answer:?}").contains(&model.key), "the key leaked: {answer:?}");
    (answer, model.seen().len() - before)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_passes_by_itself_is_asked_again() {
    let (app, model, key) = app().await;
    let overloaded = || Scripted::Error { status: 529, kind: "overloaded_error", retry_after: None };
    let busy = |seconds| Scripted::Error { status: 429, kind: "rate_limit_error", retry_after: Some(seconds) };
    for (what, script, requests) in [
        ("529 twice", vec![overloaded(), overloaded(), good()], 3),
        ("429 with retry-after", vec![busy(1), good()], 2),
        ("500", vec![Scripted::Error { status: 500, kind: "api_error", retry_after: None }, good()], 2),
        ("a truncated stream", vec![Scripted::Truncated, good()], 2),
        ("an error event", vec![Scripted::ErrorEvent("overloaded_error"), good()], 2),
        ("malformed tool input", vec![Scripted::MalformedInput, good()], 2),
        ("words instead of the tool", vec![Scripted::Words("Sure, I can do that!"), good()], 2),
    ] {
        let (answer, asked) = ask(&app, &model, &key, script).await;
        assert_eq!(answer.status, 200, "{what}: {answer:?}");
        assert_eq!((answer.json()["spec"]["tools"][0]["name"].clone(), asked), (json!("to_celsius"), requests), "{what}");
    }
    assert_eq!(model.refused(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_does_not_pass_is_said_with_what_to_do() {
    let (app, model, key) = app().await;
    let error = |status, kind| Scripted::Error { status, kind, retry_after: None };
    for (script, status, says, requests) in [
        (vec![error(401, "authentication_error")], 503, "ANTHROPIC_API_KEY", 1),
        (vec![error(403, "permission_error")], 503, "ANTHROPIC_API_KEY", 1),
        (vec![error(400, "invalid_request_error")], 503, "operator's log", 1),
        (vec![error(404, "not_found_error")], 503, "BMM_MODEL", 1),
        (vec![error(529, "overloaded_error"), error(529, "overloaded_error"), error(529, "overloaded_error")], 503, "overloaded", 3),
        (vec![Scripted::Error { status: 429, kind: "rate_limit_error", retry_after: Some(120) }], 503, "2 minutes", 1),
        (vec![Scripted::Truncated, Scripted::Truncated, Scripted::Truncated], 503, "broke off", 3),
        (vec![Scripted::Refusal], 422, "declined", 1),
        (vec![Scripted::MaxTokens], 422, "fewer tools", 1),
        (vec![Scripted::MalformedInput; 4], 503, "could not be read", 4),
    ] {
        let what = format!("{:?}", script[0]);
        let (answer, asked) = ask(&app, &model, &key, script).await;
        let detail = answer.json()["detail"].as_str().unwrap_or_default().to_owned();
        assert_eq!((answer.status, asked), (status, requests), "{what}: {detail}");
        assert!(detail.contains(says), "{what}: {detail}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_key_and_an_unknown_model_are_refused_by_the_api() {
    let model = FakeAnthropic::start().await;
    for (settings, says) in [
        ([("ANTHROPIC_API_KEY", "sk-ant-wrong-key-0123"), ("ANTHROPIC_BASE_URL", model.url.as_str()), ("BMM_MODEL", "claude-sonnet-4-6")], "ANTHROPIC_API_KEY"),
        ([("ANTHROPIC_API_KEY", model.key.as_str()), ("ANTHROPIC_BASE_URL", model.url.as_str()), ("BMM_MODEL", "claude-imaginary-9")], "BMM_MODEL"),
    ] {
        let app = TestApp::with(testkit::Database::Sqlite, &settings).await;
        let key = app.key("ann@example.com").await;
        let answer = app.post("/v1/servers/preview", &key, &json!({ "source": { "kind": "prompt", "text": PROMPT } })).await;
        assert_eq!(answer.status, 503);
        assert!(answer.json()["detail"].as_str().unwrap_or_default().contains(says), "{answer:?}");
        assert!(!format!("{answer:?}").contains("sk-ant"), "{answer:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_prompt_is_cached_and_its_cost_is_counted() {
    let (app, model, key) = app().await;
    ask(&app, &model, &key, [good()]).await;
    ask(&app, &model, &key, [good()]).await;
    let rows = store_usage(&app).await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    let row = &rows[0];
    assert_eq!((row.model.as_str(), row.requests, row.input_tokens, row.output_tokens), ("claude-sonnet-4-6", 2, 240, 680));
    assert!(row.cache_write_tokens > 500 && row.cache_write_tokens == row.cache_read_tokens, "{row:?}");
    let seen: Vec<Value> = model.seen();
    assert_eq!(seen[0]["system"][0]["cache_control"]["type"], "ephemeral");
    assert_eq!(seen[0]["system"], seen[1]["system"]);
}

async fn store_usage(app: &TestApp) -> Vec<domain::store::model_usage::Model> {
    let org = app.get("/v1/me/org", &app.key("ann@example.com").await).await.expect(200);
    let id = org["id"].as_str().expect("an id").parse().expect("an id");
    let (year, month, ..) = app.platform.now().civil();
    domain::store::model_usage::of_month(app.platform.db.connection(), id, &format!("{year:04}-{month:02}")).await.expect("rows")
}

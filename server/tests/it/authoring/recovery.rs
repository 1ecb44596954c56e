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
    ask_for(PROMPT, app, model, key, script).await
}

async fn ask_for(prompt: &str, app: &TestApp, model: &FakeAnthropic, key: &str, script: impl IntoIterator<Item = Scripted>) -> (Answer, usize) {
    let before = model.seen().len();
    model.script(script);
    let answer = app.post("/v1/servers/preview", key, &json!({ "source": { "kind": "prompt", "text": prompt } })).await;
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
    let long = long_question();
    ask_for(&long, &app, &model, &key, [good()]).await;
    ask_for(&long, &app, &model, &key, [good()]).await;
    let rows = store_usage(&app).await;
    assert_eq!(rows.len(), 1, "{rows:?}");
    let row = &rows[0];
    assert_eq!((row.model.as_str(), row.requests, row.input_tokens, row.output_tokens), ("claude-sonnet-4-6", 2, 0, 680));
    assert!(row.cache_write_tokens > 2_048 && row.cache_write_tokens == row.cache_read_tokens, "{row:?}");
    let seen: Vec<Value> = model.seen();
    assert_eq!(seen[0]["system"][0]["cache_control"]["type"], "ephemeral");
    assert_eq!(seen[0]["system"], seen[1]["system"]);
}

/// Long enough for a cache.
fn long_question() -> String {
    format!("{PROMPT} {}", "Whole degrees are enough. ".repeat(600))
}

/// What is asked may be long, and is sent again in every round of repair.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_round_of_repair_reads_the_question_from_the_cache() {
    let (app, model, key) = app().await;
    let Scripted::Tool(mut wrong) = good() else { unreachable!("a tool") };
    wrong["tools"][0]["examples"][0]["answer"]["celsius"] = json!(99);
    let long = long_question();
    ask_for(&long, &app, &model, &key, [Scripted::Tool(wrong), good()]).await.0.expect(200);
    let seen = model.seen();
    assert_eq!(seen.len(), 2, "{:?}", model.refused());
    assert_eq!(seen[0]["messages"][0], seen[1]["messages"][0]);
    let rows = store_usage(&app).await;
    let question = i64::try_from(long.len() / 4).expect("small");
    assert!(rows[0].cache_write_tokens > question && rows[0].cache_read_tokens > question, "{rows:?}");
    assert!(rows[0].input_tokens < question, "the question was paid in full once: {rows:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn attempts_that_broke_off_are_counted_and_shown() {
    let (app, model, key) = app().await;
    assert_eq!(app.get("/v1/me/org", &key).await.expect(200)["model_tokens"]["used"], 0);
    ask(&app, &model, &key, [good()]).await;
    let once = store_usage(&app).await[0].clone();
    for (script, outputs) in
        [(vec![Scripted::Truncated, good()], 1), (vec![Scripted::Truncated; 3], 3), (vec![Scripted::ErrorEvent("overloaded_error"), good()], 1)]
    {
        let before = store_usage(&app).await[0].clone();
        let (answer, _) = ask(&app, &model, &key, script).await;
        let after = store_usage(&app).await[0].clone();
        let attempts = if answer.status == 200 { outputs + 1 } else { outputs };
        let (input, read) = (after.input_tokens - before.input_tokens, after.cache_read_tokens - before.cache_read_tokens);
        assert_eq!((input, read), (attempts * once.input_tokens, attempts * once.cache_write_tokens), "{answer:?}");
        let answered = if answer.status == 200 { once.output_tokens } else { 0 };
        assert_eq!(after.output_tokens - before.output_tokens, outputs + answered, "{answer:?}");
    }
    let row = store_usage(&app).await[0].clone();
    let shown = app.get("/v1/me/org", &key).await.expect(200)["model_tokens"].clone();
    assert_eq!(shown["used"], row.input_tokens + row.output_tokens + row.cache_write_tokens + row.cache_read_tokens / 10);
    let page = app.sign_in("ann@example.com").await;
    let html = page.on(app.http.get(format!("{}/settings", app.url)), &app.url).header("accept", "text/html").send().await.expect("an answer");
    assert!(html.text().await.expect("text").contains("Model tokens this month"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_stand_in_refuses_what_the_api_refuses() {
    let model = FakeAnthropic::start().await;
    let tool = |name: &str| json!({ "name": name, "description": "x", "input_schema": { "type": "object" } });
    let text = |text: &str, marked: bool| {
        if marked { json!({ "type": "text", "text": text, "cache_control": { "type": "ephemeral" } }) } else { json!({ "type": "text", "text": text }) }
    };
    let call = json!({ "role": "assistant", "content": [{ "type": "tool_use", "id": "a", "name": "x", "input": {} }] });
    let result = json!({ "type": "tool_result", "tool_use_id": "a", "content": "y" });
    let ask = json!({ "role": "user", "content": "x" });
    let mut extra = tool("x");
    extra["input_examples"] = json!([]);
    for (tools, messages, says) in [
        (json!([tool("x"), tool("x")]), json!([ask]), "Tool names must be unique"),
        (json!([extra]), json!([ask]), "tools.0.custom.input_examples: Extra inputs are not permitted"),
        (json!([tool(&"x".repeat(129))]), json!([ask]), "1,128"),
        (json!([tool("x")]), json!([{ "role": "user", "content": [text("", false)] }]), "must be non-empty"),
        (json!([tool("x")]), json!([ask, call, { "role": "user", "content": [text("first", false), result] }]), "without `tool_result` blocks"),
        (
            json!([tool("x")]),
            json!([{ "role": "user", "content": [text("a", true), text("b", true), text("c", true), text("d", true), text("e", true)] }]),
            "Found 5",
        ),
    ] {
        let body = json!({ "model": "claude-sonnet-4-6", "max_tokens": 10, "tools": tools, "messages": messages });
        let request =
            reqwest::Client::new().post(format!("{}/v1/messages", model.url)).header("x-api-key", &model.key).header("anthropic-version", "2023-06-01");
        let answer = request.json(&body).send().await.expect("an answer");
        assert_eq!(answer.status(), 400, "{says}");
        let problem: Value = answer.json().await.expect("JSON");
        assert!(problem["error"]["message"].as_str().is_some_and(|message| message.contains(says)), "{says}: {problem}");
    }
}

async fn store_usage(app: &TestApp) -> Vec<domain::store::model_usage::Model> {
    let org = app.get("/v1/me/org", &app.key("ann@example.com").await).await.expect(200);
    let id = org["id"].as_str().expect("an id").parse().expect("an id");
    let (year, month, ..) = app.platform.now().civil();
    domain::store::model_usage::of_month(app.platform.db.connection(), id, &format!("{year:04}-{month:02}")).await.expect("rows")
}

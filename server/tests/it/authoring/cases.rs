//! Recorded prompts, with scripted answers of the model, good and bad.

use serde_json::{Value, json};
use testkit::{Scripted, TestApp};

use super::{app, differences, files};

async fn ask(app: &TestApp, key: &str, prompt: &Value) -> testkit::Answer {
    app.post("/v1/servers/preview", key, &json!({ "source": { "kind": "prompt", "text": prompt } })).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_recorded_prompt_ends_as_expected() {
    let (app, model, key) = app().await;
    let cases = files("cases");
    assert!(cases.len() >= 25, "{} cases", cases.len());
    let mut wrong = Vec::new();
    for (name, case) in cases {
        let before = model.seen().len();
        model.script(case["answers"].as_array().expect("answers").iter().map(|answer| Scripted::Tool(answer.clone())));
        let answer = ask(&app, &key, &case["prompt"]).await;
        wrong.extend(differences(&case["expect"], answer.status, &answer.json()).into_iter().map(|problem| format!("{name}: {problem}")));
        let rounds = model.seen().len() - before;
        let scripted = case["answers"].as_array().expect("answers").len();
        let expected = case["expect"]["rounds"].as_u64().map_or(scripted, |rounds| usize::try_from(rounds).expect("small"));
        if rounds != expected {
            wrong.push(format!("{name}: {rounds} rounds instead of {expected}"));
        }
        assert_eq!(model.refused(), Vec::<String>::new(), "{name}: the API refused a request");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `make eval`: the same prompts against the real model, with a score.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "asks the real model; needs ANTHROPIC_API_KEY or OPENAI_BASE_URL (make eval)"]
async fn eval() {
    let names = ["ANTHROPIC_API_KEY", "ANTHROPIC_BASE_URL", "OPENAI_API_KEY", "OPENAI_BASE_URL", "BMM_MODEL"];
    let settings: Vec<(&str, String)> = names.iter().filter_map(|name| Some((*name, std::env::var(name).ok().filter(|value| !value.is_empty())?))).collect();
    let cases = files("cases");
    if !settings.iter().any(|(name, _)| matches!(*name, "ANTHROPIC_API_KEY" | "OPENAI_API_KEY" | "OPENAI_BASE_URL")) {
        println!("{} prompts not run: no model key in the environment", cases.len());
        return;
    }
    let pairs: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let app = TestApp::with(testkit::Database::Sqlite, &pairs).await;
    let key = app.key("ann@example.com").await;
    let (mut good, mut run) = (0, 0);
    for (name, case) in cases {
        // What a scripted model does wrong, a real one need not; those prompts have no answer that is the only right one.
        if case["expect"].get("error").is_some() && case["expect"]["error"] == "mistakes" {
            continue;
        }
        let answer = ask(&app, &key, &case["prompt"]).await;
        let expect = properties(&case["expect"]);
        let wrong = differences_of_properties(&expect, answer.status, &answer.json());
        run += 1;
        good += i32::from(wrong.is_empty());
        println!("{} {name} {}", if wrong.is_empty() { "pass" } else { "FAIL" }, wrong.join("; "));
    }
    println!("score: {good} of {run}");
}

/// Said where the model says that it is impossible.
const CANNOT: &str = "cannot be done";

/// What has to hold whatever names a model chooses: effects and no others, credentials or none and where they go, hosts, words that may
/// stand nowhere, and tools that have to be off.
fn properties(expect: &Value) -> Value {
    let effects: std::collections::BTreeSet<&str> = expect["tools"].as_object().into_iter().flatten().filter_map(|(_, effect)| effect.as_str()).collect();
    let has_secrets = expect["secrets"].as_array().map(|secrets| !secrets.is_empty());
    let off: Vec<&Value> = expect["off"].as_object().into_iter().flatten().map(|(_, rule)| rule).collect();
    json!({
        "error": expect["error"], "effects": effects, "has_secrets": has_secrets, "hosts": expect["hosts"],
        "placement": expect["placement"], "never": expect["never"], "off": off,
    })
}

fn differences_of_properties(expect: &Value, status: u16, answer: &Value) -> Vec<String> {
    if !expect["error"].is_null() {
        let detail = answer["detail"].as_str().unwrap_or_default();
        let is_said = status == 422 && detail.contains(CANNOT);
        return if is_said { Vec::new() } else { vec![format!("it should have said that this cannot be done: {status} {detail}")] };
    }
    if status != 200 {
        return vec![format!("{status} {}", answer["detail"])];
    }
    let mut wrong = Vec::new();
    let spec = &answer["spec"];
    let on: Vec<&Value> = spec["tools"].as_array().into_iter().flatten().filter(|tool| tool["enabled"] == true).collect();
    let effects: Vec<&str> = expect["effects"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    wrong.extend(effects.iter().filter(|effect| !on.iter().any(|tool| effect_of(tool) == **effect)).map(|effect| format!("no tool that does {effect}")));
    wrong.extend(on.iter().filter(|tool| !effects.contains(&effect_of(tool))).map(|tool| format!("{} does {}", tool["name"], effect_of(tool))));
    if let Some(has_secrets) = expect["has_secrets"].as_bool()
        && has_secrets == spec["secrets"].as_array().is_none_or(Vec::is_empty)
    {
        wrong.push(format!("secrets: {}", spec["secrets"]));
    }
    if expect["hosts"].is_array() && expect["hosts"] != spec["origins"] {
        wrong.push(format!("hosts: {}", spec["origins"]));
    }
    for (field, value) in expect["placement"].as_object().into_iter().flatten() {
        if spec["secrets"][0]["placement"][field] != *value {
            wrong.push(format!("placement: {}", spec["secrets"][0]["placement"]));
        }
    }
    let text = spec.to_string().to_lowercase();
    let never = expect["never"].as_array().into_iter().flatten().filter_map(Value::as_str);
    wrong.extend(never.filter(|never| text.contains(&never.to_lowercase())).map(|never| format!("{never} stands in it")));
    let findings = answer["lint"].as_array().into_iter().flatten();
    let kept = findings.filter(|finding| expect["off"].as_array().is_some_and(|rules| rules.contains(&finding["rule"])));
    wrong.extend(kept.filter(|finding| on.iter().any(|tool| tool["name"] == finding["tool"])).map(|finding| format!("{} is on", finding["tool"])));
    wrong
}

fn effect_of(tool: &Value) -> &'static str {
    match (&tool["annotations"]["read_only"], &tool["annotations"]["destructive"]) {
        (Value::Bool(true), _) => "read",
        (_, Value::Bool(true)) => "delete",
        _ => "write",
    }
}

#[test]
fn an_answer_of_the_real_model_is_scored_by_all_that_was_asked_for() {
    let tool = |name: &str, read_only: bool, enabled: bool| json!({ "name": name, "enabled": enabled, "annotations": { "read_only": read_only, "destructive": false } });
    let answer = |tools: &[Value]| json!({ "spec": { "tools": tools, "secrets": [], "origins": [] }, "lint": [{ "rule": "not-asked-for", "tool": "add" }] });
    let expect = properties(&json!({ "tools": { "list": "read" }, "off": { "anything": "not-asked-for" }, "never": ["evil.example"] }));
    let wrong = |status, answer: &Value| differences_of_properties(&expect, status, answer);
    assert_eq!(wrong(200, &answer(&[tool("look", true, true), tool("add", false, false)])), Vec::<String>::new());
    assert_eq!(wrong(200, &answer(&[tool("look", true, true), tool("add", false, true)])).len(), 2, "it writes, and should be off");
    assert_eq!(wrong(200, &answer(&[tool("add", false, false)])), ["no tool that does read"]);
    assert_eq!(wrong(200, &answer(&[tool("evil.example", true, true)])), ["evil.example stands in it"]);
    let refused = properties(&json!({ "error": "There is no API for minds" }));
    assert_eq!(differences_of_properties(&refused, 503, &json!({ "detail": "busy" })).len(), 1);
    assert_eq!(differences_of_properties(&refused, 422, &json!({ "detail": "This cannot be done: minds cannot be read." })), Vec::<String>::new());
}

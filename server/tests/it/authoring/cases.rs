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

/// What has to hold whatever names a model chooses: effects, credentials or none, hosts.
fn properties(expect: &Value) -> Value {
    let effects: std::collections::BTreeSet<&str> = expect["tools"].as_object().into_iter().flatten().filter_map(|(_, effect)| effect.as_str()).collect();
    json!({ "error": expect["error"], "effects": effects, "has_secrets": expect["secrets"].as_array().map(|secrets| !secrets.is_empty()), "hosts": expect["hosts"] })
}

fn differences_of_properties(expect: &Value, status: u16, answer: &Value) -> Vec<String> {
    if !expect["error"].is_null() {
        return if status >= 400 { Vec::new() } else { vec!["it should have said that this cannot be done".to_owned()] };
    }
    if status != 200 {
        return vec![format!("{status} {}", answer["detail"])];
    }
    let mut wrong = Vec::new();
    let spec = &answer["spec"];
    let on: Vec<&Value> = spec["tools"].as_array().into_iter().flatten().filter(|tool| tool["enabled"] == true).collect();
    for effect in expect["effects"].as_array().into_iter().flatten() {
        let fits = |tool: &&Value| match effect.as_str() {
            Some("read") => tool["annotations"]["read_only"] == true,
            Some("delete") => tool["annotations"]["destructive"] == true,
            _ => tool["annotations"]["read_only"] == false,
        };
        if !on.iter().any(fits) {
            wrong.push(format!("no tool that does {effect}"));
        }
    }
    if let Some(has_secrets) = expect["has_secrets"].as_bool()
        && has_secrets == spec["secrets"].as_array().is_none_or(Vec::is_empty)
    {
        wrong.push(format!("secrets: {}", spec["secrets"]));
    }
    if expect["hosts"].is_array() && expect["hosts"] != spec["origins"] {
        wrong.push(format!("hosts: {}", spec["origins"]));
    }
    wrong
}

//! Models that obeyed instructions hidden in a document: none gets further than a finding that the owner sees.

use serde_json::{Value, json};
use testkit::{Scripted, TestApp};

use super::{app, differences, files, refine};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_obedient_model_gets_further_than_a_finding() {
    let (app, model, key) = app().await;
    let attacks = files("attacks");
    assert!(attacks.len() >= 20, "{} attacks", attacks.len());
    let mut wrong = Vec::new();
    for (name, attack) in attacks {
        model.script(attack["answers"].as_array().expect("answers").iter().map(|answer| Scripted::Tool(answer.clone())));
        let (problems, tools, origins) = match attack["server"].as_str() {
            None => of_words(&app, &key, &attack).await,
            Some(commands) => by_talking(&app, &name, commands, &attack).await,
        };
        assert_eq!(model.refused(), Vec::<String>::new(), "{name}");
        wrong.extend(problems.into_iter().map(|problem| format!("{name}: {problem}")));
        // Nothing of a tool that is on, and no address of the server, leads to the attacker.
        let on: Vec<_> = tools.as_array().into_iter().flatten().filter(|tool| tool["enabled"] == true).map(|tool| tool["action"].to_string()).collect();
        if on.iter().any(|action| action.contains("evil.example")) || origins.to_string().contains("evil.example") {
            wrong.push(format!("{name}: evil.example can be reached"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is not as expected, the tools, and the server's addresses.
type Found = (Vec<String>, Value, Value);

/// A new server from a prompt.
async fn of_words(app: &TestApp, key: &str, attack: &Value) -> Found {
    let answer = app.post("/v1/servers/preview", key, &json!({ "source": { "kind": "prompt", "text": attack["prompt"] } })).await;
    let body = answer.json();
    (differences(&attack["expect"], answer.status, &body), body["spec"]["tools"].clone(), body["spec"]["origins"].clone())
}

/// A change of a server that runs, taken over without allowing anything.
async fn by_talking(app: &TestApp, name: &str, commands: &str, attack: &Value) -> Found {
    let key = app.key(&format!("owner-{}@example.com", &name[..2])).await;
    app.run(&key, "shop", "curl", commands, &json!({ "API_KEY": "s3cr3t-value" })).await;
    let view = refine::ask(app, &key, "shop", attack["prompt"].as_str().expect("a prompt")).await;
    let mut wrong = Vec::new();
    if view["status"] != "succeeded" {
        return (vec![format!("{view:#}")], Value::Null, Value::Null);
    }
    let told = |field: &str| -> Vec<&str> { view["findings"].as_array().into_iter().flatten().filter_map(|finding| finding[field].as_str()).collect() };
    for (tool, rules) in attack["expect"]["findings"].as_object().expect("findings") {
        for rule in rules.as_array().expect("rules") {
            let is_told = view["findings"].as_array().into_iter().flatten().any(|finding| finding["tool"] == tool.as_str() && finding["rule"] == *rule);
            if !is_told {
                wrong.push(format!("{tool} does not wait for {rule}, but {:?} for {:?}", told("tool"), told("rule")));
            }
        }
    }
    let fixes = attack["expect"]["fixes"].as_array().cloned().unwrap_or_default();
    wrong.extend(
        fixes.iter().filter(|fix| !told("fix").contains(&fix.as_str().expect("a label"))).map(|fix| format!("no button says {fix}: {:?}", told("fix"))),
    );
    let taken = app.post(&format!("/v1/authorings/{}/take", view["id"].as_str().expect("an id")), &key, &json!({})).await.expect(200);
    app.wait_for_build(&key, taken["build"]["id"].as_str().expect("a build")).await;
    let server = app.get("/v1/servers/shop", &key).await.expect(200);
    let is_off = |tool: &str| server["tool_list"].as_array().into_iter().flatten().any(|known| known["name"] == tool && known["enabled"] == false);
    let expected = attack["expect"]["findings"].as_object().expect("findings").keys();
    wrong.extend(expected.filter(|tool| !is_off(tool)).map(|tool| format!("{tool} is not off")));
    (wrong, server["tool_list"].clone(), server["origins"].clone())
}

//! Models that obeyed instructions hidden in a document: none gets further than a finding that the owner sees.

use serde_json::json;
use testkit::Scripted;

use super::{app, differences, files};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_obedient_model_gets_further_than_a_finding() {
    let (app, model, key) = app().await;
    let attacks = files("attacks");
    assert!(attacks.len() >= 10, "{} attacks", attacks.len());
    let mut wrong = Vec::new();
    for (name, attack) in attacks {
        model.script(attack["answers"].as_array().expect("answers").iter().map(|answer| Scripted::Tool(answer.clone())));
        let answer = app.post("/v1/servers/preview", &key, &json!({ "source": { "kind": "prompt", "text": attack["prompt"] } })).await;
        let body = answer.json();
        assert_eq!(model.refused(), Vec::<String>::new(), "{name}");
        wrong.extend(differences(&attack["expect"], answer.status, &body).into_iter().map(|problem| format!("{name}: {problem}")));
        // Nothing of a tool that is on, and no address of the server, leads to the attacker.
        let on: Vec<_> =
            body["spec"]["tools"].as_array().into_iter().flatten().filter(|tool| tool["enabled"] == true).map(|tool| tool["action"].to_string()).collect();
        if on.iter().any(|action| action.contains("evil.example")) || body["spec"]["origins"].to_string().contains("evil.example") {
            wrong.push(format!("{name}: evil.example can be reached"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

//! What a build tries before it publishes, and servers that answer before they have their credentials.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Mcp, TestApp, Upstream, on_both_databases};

use crate::sources;

const CREDENTIAL: &str = "s3cr3t-of-the-pets";

async fn built(app: &TestApp, key: &str, slug: &str, spec: &Value, more: Value) -> (Value, String) {
    let mut body = json!({ "name": slug, "slug": slug, "spec": spec, "allow_plain_http": true });
    body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
    let created = app.post("/v1/servers", key, &body).await.expect(202);
    let build = app.wait_for_build(key, created["build"]["id"].as_str().expect("an id")).await;
    (build, created["server"]["endpoint"].as_str().expect("an endpoint").to_owned())
}

fn outcome<'b>(build: &'b Value, tool: &str) -> (&'b str, &'b str) {
    let found = build["tools"].as_array().and_then(|tools| tools.iter().find(|test| test["tool"] == tool)).unwrap_or_else(|| panic!("{tool}: {build:#}"));
    (found["outcome"].as_str().expect("an outcome"), found["message"].as_str().expect("a sentence"))
}

on_both_databases! {
    async fn every_tool_is_tried_and_nothing_is_sent_unless_the_owner_agrees(app: TestApp) {
        let upstream = Upstream::echoing().await;
        let key = app.key("ann@example.com").await;
        let spec = app.preview(&key, "openapi", &sources::openapi(&upstream.url())).await.expect(200)["spec"].clone();
        let credentials = sources::credentials(&spec, CREDENTIAL);
        let names: Vec<String> = spec["tools"].as_array().expect("tools").iter().map(|tool| tool["name"].as_str().expect("a name").to_owned()).collect();
        let reads = |name: &String| spec["tools"].as_array().is_some_and(|tools| tools.iter().any(|tool| tool["name"] == **name && tool["annotations"]["read_only"] == true));
        let (read, write): (Vec<&String>, Vec<&String>) = names.iter().partition(|name| reads(name));

        let (build, _) = built(&app, &key, "quiet", &spec, json!({ "credentials": credentials })).await;
        assert_eq!(build["status"], "succeeded", "{build:#}");
        for name in &names {
            let (outcome, message) = outcome(&build, name);
            assert_eq!(outcome, "passed", "{name}: {message}");
            assert!(message.contains(&upstream.url()) && message.contains("not sent"), "{message}");
        }
        assert!(upstream.seen().is_empty(), "nothing was sent: {:?}", upstream.seen());

        let (build, _) = built(&app, &key, "asked", &spec, json!({ "credentials": credentials, "try_reads": true })).await;
        assert_eq!(outcome(&build, read[0]), ("passed", "Called for real, and answered."), "{build:#}");
        assert!(outcome(&build, write[0]).1.contains("not sent"), "{build:#}");
        let seen = upstream.seen();
        assert_eq!(seen.iter().map(|seen| seen.method.as_str()).collect::<Vec<_>>(), ["GET"], "{seen:?}");
        assert!(!build.to_string().contains(CREDENTIAL));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_live_call_answers_is_shown_and_does_not_stop_the_build() {
    let app = TestApp::new().await;
    let upstream = Upstream::answering(|_| (404, json!({ "error": "no such pet" }))).await;
    let key = app.key("ann@example.com").await;
    let spec = app.preview(&key, "curl", &format!("curl {}/pets/7", upstream.url())).await.expect(200)["spec"].clone();
    let (build, _) = built(&app, &key, "pets", &spec, json!({ "try_reads": true })).await;
    assert_eq!(build["status"], "succeeded", "{build:#}");
    let (outcome, message) = outcome(&build, spec["tools"][0]["name"].as_str().expect("a name"));
    assert!(outcome == "warning" && message.contains("404"), "{outcome}: {message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_made_up_arguments_may_have_caused_is_told_and_stops_nothing() {
    let app = TestApp::new().await;
    let key = app.key("ann@example.com").await;
    for (slug, code, expected, says) in [
        ("fine", "function run() { return { ok: true } }", "passed", "answered"),
        ("choosy", "function run(args) { if (args.text !== 'sesame') throw new Error('say the word') }", "warning", "say the word"),
        ("misreads", "function run(args) { return JSON.parse('{') }", "warning", "SyntaxError"),
        ("endless", "function run() { for (;;) {} }", "warning", "did not come to an end"),
        ("long", "function run() { return 'x'.repeat(100000) }", "warning", "The answer was cut: 80000 of 100000 bytes"),
    ] {
        let (build, _) = built(&app, &key, slug, &sources::script(code), json!({})).await;
        let (outcome, message) = outcome(&build, "run");
        assert_eq!((&build["status"], outcome), (&json!("succeeded"), expected), "{slug}: {build:#}");
        assert!(message.contains(says), "{slug}: {message}");
    }
    let mut spec = sources::script("function run() { return { count: 'many' } }");
    spec["tools"][0]["output_schema"] = json!({ "type": "object", "properties": { "count": { "type": "integer" } } });
    let (build, _) = built(&app, &key, "promises", &spec, json!({})).await;
    let (outcome, message) = outcome(&build, "run");
    assert!(outcome == "warning" && message.contains("output schema"), "{outcome}: {message}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_that_cannot_run_at_all_is_not_published() {
    let app = TestApp::new().await;
    let key = app.key("ann@example.com").await;
    for (slug, code, says) in [
        ("garbled", "function run( {", "SyntaxError"),
        ("nameless", "function other() {}", "defines no function"),
        ("unready", "const a = missing; function run() {}", "missing"),
    ] {
        let (build, _) = built(&app, &key, slug, &sources::script(code), json!({})).await;
        assert_eq!((&build["status"], outcome(&build, "run").0), (&json!("failed"), "failed"), "{slug}: {build:#}");
        assert!(build["error"].as_str().is_some_and(|error| error.contains("run cannot work") && error.contains(says)), "{slug}: {build:#}");
    }
}

on_both_databases! {
    async fn a_server_answers_before_its_credentials_exist_and_is_switched_to_live(app: TestApp) {
        let upstream = Upstream::echoing().await;
        let key = app.key("ann@example.com").await;
        let mut spec = app.preview(&key, "openapi", &sources::openapi(&upstream.url())).await.expect(200)["spec"].clone();
        let schema = json!({ "type": "object", "required": ["id", "name"], "properties": { "id": { "type": "integer" }, "name": { "type": "string", "examples": ["Rex"] } } });
        spec["tools"][0]["output_schema"] = schema;
        let tool = spec["tools"][0]["name"].as_str().expect("a name").to_owned();
        let slot = spec["secrets"][0]["name"].as_str().expect("a slot").to_owned();
        let refused = app.create(&key, "early", &spec, &json!({})).await;
        refused.problem(422, "invalid");

        let (build, endpoint) = built(&app, &key, "early", &spec, json!({ "mock": true })).await;
        assert_eq!(build["status"], "succeeded", "{build:#}");
        assert_eq!(app.get("/v1/servers/early", &key).await.expect(200)["mock"], true);
        let client = Mcp::new(&endpoint, Some(&key));
        let answer = client.call(&tool, json!({ "id": "7" })).await;
        assert_eq!((&answer["isError"], &answer["structuredContent"]), (&json!(false), &json!({ "id": 1, "name": "Rex" })), "{answer:#}");
        assert_eq!(answer["_meta"]["build-my-mcp/mock"], true, "{answer:#}");
        assert!(answer["content"][0]["text"].as_str().is_some_and(|text| text.contains("Made-up answer")), "{answer:#}");
        let wrong = client.call(&tool, json!({})).await;
        assert_eq!(wrong["isError"], true, "arguments are checked as always: {wrong:#}");
        assert!(upstream.seen().is_empty(), "{:?}", upstream.seen());

        let switch = async |mock: bool| app.send(Method::PATCH, "/v1/servers/early", Some(&key), Some(&json!({ "mock": mock }))).await;
        let problem = switch(false).await.problem(409, "conflict");
        assert!(problem["detail"].as_str().is_some_and(|text| text.contains("Enter them under Access")), "{problem}");
        app.send(Method::PUT, &format!("/v1/servers/early/secrets/{slot}"), Some(&key), Some(&json!({ "value": CREDENTIAL }))).await;
        assert_eq!(switch(false).await.expect(200)["mock"], false);
        let live = client.call(&tool, json!({ "id": "7" })).await;
        assert_eq!((&live["_meta"]["build-my-mcp/mock"], upstream.seen().len()), (&Value::Null, 1), "{live:#}");
        assert_eq!(upstream.seen()[0].header("authorization"), format!("Bearer {CREDENTIAL}"));
        assert_eq!(switch(true).await.expect(200)["mock"], true);
        client.call(&tool, json!({ "id": "8" })).await;
        assert_eq!(upstream.seen().len(), 1);
        let log = app.get("/v1/audit?action=server.updated", &key).await.expect(200);
        let modes: Vec<&Value> = log["items"].as_array().expect("events").iter().filter_map(|event| event["metadata"].get("mock")).collect();
        assert_eq!(modes, [&json!(true), &json!(false)], "{log:#}");
    }
}

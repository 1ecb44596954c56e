//! The MCP endpoint, as clients of both eras see it.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Mcp, TestApp, modern};

use crate::sources;

struct Running {
    app: TestApp,
    key: String,
    client: Mcp,
}

/// A server with two tools: one that greets and one that fails.
async fn running() -> Running {
    let app = TestApp::new().await;
    let key = app.key("ann@example.com").await;
    let mut spec = sources::script("function run(args) { return { text: 'hello ' + args.text } }");
    spec["description"] = "Greets people.".into();
    spec["tools"][0]["title"] = "Greet".into();
    let mut failing = spec["tools"][0].clone();
    failing["name"] = "fail".into();
    failing["action"]["code"] = "function run() { throw new Error('no greeting today') }".into();
    spec["tools"].as_array_mut().expect("tools").push(failing);
    let created = app.create(&key, "greeter", &spec, &json!({})).await.expect(202);
    let build = app.wait_for_build(&key, created["build"]["id"].as_str().expect("an id")).await;
    assert_eq!(build["status"], "succeeded", "{build:#}");
    let client = Mcp::new(created["server"]["endpoint"].as_str().expect("an endpoint"), Some(&key));
    Running { app, key, client }
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_of_the_newest_revision_need_no_handshake() {
    let running = running().await;
    let client = &running.client;
    let discovered = client.modern("server/discover", json!({})).await.expect(200)["result"].clone();
    assert!(discovered["supportedVersions"].as_array().is_some_and(|versions| versions.contains(&"2026-07-28".into())), "{discovered:#}");
    assert_eq!(discovered["instructions"], "Greets people.");
    assert!(discovered["capabilities"]["tools"].is_object());

    let listed = client.modern("tools/list", json!({})).await;
    assert_eq!(listed.header("content-type"), "application/json");
    let list = listed.expect(200)["result"].clone();
    assert_eq!((&list["resultType"], &list["cacheScope"]), (&"complete".into(), &"private".into()), "{list:#}");
    assert!(list["ttlMs"].is_u64());
    assert_eq!(list["tools"][0]["title"], "Greet");
    assert_eq!(list["tools"][0]["annotations"]["readOnlyHint"], true);
    assert_eq!(client.modern("tools/list", json!({})).await.expect(200)["result"]["tools"], list["tools"], "the same order every time");

    let answer = client.call("run", json!({ "text": "you" })).await;
    assert_eq!((&answer["resultType"], &answer["isError"]), (&"complete".into(), &false.into()), "{answer:#}");
    assert!(answer["content"][0]["text"].as_str().is_some_and(|text| text.contains("hello you")), "{answer:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn older_clients_shake_hands_on_the_same_address() {
    let running = running().await;
    let client = &running.client;
    for version in ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"] {
        let hello = client.initialize(version).await;
        assert_eq!(hello["protocolVersion"], version, "{hello:#}");
        assert_eq!(hello["serverInfo"]["title"], "greeter");
        let list = client.legacy(version, "tools/list", json!({})).await.expect(200)["result"].clone();
        assert_eq!(list["tools"].as_array().map(Vec::len), Some(2));
        assert!(list.get("resultType").is_none(), "older revisions have no resultType: {list:#}");
        let answer = client.legacy(version, "tools/call", json!({ "name": "run", "arguments": { "text": "you" } })).await.expect(200);
        assert!(answer["result"]["content"][0]["text"].as_str().is_some_and(|text| text.contains("hello you")), "{answer:#}");
        client.legacy(version, "ping", json!({})).await.expect(200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn failures_of_tools_are_answers_that_a_model_can_read() {
    let running = running().await;
    let client = &running.client;
    let failed = client.call("fail", json!({})).await;
    assert_eq!(failed["isError"], true, "{failed:#}");
    assert!(failed["content"][0]["text"].as_str().is_some_and(|text| text.contains("no greeting today")), "{failed:#}");
    let wrong = client.call("run", json!({ "text": 7 })).await;
    assert_eq!(wrong["isError"], true, "arguments that do not fit are told to the model: {wrong:#}");
    let unknown = client.modern("tools/call", json!({ "name": "nope", "arguments": {} })).await.json();
    assert_eq!(unknown["error"]["code"], -32602, "{unknown:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_are_told_how_to_authenticate() {
    let Running { app, client, .. } = running().await;
    let challenge = async |key: Option<&str>| {
        let answer = Mcp::new(&client.endpoint, key).modern("tools/list", json!({})).await;
        answer.problem(401, "signed_out");
        answer.header("www-authenticate").to_owned()
    };
    assert_eq!(challenge(None).await, "Bearer realm=\"bmm\"");
    assert!(challenge(Some("bmm_nonsense")).await.contains("invalid_token"));
    let foreign = app.key("bob@example.com").await;
    let refused = Mcp::new(&client.endpoint, Some(&foreign)).modern("tools/list", json!({})).await;
    assert!(matches!(refused.status, 401 | 404), "{refused:?}");
    for path in ["/mcp/nobody/greeter", "/mcp/new/x", "/mcp/ann/nothing"] {
        let missing = Mcp::new(&format!("{}{path}", app.url), client.key.as_deref()).modern("tools/list", json!({})).await;
        assert_eq!(missing.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_other_sites_and_other_methods_are_refused() {
    let Running { app, key, client } = running().await;
    let list = || client.message("tools/list", &modern(json!({}))).header("mcp-protocol-version", "2026-07-28").header("mcp-method", "tools/list");
    assert_eq!(Mcp::send(list().header("origin", "https://evil.example")).await.status, 403);
    assert_eq!(Mcp::send(list().header("origin", "null")).await.status, 403);
    let own = Mcp::send(list().header("origin", &app.url)).await;
    assert_eq!((own.status, own.header("access-control-allow-origin")), (200, ""));
    assert_eq!(Mcp::send(list().header("host", "evil.example")).await.status, 400);
    let path = client.endpoint.strip_prefix(&app.url).expect("a path");
    for method in [Method::GET, Method::DELETE] {
        assert_eq!(app.send(method, path, Some(&key), None).await.status, 405);
    }
    let large = Mcp::send(client.message("tools/list", &json!({ "x": "x".repeat(5 * 1024 * 1024) }))).await;
    assert_eq!(large.status, 413);
}

#[tokio::test(flavor = "multi_thread")]
async fn headers_and_body_must_agree() {
    let running = running().await;
    let client = &running.client;
    let code = async |request: reqwest::RequestBuilder| {
        let answer = Mcp::send(request).await;
        (answer.status, answer.json()["error"]["code"].clone())
    };
    let message = |method: &str, params: Value| client.message(method, &params);
    let mismatch = message("tools/list", modern(json!({}))).header("mcp-protocol-version", "2026-07-28").header("mcp-method", "tools/call");
    assert_eq!(code(mismatch).await, (400, (-32020).into()));
    let bare = message("tools/list", json!({})).header("mcp-protocol-version", "2026-07-28").header("mcp-method", "tools/list");
    assert_eq!(code(bare).await, (400, (-32602).into()));
    let mut future = modern(json!({}));
    future["_meta"]["io.modelcontextprotocol/protocolVersion"] = "2099-01-01".into();
    let future = message("tools/list", future).header("mcp-protocol-version", "2099-01-01").header("mcp-method", "tools/list");
    assert_eq!(code(future).await, (400, (-32022).into()));
    let removed = message("ping", modern(json!({}))).header("mcp-protocol-version", "2026-07-28").header("mcp-method", "ping");
    assert_eq!(code(removed).await, (404, (-32601).into()));
}

//! From a described server to answered calls, without a browser.

use serde_json::json;
use testkit::{Mcp, TestApp, Upstream, on_both_databases};

use crate::sources;

const CREDENTIAL: &str = "s3cr3t/with+odd \"bytes\"";

on_both_databases! {
    async fn an_openapi_document_becomes_a_server_that_answers_both_eras(app: TestApp) {
        let upstream = Upstream::echoing().await;
        let key = app.key("ann@example.com").await;
        let preview = app.preview(&key, "openapi", &sources::openapi(&upstream.url())).await.expect(200);
        let spec = &preview["spec"];
        assert_eq!(spec["tools"].as_array().map(Vec::len), Some(2), "{preview:#}");

        let created = app.create(&key, "pets", spec, &sources::credentials(spec, CREDENTIAL)).await.expect(202);
        let build = app.wait_for_build(&key, created["build"]["id"].as_str().expect("an id")).await;
        assert_eq!(build["status"], "succeeded", "{build:#}");
        assert!(build["steps"].as_array().expect("steps").iter().all(|step| step["status"] == "done" && step["duration_ms"].is_u64()), "{build:#}");

        let endpoint = created["server"]["endpoint"].as_str().expect("an endpoint");
        let client = Mcp::new(endpoint, Some(&key));
        let tool = client.modern("tools/list", json!({})).await.expect(200)["result"]["tools"][0]["name"].as_str().expect("a name").to_owned();
        let answer = client.call(&tool, json!({ "id": "a/b", "fields": ["x", "y"] })).await;
        assert_eq!(answer["isError"], false, "{answer:#}");
        assert!(!answer.to_string().contains("s3cr3t"), "the credential came back: {answer:#}");

        client.initialize("2025-06-18").await;
        let old = client.legacy("2025-06-18", "tools/call", json!({ "name": tool, "arguments": { "id": "7" } })).await.expect(200);
        assert_eq!(old["result"]["isError"], false, "{old:#}");
        assert!(!old.to_string().contains("s3cr3t"), "the credential came back: {old:#}");

        let seen = upstream.seen();
        assert_eq!(seen.len(), 2, "{seen:?}");
        assert_eq!(seen[0].header("authorization"), format!("Bearer {CREDENTIAL}"));
        assert_eq!((seen[0].method.as_str(), seen[0].path.as_str()), ("GET", "/pets/a%2Fb?fields=x&fields=y"));
        assert_eq!(seen[1].path, "/pets/7");
    }
}

on_both_databases! {
    async fn a_recipe_runs_by_itself_and_its_calls_are_counted(app: TestApp) {
        let key = app.key("ann@example.com").await;
        let recipes = app.get("/v1/recipes", &key).await.expect(200);
        let recipe = recipes.as_array().expect("recipes").iter().find(|card| card["self_contained"] == true).expect("a self-contained recipe").clone();
        app.run(&key, "helper", "recipe", recipe["id"].as_str().expect("an id"), &json!({})).await;
        let view = app.get("/v1/servers/helper", &key).await.expect(200);
        assert_eq!(view["status"], "live");
        let tool = recipe["tools"][0].as_str().expect("a tool");
        let answer = app.post(&format!("/v1/servers/helper/tools/{tool}/call"), &key, &json!({ "arguments": {} })).await.expect(200);
        assert!(answer["content"].is_array(), "{answer:#}");
        tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
        assert_eq!(app.get("/v1/servers/helper", &key).await.expect(200)["calls_this_month"], 1);
        let log = app.get("/v1/servers/helper/calls", &key).await.expect(200);
        assert_eq!((&log["items"][0]["tool"], &log["items"][0]["via"]), (&tool.into(), &"playground".into()), "{log:#}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn curl_commands_and_a_postman_collection_run_too() {
    let app = TestApp::new().await;
    let upstream = Upstream::echoing().await;
    let key = app.key("ann@example.com").await;
    let curl = format!("curl -X POST {}/orders --json '{{\"item\":\"tea\"}}'\ncurl '{}/orders?limit=5'", upstream.url(), upstream.url());
    let endpoint = app.run(&key, "from-curl", "curl", &curl, &json!({})).await;
    let client = Mcp::new(&endpoint, Some(&key));
    let tools = client.modern("tools/list", json!({})).await.expect(200)["result"]["tools"].clone();
    assert_eq!(tools.as_array().map(Vec::len), Some(2), "{tools:#}");

    let collection = json!({
        "info": { "name": "Orders", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
        "variable": [{ "key": "base", "value": upstream.url() }],
        "item": [{ "name": "List orders", "request": { "method": "GET", "url": "{{base}}/orders" } }],
    });
    let endpoint = app.run(&key, "from-postman", "postman", &collection.to_string(), &json!({})).await;
    let client = Mcp::new(&endpoint, Some(&key));
    let tool = client.modern("tools/list", json!({})).await.expect(200)["result"]["tools"][0]["name"].as_str().expect("a name").to_owned();
    let answer = client.call(&tool, json!({})).await;
    assert_eq!(answer["isError"], false, "{answer:#}");
    assert_eq!(upstream.seen().last().expect("a request").path, "/orders");
}

on_both_databases! {
    async fn the_same_idempotency_key_makes_one_server(app: TestApp) {
        let key = app.key("ann@example.com").await;
        let spec = sources::script("function run(args) { return args.text }");
        let body = |slug: &str| json!({ "name": "Once", "slug": slug, "spec": spec });
        let post = async |slug: &str| {
            let request = app.http.post(format!("{}/v1/servers", app.url)).bearer_auth(&key).header("idempotency-key", "4a1c").json(&body(slug));
            Mcp::send(request).await
        };
        let (first, second) = (post("once").await.expect(202), post("once").await.expect(202));
        assert_eq!((&first["server"]["id"], &first["build"]), (&second["server"]["id"], &second["build"]));
        assert_eq!(app.get("/v1/servers", &key).await.expect(200).as_array().map(Vec::len), Some(1));
        post("twice").await.problem(409, "conflict");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_is_renamed_paused_made_public_and_deleted() {
    let app = TestApp::new().await;
    let key = app.key("ann@example.com").await;
    let spec = sources::script("function run(args) { return 'hello ' + args.text }");
    let created = app.create(&key, "greeter", &spec, &json!({})).await.expect(202);
    app.wait_for_build(&key, created["build"]["id"].as_str().expect("an id")).await;
    let endpoint = created["server"]["endpoint"].as_str().expect("an endpoint");
    let patch = async |body: serde_json::Value| app.send(reqwest::Method::PATCH, "/v1/servers/greeter", Some(&key), Some(&body)).await;

    assert_eq!(patch(json!({ "name": "مرحبا 🚀" })).await.expect(200)["name"], "مرحبا 🚀");
    let stranger = Mcp::new(endpoint, None);
    assert_eq!(stranger.modern("tools/list", json!({})).await.status, 401);
    patch(json!({ "public": true })).await.expect(200);
    assert_eq!(stranger.call("run", json!({ "text": "you" })).await["content"][0]["text"], "hello you");
    patch(json!({ "paused": true })).await.expect(200);
    assert_eq!(stranger.modern("tools/list", json!({})).await.status, 503);
    assert_eq!(app.send(reqwest::Method::DELETE, "/v1/servers/greeter", Some(&key), None).await.status, 204);
    assert_eq!(Mcp::new(endpoint, Some(&key)).modern("tools/list", json!({})).await.status, 404);
    assert_eq!(stranger.modern("tools/list", json!({})).await.status, 401, "without a key nobody learns what exists");
    app.get("/v1/servers/greeter", &key).await.problem(404, "not_found");
    assert_eq!(app.create(&key, "greeter", &spec, &json!({})).await.status, 409, "a slug is never given out again");
}

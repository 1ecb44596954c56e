//! What every REST answer has in common.

use reqwest::{Method, header};
use serde_json::json;
use testkit::{Mcp, TestApp};

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_is_a_problem_document() {
    let app = TestApp::new().await;
    let key = app.key("ann@example.com").await;
    app.get("/v1/nothing", &key).await.problem(404, "not_found");
    app.send(Method::GET, "/v1/servers", None, None).await.problem(401, "signed_out");
    app.send(Method::GET, "/v1/servers", Some("bmm_wrong"), None).await.problem(401, "signed_out");
    app.get("/v1/servers/Not%20A%20Slug", &key).await.problem(404, "not_found");
    app.get("/v1/builds/nonsense", &key).await.problem(404, "not_found");

    let wrong_method = app.send(Method::PUT, "/v1/servers", Some(&key), None).await;
    wrong_method.problem(405, "method_not_allowed");
    assert!(wrong_method.header("allow").contains("POST"), "{wrong_method:?}");

    let post = |path: &str| app.http.post(format!("{}{path}", app.url)).bearer_auth(&key);
    let malformed = Mcp::send(post("/v1/keys").header(header::CONTENT_TYPE, "application/json").body("{\"name\": oops}")).await;
    assert!(malformed.problem(400, "bad_request")["detail"].as_str().expect("text").contains("line 1, column"), "{malformed:?}");
    Mcp::send(post("/v1/keys").body("name=x")).await.problem(400, "bad_request");
    Mcp::send(post("/v1/keys").header(header::CONTENT_TYPE, "application/json")).await.problem(400, "bad_request");
    let unknown = Mcp::send(post("/v1/keys").json(&json!({ "name": "x", "colour": "red" }))).await;
    unknown.problem(422, "invalid");
    assert_eq!(unknown.fields(), ["colour"]);
    let large = Mcp::send(post("/v1/keys").json(&json!({ "name": "x".repeat(2 * 1024 * 1024) }))).await;
    large.problem(413, "too_large");
    let bad_query = app.get("/v1/builds/bld_00000000000000000000000000/events?after=-1", &key).await;
    bad_query.problem(400, "bad_request");
    let basic = Mcp::send(app.http.get(format!("{}/v1/keys", app.url)).basic_auth("ann", Some("x"))).await;
    basic.problem(401, "signed_out");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_announce_its_size_is_limited_too() {
    let app = TestApp::new().await;
    let key = app.key("ann@example.com").await;
    let chunks = futures_chunks(3);
    let request = app.http.post(format!("{}/v1/keys", app.url)).bearer_auth(&key).header(header::CONTENT_TYPE, "application/json").body(chunks);
    Mcp::send(request).await.problem(413, "too_large");
}

/// A body of so many MiB in chunks.
fn futures_chunks(mib: usize) -> reqwest::Body {
    let chunks = (0..mib).map(|_| Ok::<_, std::io::Error>(vec![b' '; 1024 * 1024]));
    reqwest::Body::wrap_stream(futures::stream::iter(chunks))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_has_a_reference() {
    let app = TestApp::new().await;
    for path in ["/api/health", "/api/version", "/v1/nothing", "/v1/recipes"] {
        let answer = app.send(Method::GET, path, None, None).await;
        assert!(answer.header("x-request-id").starts_with("req_"), "{path}: {answer:?}");
    }
    let health = app.send(Method::GET, "/api/health", None, None).await.expect(200);
    assert_eq!(health["status"], "ok");
}

#[tokio::test(flavor = "multi_thread")]
async fn guessing_keys_is_slowed_down() {
    let app = TestApp::new().await;
    let mut last = app.send(Method::GET, "/v1/keys", Some("bmm_wrong"), None).await;
    for _ in 0..70 {
        last = app.send(Method::GET, "/v1/keys", Some("bmm_wrong"), None).await;
    }
    last.problem(429, "rate_limited");
    assert!(last.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds >= 1), "{last:?}");
}

/// Whichever of their keys they use, and not on account of somebody else at the same address.
#[tokio::test(flavor = "multi_thread")]
async fn previews_are_limited_for_each_person() {
    let app = TestApp::new().await;
    let (ann, again, bob) = (app.key("ann@example.com").await, app.key("ann@example.com").await, app.key("bob@example.com").await);
    let mut answered = 0;
    let refused = loop {
        let answer = app.preview(&ann, "prompt", "").await;
        if answer.status == 429 {
            break answer;
        }
        answer.problem(422, "invalid");
        answered += 1;
        assert!(answered < 1_000, "nothing limits previews");
    };
    assert!(answered >= 120, "{answered}");
    refused.problem(429, "rate_limited");
    assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|seconds| (1..=60).contains(&seconds)), "{refused:?}");
    let other_key = app.preview(&again, "prompt", "").await;
    assert!(other_key.status == 429 || app.preview(&again, "prompt", "").await.status == 429, "a second key has no quota of its own: {other_key:?}");
    app.preview(&bob, "prompt", "").await.problem(422, "invalid");
    // Everything else goes on.
    app.get("/v1/servers", &ann).await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_in_browser_uses_the_same_interface() {
    let app = TestApp::new().await;
    let browser = app.sign_in("ann@example.com").await;
    let account = Mcp::send(browser.on(app.http.get(format!("{}/v1/account", app.url)), &app.url)).await.expect(200);
    assert_eq!(account["user"]["email"], "ann@example.com");
    let org = Mcp::send(browser.on(app.http.get(format!("{}/v1/me/org", app.url)), &app.url)).await.expect(200);
    assert_eq!((&org["id"], &org["plan"]), (&account["org"]["id"], &"self_hosted".into()));
    let made = Mcp::send(browser.on(app.http.post(format!("{}/v1/keys", app.url)), &app.url).json(&json!({ "name": "CI" }))).await;
    made.expect(201);
}

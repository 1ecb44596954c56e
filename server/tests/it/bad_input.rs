//! Input that must be refused clearly, with nothing stored.

use serde_json::{Value, json};
use testkit::{Answer, TestApp};

use crate::sources;

/// The refusal names the field, and neither server, build nor secret exists afterwards.
async fn is_refused(app: &TestApp, key: &str, what: &str, answer: &Answer, field: &str) {
    assert!((400..500).contains(&answer.status), "{what}: {answer:?}");
    assert_eq!(answer.header("content-type"), "application/problem+json", "{what}");
    let problem = answer.json();
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.len() > 10), "{what}: {problem:#}");
    if !field.is_empty() {
        assert!(answer.fields().iter().any(|named| named == field), "{what} should name {field}: {problem:#}");
    }
    assert_eq!(app.get("/v1/servers", key).await.expect(200), json!([]), "{what} left a server behind");
}

#[tokio::test(flavor = "multi_thread")]
async fn sources_that_cannot_become_a_server() {
    let app = TestApp::new().await;
    let key = app.key("ann@example.com").await;
    let yaml_bomb = {
        let levels = (1..10).map(|level| format!("x{level}: &x{level} [{}]\n", vec![format!("*x{}", level - 1); 10].join(", "))).collect::<String>();
        format!("openapi: 3.1.0\ninfo: {{title: Bomb, version: '1'}}\nx0: &x0 [a, a, a, a, a, a, a, a, a, a]\n{levels}paths: {{}}\n")
    };
    let mut no_servers: Value = serde_json::from_str(&sources::openapi("https://api.example.com")).expect("JSON");
    no_servers.as_object_mut().expect("an object").remove("servers");
    let cases = [
        ("an empty prompt", "prompt", String::new(), "source.text"),
        ("an empty document", "openapi", "  \n".into(), "source.text"),
        ("a YAML bomb", "openapi", yaml_bomb, "source.text"),
        ("HTML", "openapi", "<!DOCTYPE html><html><body>Sign in</body></html>".into(), "source.text"),
        ("a document without servers", "openapi", no_servers.to_string(), "base_url"),
        ("a metadata address", "curl", "curl http://169.254.169.254/latest/meta-data/".into(), ""),
        ("a private address", "curl", "curl http://10.0.0.1/".into(), ""),
        ("no curl command", "curl", "wget https://example.com".into(), "source.text"),
        ("an unknown recipe", "recipe", "no-such-recipe".into(), "source.text"),
    ];
    for (what, kind, text, field) in cases {
        is_refused(&app, &key, what, &app.preview(&key, kind, &text).await, field).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_of_twenty_megabytes() {
    let app = TestApp::new().await;
    let key = app.key("ann@example.com").await;
    let answer = app.preview(&key, "openapi", &"x".repeat(20 * 1024 * 1024)).await;
    answer.problem(413, "too_large");
    is_refused(&app, &key, "20 MB", &answer, "").await;
    let answer = app.preview(&key, "openapi", &"x".repeat(40 * 1024 * 1024)).await;
    answer.problem(413, "too_large");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reference_that_only_points_at_itself() {
    let app = TestApp::new().await;
    let key = app.key("ann@example.com").await;
    let mut document: Value = serde_json::from_str(&sources::openapi("https://api.example.com")).expect("JSON");
    document["components"]["parameters"] = json!({ "loop": { "$ref": "#/components/parameters/loop" } });
    document["paths"]["/pets"]["post"]["parameters"] = json!([{ "$ref": "#/components/parameters/loop" }]);
    let answer = app.preview(&key, "openapi", &document.to_string()).await;
    // The operation is refused, or left out with the reason: in both cases the reader learns of it.
    let told = answer.status == 422 || answer.json()["skipped"].as_array().is_some_and(|skipped| !skipped.is_empty()) || answer.text.contains("loop");
    assert!(told, "{answer:?}");
    assert_eq!(app.get("/v1/servers", &key).await.expect(200), json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_cannot_be_made() {
    let app = TestApp::new().await;
    let key = app.key("ann@example.com").await;
    let spec = sources::script("function run() {}");
    let create = async |name: &str, slug: &str, spec: &Value| app.post("/v1/servers", &key, &json!({ "name": name, "slug": slug, "spec": spec })).await;
    is_refused(&app, &key, "a name of 500 characters", &create(&"x".repeat(500), "long-name", &spec).await, "name").await;
    is_refused(&app, &key, "an empty name", &create(" ", "no-name", &spec).await, "name").await;
    is_refused(&app, &key, "a bad slug", &create("Bad", "Not A Slug", &spec).await, "slug").await;
    is_refused(&app, &key, "a reserved slug", &create("New", "new", &spec).await, "slug").await;
    let mut no_tools = spec.clone();
    no_tools["tools"] = json!([]);
    is_refused(&app, &key, "no tools", &create("Empty", "empty", &no_tools).await, "").await;
    let mut elsewhere = spec.clone();
    elsewhere["tools"][0]["action"] = json!({ "kind": "http", "method": "GET", "url": "http://169.254.169.254/latest/" });
    is_refused(&app, &key, "a metadata address in a sent specification", &create("Meta", "meta", &elsewhere).await, "").await;
    let unknown = app.post("/v1/servers", &key, &json!({ "name": "X", "slug": "xyz", "spec": spec, "credentials": { "NOPE": "1" } })).await;
    is_refused(&app, &key, "a credential that nothing needs", &unknown, "credentials.NOPE").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slug_that_is_taken() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.key("ann@example.com").await, app.key("bob@example.com").await);
    let spec = sources::script("function run() { return 1 }");
    app.create(&ann, "taken", &spec, &json!({})).await.expect(202);
    let again = app.create(&ann, "taken", &spec, &json!({})).await;
    assert!(matches!(again.status, 409 | 422) && again.text.contains("taken"), "{again:?}");
    assert_eq!(app.get("/v1/servers", &ann).await.expect(200).as_array().map(Vec::len), Some(1));
    let answer = app.get("/v1/servers/slug?name=Taken&slug=taken", &ann).await.expect(200);
    assert_eq!(answer["available"], false);
    assert!(answer["suggestion"].as_str().is_some_and(|slug| slug != "taken"), "{answer}");
    // Slugs belong to organisations: another one may use the same.
    app.create(&bob, "taken", &spec, &json!({})).await.expect(202);
}

//! API keys.

use reqwest::Method;
use serde_json::json;
use testkit::{TestApp, on_both_databases};

on_both_databases! {
    async fn a_key_is_shown_once_and_revoked_at_once(app: TestApp) {
        let first = app.key("ann@example.com").await;
        let made = app.post("/v1/keys", &first, &json!({ "name": "Laptop" })).await.expect(201);
        let key = made["key"].as_str().expect("a key");
        assert!(key.starts_with("bmm_") && key.len() == 40, "{key}");
        let listed = app.get("/v1/keys", key).await;
        assert!(!listed.text.contains(key), "the list must not hold the key");
        assert_eq!(listed.expect(200).as_array().map(Vec::len), Some(2));

        let id = made["id"].as_str().expect("an id");
        assert_eq!(app.send(Method::DELETE, &format!("/v1/keys/{id}"), Some(&first), None).await.status, 204);
        let refused = app.get("/v1/keys", key).await;
        refused.problem(401, "signed_out");
        assert_eq!(refused.header("www-authenticate"), "Bearer");
        app.send(Method::DELETE, &format!("/v1/keys/{id}"), Some(&first), None).await.problem(404, "not_found");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_belongs_to_others_looks_missing() {
    let app = TestApp::new().await;
    let (ann, bob) = (app.key("ann@example.com").await, app.key("bob@example.com").await);
    let spec = crate::sources::script("function run() { return 1 }");
    let created = app.create(&ann, "private", &spec, &json!({})).await.expect(202);
    let build = created["build"]["id"].as_str().expect("an id");
    let key = app.get("/v1/keys", &ann).await.expect(200)[0]["id"].as_str().expect("an id").to_owned();
    let foreign = [
        (Method::GET, "/v1/servers/private".to_owned()),
        (Method::DELETE, "/v1/servers/private".to_owned()),
        (Method::GET, "/v1/servers/private/install".to_owned()),
        (Method::GET, "/v1/servers/private/calls".to_owned()),
        (Method::GET, format!("/v1/builds/{build}")),
        (Method::GET, format!("/v1/builds/{build}/events")),
        (Method::DELETE, format!("/v1/keys/{key}")),
    ];
    for (method, path) in foreign {
        let (theirs, missing) = (
            app.send(method.clone(), &path, Some(&bob), None).await,
            path.replace("private", "nothing").replace(build, "bld_00000000000000000000000000").replace(&key, "key_00000000000000000000000000"),
        );
        let missing = app.send(method.clone(), &missing, Some(&bob), None).await;
        assert_eq!((theirs.status, theirs.alike()), (404, missing.alike()), "{method} {path}");
    }
    app.get("/v1/servers/private", &ann).await.expect(200);
}

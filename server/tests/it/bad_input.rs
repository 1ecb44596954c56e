//! Input that must be refused clearly, with nothing stored.

use serde_json::{Value, json};
use testkit::{Answer, Mcp, TestApp};

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

/// Documents whose `$ref` only points at itself, in one of two operations that would work without it.
fn circles() -> Vec<(&'static str, Value)> {
    let plain: Value = serde_json::from_str(&sources::openapi("https://api.example.com")).expect("JSON");
    let itself = |pointer: &str| json!({ "$ref": pointer });
    let with = |change: &dyn Fn(&mut Value)| {
        let mut document = plain.clone();
        change(&mut document);
        document
    };
    let schema = with(&|document| {
        document["components"]["schemas"] = json!({ "Loop": itself("#/components/schemas/Loop") });
        document["paths"]["/pets"]["post"]["requestBody"]["content"]["application/json"]["schema"] = itself("#/components/schemas/Loop");
    });
    let parameter = with(&|document| {
        document["components"]["parameters"] = json!({ "loop": itself("#/components/parameters/loop") });
        document["paths"]["/pets"]["post"]["parameters"] = json!([itself("#/components/parameters/loop")]);
    });
    let path_item = with(&|document| document["paths"]["/loop"] = itself("#/paths/~1loop"));
    let answer = with(&|document| {
        document["components"]["schemas"] = json!({ "A": itself("#/components/schemas/B"), "B": itself("#/components/schemas/A") });
        document["paths"]["/pets/{id}"]["get"]["responses"]["200"]["content"] = json!({ "application/json": { "schema": itself("#/components/schemas/A") } });
    });
    vec![("a schema", schema), ("a parameter", parameter), ("a path item", path_item), ("two schemas of an answer", answer)]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reference_that_only_points_at_itself() {
    let app = TestApp::new().await;
    let key = app.key("ann@example.com").await;
    for (what, document) in circles() {
        for kind in ["openapi", "prompt"] {
            let answer = app.preview(&key, kind, &document.to_string()).await;
            answer.problem(422, "invalid");
            is_refused(&app, &key, what, &answer, "source.text").await;
            assert!(answer.text.contains("only points back at itself"), "{what}: {answer:?}");
        }
    }
    // On the page: the wizard stays on step 1 and says the same.
    let browser = app.sign_in("bob@example.com").await;
    for (what, document) in circles() {
        let text = document.to_string();
        let form = [("kind", "openapi"), ("text_openapi", text.as_str()), ("name", "Loop"), ("slug", "loop")];
        let page = browser.submit(&app, "/forms/drafts/describe", &form).await;
        assert_eq!(page.status, 200, "{what}: {page:?}");
        assert!(page.text.contains("only points back at itself"), "{what}: {}", page.text);
    }
    for table in ["servers", "versions", "builds", "secrets"] {
        assert_eq!(app.rows(table).await, 0, "{table}");
    }
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

/// A credential over plain http: said, confirmed by its owner, or named by the operator.
#[tokio::test(flavor = "multi_thread")]
async fn a_credential_over_plain_http_without_a_confirmation() {
    let app = TestApp::new().await;
    let key = app.key("ann@example.com").await;
    let spec = app.preview(&key, "openapi", &sources::openapi("http://api.example.com")).await.expect(200)["spec"].clone();
    let request = |slug: &str, confirmed: bool| json!({ "name": "Plain", "slug": slug, "spec": spec, "credentials": sources::credentials(&spec, "s3cr3t-value"), "allow_plain_http": confirmed });
    let answer = app.post("/v1/servers", &key, &request("plain", false)).await;
    answer.problem(422, "invalid");
    is_refused(&app, &key, "a credential in clear", &answer, "allow_plain_http").await;
    assert!(answer.text.contains("http://api.example.com") && answer.text.contains("https://") && !answer.text.contains("s3cr3t-value"), "{answer:?}");
    for table in ["servers", "versions", "builds", "secrets"] {
        assert_eq!(app.rows(table).await, 0, "{table}");
    }
    app.post("/v1/servers", &key, &request("plain", true)).await.expect(202);
    // The operator named 127.0.0.1, and over https nothing is in the clear.
    for (slug, server) in [("named", "http://127.0.0.1:9"), ("sealed", "https://api.example.com")] {
        let spec = app.preview(&key, "openapi", &sources::openapi(server)).await.expect(200)["spec"].clone();
        let request = json!({ "name": slug, "slug": slug, "spec": spec, "credentials": sources::credentials(&spec, "s3cr3t-value") });
        app.post("/v1/servers", &key, &request).await.expect(202);
    }
}

/// The same in the wizard: step 2 has a box for it, and running without it comes back with the reason.
#[tokio::test(flavor = "multi_thread")]
async fn the_wizard_asks_before_a_credential_goes_over_plain_http() {
    let app = TestApp::new().await;
    let browser = app.sign_in("ann@example.com").await;
    let document = sources::openapi("http://api.example.com");
    let step_two =
        browser.submit(&app, "/forms/drafts/describe", &[("kind", "openapi"), ("text_openapi", &document), ("name", "Plain"), ("slug", "plain")]).await;
    assert!(step_two.text.contains("name=\"allow_plain_http\"") && step_two.text.contains("without encryption"), "{}", step_two.text);
    let draft = step_two.text.split("drf_").nth(1).expect("an id").split(|c: char| !c.is_ascii_alphanumeric()).next().expect("an id");
    let draft = format!("drf_{draft}");
    let slot = step_two.text.split("name=\"secret:").nth(1).expect("a slot").split('"').next().expect("a name").to_owned();
    let secret = format!("secret:{slot}");
    let mut form = vec![("draft", draft.as_str()), ("tool", "get_pet"), ("tool", "getPet"), (secret.as_str(), "s3cr3t-value"), ("action", "run")];
    let back = browser.submit(&app, "/forms/drafts/check", &form).await;
    assert!(back.text.contains("would travel to http://api.example.com without encryption"), "{}", back.text);
    assert_eq!((app.rows("servers").await, app.rows("builds").await), (0, 0));
    form.push(("allow_plain_http", "on"));
    browser.submit(&app, "/forms/drafts/check", &form).await;
    assert_eq!((app.rows("servers").await, app.rows("builds").await), (1, 1));
}

/// What no page sends: programs and curious people get a sentence and not "something went wrong on our side".
#[tokio::test(flavor = "multi_thread")]
async fn arguments_of_server_functions_that_cannot_be_read() {
    let app = TestApp::new().await;
    let browser = app.sign_in("ann@example.com").await;
    let functions: Vec<_> = leptos::server_fn::axum::server_fn_paths().collect();
    assert!(functions.len() > 10, "{functions:?}");
    for (path, _) in functions {
        for body in ["", "{", "null", "\"text\"", "name=form&org=encoded", "\u{0}"] {
            let request = browser.on(app.http.post(format!("{}{path}", app.url)), &app.url).header("content-type", "application/json");
            let answer = Mcp::send(request.body(body)).await;
            assert_eq!(answer.status, 400, "{path} {body:?}: {answer:?}");
            let error = answer.json();
            assert_eq!(error["code"], "bad_request", "{path} {body:?}: {error}");
            assert!(error["detail"].as_str().is_some_and(|detail| detail.contains("could not be read")), "{path} {body:?}: {error}");
        }
    }
    assert_eq!(app.rows("api_keys").await + app.rows("servers").await + app.rows("drafts").await, 0, "nothing was stored");
}

//! Collections as Postman exports them.

use contract::spec::{Action, Body, Encoding, HttpAction, SecretIn};
use proptest::prelude::*;
use serde_json::json;

use super::*;

fn request(collection: &Value) -> CompileRequest {
    CompileRequest {
        kind: SourceKind::Postman,
        text: collection.to_string(),
        source_url: None,
        name: None,
        operations: None,
        base_url: None,
        credentials: Vec::new(),
    }
}

fn http(compiled: &Compiled, place: usize) -> &HttpAction {
    match &compiled.spec.tools[place].action {
        Action::Http(http) => http,
        Action::Script(_) => panic!("collections make no scripts"),
    }
}

fn collection() -> Value {
    json!({
        "info": {"name": "Shop API", "description": "Everything about the shop.", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
        "auth": {"type": "bearer", "bearer": [{"key": "token", "value": "{{shopToken}}", "type": "string"}]},
        "variable": [
            {"key": "baseUrl", "value": "https://{{host}}/v1"},
            {"key": "host", "value": "shop.example.com"},
            {"key": "shopToken", "value": "s3cr3t-value-0001", "type": "secret"},
        ],
        "item": [
            {"name": "Orders", "item": [
                {"name": "List orders", "request": {
                    "method": "GET", "description": {"content": "All orders, newest first."},
                    "url": {"raw": "{{baseUrl}}/orders?limit=10&state=open", "query": [
                        {"key": "limit", "value": "10", "description": "How many."}, {"key": "state", "value": "open", "disabled": true}]}},
                 "response": [{"code": 200, "body": "[{\"id\":1,\"total\":2}]"}]},
                {"name": "Get order", "request": {"method": "GET", "url": {"raw": "{{baseUrl}}/orders/:orderId",
                    "variable": [{"key": "orderId", "value": "17", "description": "The order's number."}]}}},
                {"name": "Create order", "request": {"method": "POST", "url": "{{baseUrl}}/orders",
                    "header": [{"key": "X-Trace", "value": "on", "disabled": true}],
                    "body": {"mode": "raw", "raw": "{\n  // who\n  \"customer\": {{customerId}},\n  \"items\": [{\"sku\": \"A1\"}]\n}", "options": {"raw": {"language": "json"}}}}},
            ]},
            {"name": "Admin", "auth": {"type": "basic", "basic": [{"key": "username", "value": "root"}, {"key": "password", "value": "hunter2hunter2"}]}, "item": [
                {"name": "Upload", "request": {"method": "POST", "url": "{{baseUrl}}/files", "body": {"mode": "formdata", "formdata": [
                    {"key": "file", "type": "file", "src": "/tmp/a.png"}, {"key": "note", "value": "x", "type": "text"}]}}},
                {"name": "Health", "request": {"auth": {"type": "noauth"}, "method": "GET", "url": "{{baseUrl}}/health"}},
            ]},
            {"name": "Search", "request": {"method": "POST", "url": "https://shop.example.com/graphql", "auth": {"type": "apikey", "apikey": [
                {"key": "key", "value": "X-Search-Key"}, {"key": "value", "value": "abc123abc123"}, {"key": "in", "value": "header"}]},
                "body": {"mode": "graphql", "graphql": {"query": "query($q: String){ find(q: $q){ id } }", "variables": "{\"q\": \"shoe\"}"}}}},
            {"name": "Login", "request": {"method": "POST", "url": "{{baseUrl}}/login", "body": {"mode": "urlencoded", "urlencoded": [
                {"key": "user", "value": "me"}, {"key": "password", "value": "pa55word-0002"}, {"key": "old", "value": "1", "disabled": true}]}}},
        ]
    })
}

#[test]
fn a_collection_becomes_a_server() {
    let compiled = compile(&request(&collection())).expect("fine");
    let spec = &compiled.spec;
    assert_eq!((spec.name.as_str(), spec.description.as_str()), ("Shop API", "Everything about the shop."));
    let names: Vec<_> = spec.tools.iter().map(|tool| tool.name.as_str()).collect();
    assert_eq!(names, ["list_orders", "get_order", "create_order", "upload", "health", "search", "login"]);
    assert_eq!(spec.tools[0].tags, ["Orders"]);
    assert_eq!(spec.tools[0].description, "All orders, newest first.\n\nAnswers with a list of objects with id, total.");
    assert_eq!(
        spec.tools[0].input_schema["properties"],
        json!({"limit": {"type": "integer", "default": 10, "description": "How many."}, "state": {"type": "string"}})
    );
    assert_eq!(http(&compiled, 1).url, "https://shop.example.com/v1/orders/{orderId}");
    assert_eq!(spec.tools[1].input_schema["properties"]["orderId"], json!({"type": "integer", "examples": [17], "description": "The order's number."}));
    assert_eq!(spec.tools[2].input_schema["required"], json!(["customer", "items"]));
    assert!(matches!(&http(&compiled, 3).body, Some(Body::Multipart { parts }) if parts[0].base64));
    assert!(matches!(&http(&compiled, 6).body, Some(Body::Form { fields }) if fields.len() == 3));
    assert!(spec.tools[5].annotations.read_only);
}

#[test]
fn authorization_is_handed_down() {
    let compiled = compile(&request(&collection())).expect("fine");
    let slots: Vec<_> = (0..7).map(|place| http(&compiled, place).secrets.join(",")).collect();
    assert_eq!(slots, ["SHOP_TOKEN", "SHOP_TOKEN", "SHOP_TOKEN", "EXAMPLE_LOGIN", "", "SEARCH_KEY", "SHOP_TOKEN"]);
    let login = compiled.spec.secret("EXAMPLE_LOGIN").expect("slot");
    assert_eq!((login.placement.place, login.placement.encoding), (SecretIn::Header, Encoding::Basic));
}

#[test]
fn secrets_stay_out() {
    let written = serde_json::to_string(&compile(&request(&collection())).expect("fine")).expect("JSON");
    for secret in ["s3cr3t-value-0001", "hunter2hunter2", "abc123abc123", "pa55word-0002"] {
        assert!(!written.contains(secret), "{secret}");
    }
}

#[test]
fn the_older_format_is_read() {
    let collection = json!({"info": {"name": "Old"}, "item": [{"name": "Me", "request": {"method": "GET", "url": "https://a.example/me", "header": "Accept: text/plain\nX-Key: abc",
        "auth": {"type": "apikey", "apikey": {"key": "k", "value": "v", "in": "query"}}}}, {"name": "Ping", "request": "https://a.example/ping"}]});
    let compiled = compile(&request(&collection)).expect("fine");
    assert_eq!(compiled.spec.tools.len(), 2);
    assert_eq!(http(&compiled, 0).secrets.len(), 2);
    assert_eq!(http(&compiled, 0).params.len(), 1);
}

#[test]
fn a_server_that_nobody_names_is_asked_for() {
    let collection = json!({"info": {"name": "X"}, "item": [{"name": "A", "request": {"method": "GET", "url": {"raw": "{{baseUrl}}/a"}}}]});
    let mut request = request(&collection);
    assert!(compile(&request).expect_err("no server").for_field("base_url").is_some());
    request.base_url = Some("https://a.example/api".into());
    assert_eq!(http(&compile(&request).expect("fine"), 0).url, "https://a.example/api/a");
}

#[test]
fn other_documents_are_named() {
    for (document, says) in [
        (json!({"requests": [], "order": []}), "1.0"),
        (json!({"name": "env", "values": [], "_postman_variable_scope": "environment"}), "environment"),
        (json!({"openapi": "3.1.0"}), "OpenAPI"),
        (json!([1]), "no Postman collection"),
        (json!({"item": []}), "no request"),
    ] {
        let error = compile(&request(&document)).expect_err(says);
        assert!(error.for_field("source.text").is_some_and(|message| message.contains(says)), "{error}");
    }
    for (text, says) in [("", "Paste"), ("<html>", "web page"), ("{", "valid JSON")] {
        let error = compile(&CompileRequest { text: text.into(), ..request(&json!({})) }).expect_err(says);
        assert!(error.detail.contains(says), "{error}");
    }
}

#[test]
fn what_cannot_become_a_tool_is_listed() {
    let collection = json!({"item": [{"name": "Mail", "request": {"method": "GET", "url": "ftp://a.example"}}, {"name": "Odd", "request": {"method": "LINK", "url": "https://a.example"}},
        {"name": "Good", "request": {"url": "https://a.example/x"}, "event": [{"listen": "prerequest", "script": {"exec": ["pm.x()"]}}]}]});
    let compiled = compile(&request(&collection)).expect("fine");
    let skipped: Vec<_> = compiled.skipped.iter().map(|skipped| skipped.operation.as_str()).collect();
    assert_eq!((skipped, compiled.spec.tools.len(), compiled.notes.len()), (vec!["Mail", "Odd"], 1, 1));
}

/// Any JSON, biased to the names that a collection has.
fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        "\\PC{0,12}|https://a.b/:x|[{]{2}[a-c][}]{2}/x|GET|raw|bearer".prop_map(Value::from)
    ];
    leaf.prop_recursive(5, 60, 5, |inner| {
        let name = "item|request|url|raw|query|variable|key|value|body|mode|auth|type|bearer|header|name|formdata|graphql|response";
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            proptest::collection::btree_map(name, inner, 0..5).prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

proptest! {
    #[test]
    fn no_collection_makes_it_panic(items in proptest::collection::vec(any_json(), 0..4), variables in any_json()) {
        let _ = compile(&request(&json!({"item": items, "variable": variables})));
    }

    #[test]
    fn a_pasted_secret_is_nowhere(secret in "[A-Za-z0-9_.!~-]{8,30}", kind in 0..6_usize) {
        let auth = match kind {
            0 => json!({"type": "bearer", "bearer": [{"key": "token", "value": secret}]}),
            1 => json!({"type": "basic", "basic": {"username": "me", "password": secret}}),
            2 => json!({"type": "apikey", "apikey": [{"key": "key", "value": "X-K"}, {"key": "value", "value": secret}]}),
            3 => json!({"type": "oauth2", "oauth2": [{"key": "accessToken", "value": secret}]}),
            4 => json!({"type": "hawk", "hawk": [{"key": "authKey", "value": secret}]}),
            _ => json!({"type": "bearer", "bearer": [{"key": "token", "value": "{{t}}"}]}),
        };
        let collection = json!({"variable": [{"key": "t", "value": secret, "type": "secret"}], "item": [{"name": "a", "request": {"auth": auth, "url": "https://a.example/{{t}}/x?q={{t}}",
            "header": [{"key": "X-Api-Key", "value": secret}, {"key": "X-Plain", "value": "{{t}}"}], "body": {"mode": "raw", "raw": format!("{{\"password\": \"{secret}\"}}")}}}]});
        let written = serde_json::to_string(&compile(&request(&collection)).expect("fine")).expect("JSON");
        prop_assert!(!written.contains(&secret), "{}", written);
    }
}

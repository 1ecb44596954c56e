//! Addresses, credentials and names.

use authoring::{CompileRequest, compile, seal};
use contract::{
    dto::CredentialInput,
    spec::{Encoding, SecretIn},
};
use serde_json::{Value, json};

use super::{compiled, document, http, request};

#[test]
fn every_scheme_becomes_a_slot_that_some_tool_uses() {
    let schemes = json!({"securitySchemes": {
        "key": {"type": "apiKey", "in": "query", "name": "api_key"}, "cookie": {"type": "apiKey", "in": "cookie", "name": "sid"},
        "bearer": {"type": "http", "scheme": "bearer"}, "basic": {"type": "http", "scheme": "basic"}, "mtls": {"type": "mutualTLS"},
        "oauth": {"type": "oauth2", "flows": {"authorizationCode": {"authorizationUrl": "https://example.com/auth", "scopes": {"read": ""}}}},
        "unused": {"type": "apiKey", "in": "header", "name": "X-Unused"},
    }});
    let mut document = document(json!({}), schemes);
    document["info"]["title"] = "GitHub v3 REST API".into();
    document["security"] = json!([{"bearer": []}]);
    document["paths"] = json!({
        "/a": {"get": {}},
        "/b": {"get": {"security": [{"key": [], "cookie": []}], "parameters": [{"name": "api_key", "in": "query", "required": true, "schema": {"type": "string"}}]}},
        "/c": {"get": {"security": []}},
        "/d": {"get": {"security": [{}, {"basic": []}]}},
        "/e": {"get": {"security": [{"mtls": []}, {"oauth": ["read"]}]}},
        "/f": {"get": {"security": [{"mtls": []}]}},
    });
    let compiled = compiled(&document);
    let secrets = |name: &str| compiled.spec.tools.iter().find(|tool| tool.name == name).expect(name).action.secrets().to_vec();
    assert_eq!(secrets("get_a"), ["GITHUB_TOKEN"]);
    assert_eq!(secrets("get_b"), ["GITHUB_API_KEY", "GITHUB_SESSION"]);
    assert!(secrets("get_c").is_empty() && secrets("get_f").is_empty());
    assert_eq!(secrets("get_d"), ["GITHUB_LOGIN"]);
    assert_eq!(secrets("get_e"), ["GITHUB_TOKEN"]);
    assert!(compiled.notes.iter().any(|note| note.contains("mutual TLS")), "{:?}", compiled.notes);
    let slot = |name: &str| compiled.spec.secret(name).expect(name);
    assert_eq!(compiled.spec.secrets.len(), 4);
    assert!(!slot("GITHUB_LOGIN").required && slot("GITHUB_TOKEN").required);
    assert_eq!(slot("GITHUB_LOGIN").placement.encoding, Encoding::Basic);
    assert_eq!(slot("GITHUB_TOKEN").origins[0].as_str(), "https://api.example.com");
    let b = compiled.spec.tools.iter().find(|tool| tool.name == "get_b").expect("b");
    assert_eq!(b.input_schema["properties"], json!({}), "a credential is never an argument");
}

#[test]
fn credentials_by_hand_reach_every_tool_and_replace_the_same_place() {
    let mut document = document(
        json!({"get": {"operationId": "read", "parameters": [{"name": "X-Key", "in": "header", "required": true, "schema": {"type": "string"}}]}}),
        json!({"securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}}}),
    );
    document["security"] = json!([{"bearer": []}]);
    let credential = |name: &str, param: &str| CredentialInput { name: name.into(), place: SecretIn::Header, param: param.into(), prefix: String::new() };
    let mut request = request(document.to_string());
    request.credentials = vec![credential("MY_TOKEN", "authorization"), credential("MY_KEY", "x-key")];
    let compiled = compile(&request).expect("compiles");
    assert_eq!(compiled.spec.secrets.iter().map(|slot| slot.name.as_str()).collect::<Vec<_>>(), ["MY_TOKEN", "MY_KEY"]);
    assert_eq!(compiled.spec.tools[0].action.secrets(), ["MY_TOKEN", "MY_KEY"]);
    assert_eq!(compiled.spec.tools[0].input_schema["properties"].as_object().expect("object").len(), 1);
    seal(compiled.spec).expect("passes the gate");
    request.credentials = vec![credential("lower", "Host")];
    assert!(compile(&request).expect_err("bad name").for_field("credentials.lower").is_some());
}

#[test]
fn servers_are_found_or_asked_for() {
    let base = |change: Value, base_url: Option<&str>, source_url: Option<&str>| {
        let mut document = document(json!({"get": {}}), json!({}));
        document["servers"] = change;
        let request = CompileRequest { base_url: base_url.map(str::to_owned), source_url: source_url.map(str::to_owned), ..request(document.to_string()) };
        compile(&request).map(|compiled| http(&compiled.spec.tools[0]).url.clone())
    };
    let ok = |change, base_url, source_url| base(change, base_url, source_url).expect("an address");
    let templated = json!([{"url": "https://{region}.example.com/{v}/", "variables": {"region": {"default": "eu"}, "v": {"enum": ["v2"]}}}]);
    assert_eq!(ok(templated, None, None), "https://eu.example.com/v2/pets/{id}");
    assert_eq!(ok(json!([{"url": "/api"}]), None, Some("https://docs.example.com/x/openapi.json")), "https://docs.example.com/api/pets/{id}");
    assert_eq!(ok(json!([]), None, Some("https://docs.example.com/openapi.json")), "https://docs.example.com/pets/{id}");
    assert_eq!(ok(json!([{"url": "http://a.example"}, {"url": "https://a.example"}]), None, None), "https://a.example/pets/{id}");
    assert_eq!(ok(json!([{"url": "https://a.example"}]), Some("http://127.0.0.1:9/x/"), None), "http://127.0.0.1:9/x/pets/{id}");
    for (change, base_url) in [
        (json!([]), None),
        (json!([{"url": "/api"}]), None),
        (json!([{"url": "https://{tenant}.example.com"}]), None),
        (json!([]), Some("ftp://example.com")),
        (json!([]), Some("not an address")),
        (json!([]), Some("https://user:pass@example.com")),
    ] {
        let error = base(change, base_url, None).expect_err("no address");
        assert!(error.for_field("base_url").is_some(), "{error}");
    }
}

#[test]
fn names_are_what_clients_take_and_never_twice() {
    let mut document = document(json!({}), json!({}));
    let long = "x".repeat(80);
    document["paths"] = json!({"/a": {"get": {"operationId": "a.b"}, "post": {"operationId": "a b"}}, "/b": {"get": {"operationId": long}, "put": {"operationId": "日本語"}}, "/c/{x}": {"get": {"operationId": "a.b"}}});
    let compiled = compiled(&document);
    let names: Vec<&str> = compiled.spec.tools.iter().map(|tool| tool.name.as_str()).collect();
    assert_eq!((names[0], names[1], names[2].len(), names[4]), ("a_b", "a_b_2", 48, "a_b_3"));
    assert!(names.iter().all(|name| authoring::names::is_tool_name(name)));
    assert_eq!(compiled.spec.tools[4].operation, "GET /c/{x}", "an id that stands twice names the first operation");
}

#[test]
fn the_name_is_checked() {
    let document = document(json!({"get": {}}), json!({})).to_string();
    let named = |name: &str| compile(&CompileRequest { name: Some(name.into()), ..request(document.clone()) });
    assert!(named(&"n".repeat(500)).expect_err("too long").for_field("name").is_some());
    assert_eq!(named("مرحبا 🚀").expect("any script").spec.name, "مرحبا 🚀");
}

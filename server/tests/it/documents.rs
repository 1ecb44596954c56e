//! The documents about the interface, and the command line that prints them.

use std::process::Command;

use serde_json::Value;
use testkit::{TestApp, binary};

use crate::sources;

/// The parts of the OpenAPI 3.1 meta-schema that a wrong generator would break.
fn outline() -> Value {
    serde_json::json!({
        "type": "object",
        "required": ["openapi", "info", "paths", "components"],
        "properties": {
            "openapi": { "pattern": "^3\\.1\\.\\d+$" },
            "info": { "required": ["title", "version"] },
            "paths": { "propertyNames": { "pattern": "^/" }, "additionalProperties": { "type": "object", "additionalProperties": { "$ref": "#/$defs/operation" } } },
        },
        "$defs": {
            "operation": {
                "required": ["operationId", "responses", "parameters"],
                "properties": {
                    "responses": { "minProperties": 2, "propertyNames": { "pattern": "^([1-5][0-9]{2}|default)$" }, "additionalProperties": { "anyOf": [{ "required": ["description"] }, { "required": ["$ref"] }] } },
                    "parameters": { "items": { "required": ["name", "in", "schema"], "properties": { "in": { "enum": ["path", "query", "header", "cookie"] } } } },
                    "requestBody": { "required": ["content"] },
                },
            },
        },
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn the_openapi_document_is_valid_and_its_examples_of_schemas_compile() {
    let app = TestApp::new().await;
    let document = app.send(reqwest::Method::GET, "/v1/openapi.json", None, None).await.expect(200);
    let checker = jsonschema::validator_for(&outline()).expect("a schema");
    let wrong: Vec<_> = checker.iter_errors(&document).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    // Every schema of the document is a JSON Schema: compile them all, references included.
    for name in document["components"]["schemas"].as_object().expect("schemas").keys() {
        let mut whole = document.clone();
        whole["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
        whole["$ref"] = format!("#/components/schemas/{name}").into();
        jsonschema::validator_for(&whole).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

/// What the reference shows for the command line, sent as it stands: some of it meets nothing here, and nobody calls any
/// of it malformed.
#[tokio::test(flavor = "multi_thread")]
async fn every_body_of_the_reference_is_understood() {
    let app = TestApp::new().await;
    let key = app.key("ann@example.com").await;
    let document = app.send(reqwest::Method::GET, "/v1/openapi.json", None, None).await.expect(200);
    let bodies: std::collections::BTreeMap<String, Value> = site::bodies(&document).into_iter().map(|(id, _, body)| (id, body)).collect();
    let mut sent = 0;
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, about) in methods.as_object().expect("methods") {
            let by_key = about["security"].as_array().expect("a list").iter().any(|way| way.get("key").is_some());
            let Some(body) = bodies.get(about["operationId"].as_str().expect("an id")).filter(|_| by_key) else { continue };
            let path = path.replace("{slug}", "pets").replace("{tool}", "list_pets").replace("{name}", "PETS_TOKEN").replace("{id}", "unknown");
            let method = method.to_ascii_uppercase().parse().expect("a method");
            let answer = app.send(method, &path, Some(&key), Some(body)).await;
            assert!(![400, 415, 422, 500].contains(&answer.status), "{path} {body}: {answer:?}");
            sent += 1;
        }
    }
    assert!(sent > 12, "{sent}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_preview_fits_the_published_schema_of_a_specification() {
    let app = TestApp::new().await;
    let key = app.key("ann@example.com").await;
    let published = app.send(reqwest::Method::GET, "/v1/spec.schema.json", None, None).await;
    assert_eq!(published.header("content-type"), "application/schema+json");
    let spec = app.preview(&key, "openapi", &sources::openapi("https://api.example.com")).await.expect(200)["spec"].clone();
    let checker = jsonschema::validator_for(&published.expect(200)).expect("a schema");
    let wrong: Vec<_> = checker.iter_errors(&spec).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(!checker.is_valid(&serde_json::json!({ "tools": "none" })));
}

#[test]
fn the_command_line_compiles_one_line_per_document() {
    let folder = tempfile::tempdir().expect("a folder");
    let (good, bad) = (folder.path().join("good.json"), folder.path().join("bad.json"));
    std::fs::write(&good, sources::openapi("https://api.example.com")).expect("written");
    std::fs::write(&bad, "<html></html>").expect("written");
    let both = Command::new(binary()).args(["compile", "--kind", "openapi"]).args([&good, &good]).output().expect("bmm runs");
    assert!(both.status.success(), "{}", String::from_utf8_lossy(&both.stderr));
    let text = String::from_utf8(both.stdout).expect("text");
    let specs: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(specs.len(), 2);
    assert_eq!(specs[0]["tools"].as_array().map(Vec::len), Some(2));

    let mixed = Command::new(binary()).args(["compile", "--kind", "openapi"]).args([&bad, &good]).output().expect("bmm runs");
    assert_eq!(mixed.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&mixed.stderr).contains("bad.json:"), "{mixed:?}");
    assert_eq!(String::from_utf8_lossy(&mixed.stdout).lines().count(), 1, "the good document is still printed");
}

#[test]
fn the_command_line_prints_the_documents() {
    for (role, member) in [("openapi", "paths"), ("schema", "properties")] {
        let output = Command::new(binary()).arg(role).output().expect("bmm runs");
        let document: Value = serde_json::from_slice(&output.stdout).expect("JSON");
        assert!(document[member].is_object(), "{role}");
    }
}

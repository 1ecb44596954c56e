//! What is refused as a whole, and what is read.

use authoring::compile;
use contract::{
    ErrorCode,
    spec::{Body, Style},
};
use serde_json::json;

use super::{compiled, http, refused, request};

#[test]
fn texts_that_are_something_else_are_named() {
    let cases = [
        ("", "empty"),
        ("  \n ", "empty"),
        ("<!DOCTYPE html><html></html>", "HTML page"),
        ("<?xml version='1.0'?><a/>", "XML"),
        ("curl https://example.com", "curl"),
        ("[1, 2]", "not an OpenAPI document"),
        (r#"{"openapi": "3.1.0", "paths": {"/a": "#, "ends too early"),
        (r#"{"openapi": "3.1.0",, }"#, "line 1, column"),
        (r#"{"info": {"_postman_id": "x"}, "item": []}"#, "Postman"),
        (r#"{"asyncapi": "2.0.0"}"#, "AsyncAPI"),
        (r#"{"swagger": "1.2"}"#, "Swagger"),
        (r#"{"openapi": "4.0.0", "paths": {}}"#, "cannot be read"),
        (r#"{"hello": "world"}"#, "neither"),
        ("just a sentence", "neither JSON nor YAML"),
        ("a: b: c: [", "YAML has a mistake"),
        (r#"{"openapi": "3.1.0", "paths": {}}"#, "no operations"),
    ];
    for (text, expected) in cases {
        let error = refused(text);
        let message = error.for_field("source.text").unwrap_or_else(|| panic!("{text}: {error:?}"));
        assert!(message.contains(expected), "{text}: {message}");
    }
}

#[test]
fn a_document_of_20_megabytes_is_too_large() {
    let error = refused(&" ".repeat(20 * 1024 * 1024));
    assert_eq!(error.code, ErrorCode::TooLarge);
    assert!(error.detail.contains("20 MB"));
}

#[test]
fn a_yaml_bomb_ends_at_once() {
    let mut text = "openapi: 3.1.0\na: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned();
    for (from, to) in ["ab", "bc", "cd", "de", "ef", "fg", "gh", "hi"].map(|pair| pair.split_at(1)) {
        text += &format!("{to}: &{to} [{}]\n", vec![format!("*{from}"); 10].join(", "));
    }
    let started = std::time::Instant::now();
    let error = refused(&text);
    assert!(error.for_field("source.text").is_some_and(|message| message.contains("aliases")), "{error}");
    assert!(started.elapsed().as_secs() < 1, "{:?}", started.elapsed());
}

#[test]
fn nesting_without_end_is_refused() {
    for text in [format!("{}1{}", r#"{"a":"#.repeat(5_000), "}".repeat(5_000)), format!("a: {}{}", "[".repeat(5_000), "]".repeat(5_000))] {
        assert!(refused(&text).for_field("source.text").is_some());
    }
    let wide = format!(r#"{{"openapi":"3.1.0","x":[{}0]}}"#, "0,".repeat(1_600_000));
    assert!(refused(&wide).detail.contains("values"));
}

#[test]
fn yaml_reads_like_json() {
    let text = "openapi: 3.0.3\ninfo: {title: Nö 🐱, version: 1.0}\nservers:\n  - url: https://api.example.com\npaths:\n  /a:\n    get:\n      operationId: getA\n      responses:\n        200:\n          description: fine\n          content:\n            application/json:\n              schema: {type: object, properties: {on: {type: string}}}\n";
    let compiled = compile(&request(text)).expect("valid YAML");
    assert_eq!(compiled.spec.name, "Nö 🐱");
    assert_eq!(compiled.spec.source.version, "1.0");
    assert_eq!(compiled.spec.tools[0].output_schema, Some(json!({"type": "object", "properties": {"on": {"type": ["string", "null"]}}})));
}

#[test]
fn swagger_2_is_understood() {
    let document = json!({
        "swagger": "2.0", "info": {"title": "Old", "version": "1"}, "host": "api.example.com", "basePath": "/v1", "schemes": ["http", "https"],
        "consumes": ["application/json"], "produces": ["application/json"],
        "securityDefinitions": {"basic": {"type": "basic"}}, "security": [{"basic": []}],
        "definitions": {"Pet": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}},
        "paths": {
            "/pets": {
                "get": {"operationId": "list", "parameters": [{"name": "ids", "in": "query", "type": "array", "items": {"type": "integer"}, "collectionFormat": "pipes"}],
                        "responses": {"200": {"schema": {"type": "array", "items": {"$ref": "#/definitions/Pet"}}}}},
                "post": {"operationId": "add", "parameters": [{"name": "pet", "in": "body", "required": true, "schema": {"$ref": "#/definitions/Pet"}}]},
            },
            "/photo": {"post": {"operationId": "photo", "consumes": ["multipart/form-data"], "parameters": [{"name": "file", "in": "formData", "type": "file", "required": true}]}},
        },
    });
    let compiled = compiled(&document);
    let tool = |name: &str| compiled.spec.tools.iter().find(|tool| tool.name == name).expect(name);
    assert_eq!(http(tool("list")).url, "https://api.example.com/v1/pets");
    assert_eq!(http(tool("list")).params[0].style, Style::PipeDelimited);
    assert!(tool("list").output_schema.is_some());
    assert_eq!(tool("add").input_schema, json!({"type": "object", "properties": {"name": {"type": "string"}}, "required": ["name"]}));
    assert!(matches!(&http(tool("photo")).body, Some(Body::Multipart { parts }) if parts[0].base64));
    assert_eq!(compiled.spec.secrets[0].name, "OLD_LOGIN");
}

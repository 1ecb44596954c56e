//! What people hand in, and the tools that come out: one small document per rule.

use authoring::{CompileRequest, Compiled, compile, seal};
use contract::{
    AppError, ErrorCode,
    dto::CredentialInput,
    spec::{Action, Body, Encoding, HttpAction, JsonBody, ParamIn, SecretIn, SourceKind, Style, Tool, ValueFrom},
};
use serde_json::{Value, json};

fn request(text: impl Into<String>) -> CompileRequest {
    CompileRequest { kind: SourceKind::Openapi, text: text.into(), source_url: None, name: None, operations: None, base_url: None, credentials: Vec::new() }
}

fn refused(text: &str) -> AppError {
    compile(&request(text)).expect_err(text)
}

/// A 3.1 document with one path.
fn document(item: Value, components: Value) -> Value {
    json!({"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, "servers": [{"url": "https://api.example.com/v1"}],
           "paths": {"/pets/{id}": item}, "components": components})
}

fn compiled(document: &Value) -> Compiled {
    let compiled = compile(&request(document.to_string())).expect("a document that can be compiled");
    for tool in &compiled.spec.tools {
        for schema in std::iter::once(&tool.input_schema).chain(&tool.output_schema) {
            jsonschema::draft202012::meta::validate(schema).unwrap_or_else(|error| panic!("{}: {error}", tool.name));
        }
    }
    seal(compiled.spec.clone()).expect("what is compiled passes the gate");
    compiled
}

/// The only tool of a document.
fn tool(document: &Value) -> Tool {
    let mut tools = compiled(document).spec.tools;
    assert_eq!(tools.len(), 1);
    tools.remove(0)
}

fn http(tool: &Tool) -> &HttpAction {
    match &tool.action {
        Action::Http(action) => action,
        Action::Script(_) => panic!("documents have no scripts"),
    }
}

fn body_tool(schema: Value, components: Value) -> Tool {
    let body = json!({"required": true, "content": {"application/json": {"schema": schema}}});
    tool(&document(json!({"post": {"operationId": "create", "requestBody": body}}), components))
}

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
fn every_part_of_a_request_becomes_an_argument() {
    let item = json!({
        "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}, {"name": "lang", "in": "query", "schema": {"type": "string"}}],
        "put": {
            "operationId": "pets/update", "summary": "Update a pet", "tags": ["pets"],
            "parameters": [
                {"name": "lang", "in": "query", "description": "Its own", "required": true, "schema": {"type": "string"}},
                {"name": "id", "in": "header", "schema": {"type": "integer"}},
                {"name": "Authorization", "in": "header", "schema": {"type": "string"}},
                {"name": "filter[x]", "in": "query", "style": "deepObject", "schema": {"type": "object", "properties": {"a": {"type": "string"}}}},
                {"name": "tags", "in": "query", "explode": false, "schema": {"type": "array", "items": {"type": "string"}}},
                {"name": "where", "in": "query", "content": {"application/json": {"schema": {"type": "object"}}}},
                {"name": "Api-Version", "in": "header", "required": true, "schema": {"type": "string", "enum": ["2026-01-01"]}},
            ],
            "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object", "required": ["name", "id"],
                "properties": {"id": {"type": "integer"}, "name": {"type": "string"}, "created": {"type": "string", "readOnly": true}}}}}},
        },
    });
    let tool = tool(&document(item, json!({})));
    let action = http(&tool);
    assert_eq!((tool.name.as_str(), tool.operation.as_str()), ("pets_update", "pets/update"));
    assert_eq!(action.url, "https://api.example.com/v1/pets/{id}");
    let properties: Vec<&String> = tool.input_schema["properties"].as_object().expect("object").keys().collect();
    assert_eq!(properties, ["id", "lang", "filter_x", "tags", "where", "id_header", "id_body", "name"]);
    assert_eq!(tool.input_schema["required"], json!(["id", "lang", "id_body", "name"]));
    assert_eq!(tool.input_schema["properties"]["lang"]["description"], "Its own");
    let param = |name: &str, place| action.params.iter().find(|param| param.name == name && param.place == place).expect(name);
    assert_eq!((param("filter[x]", ParamIn::Query).style, param("filter[x]", ParamIn::Query).explode), (Style::DeepObject, true));
    assert_eq!((param("tags", ParamIn::Query).style, param("tags", ParamIn::Query).explode), (Style::Form, false));
    assert!(param("where", ParamIn::Query).json);
    assert_eq!(param("Api-Version", ParamIn::Header).from, ValueFrom::Value("2026-01-01".into()));
    let Some(Body::Json { content: JsonBody::Fields(fields), .. }) = &action.body else { panic!("{:?}", action.body) };
    assert_eq!(
        fields.iter().map(|field| (field.name.as_str(), &field.from)).collect::<Vec<_>>(),
        [("id", &ValueFrom::Arg("id_body".into())), ("name", &ValueFrom::Arg("name".into()))]
    );
    assert!(!tool.annotations.read_only && tool.annotations.idempotent && !tool.annotations.destructive);
}

#[test]
fn recursion_stays_recursion_and_unused_definitions_are_left_out() {
    let components = json!({"schemas": {
        "Node": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Node"}, "kind": {"$ref": "#/components/schemas/Kind"}}},
        "Kind": {"type": "string", "enum": ["a", "b"]},
        "Unused": {"type": "object"},
    }});
    let tool = body_tool(json!({"type": "object", "properties": {"root": {"$ref": "#/components/schemas/Node"}}}), components);
    assert_eq!(tool.input_schema["properties"]["root"], json!({"$ref": "#/$defs/Node"}));
    assert_eq!(
        tool.input_schema["$defs"],
        json!({"Node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/Node"}, "kind": {"type": "string", "enum": ["a", "b"]}}}})
    );
}

#[test]
fn references_that_lead_nowhere_are_skipped_with_a_reason() {
    let body = json!({"content": {"application/json": {"schema": {"$ref": "other.json#/X"}}}});
    let mut document = document(json!({"post": {"operationId": "bad", "requestBody": body}}), json!({}));
    let error = compile(&request(document.to_string())).expect_err("the only operation is broken");
    assert!(error.for_field("source.text").is_some_and(|message| message.contains("outside the document")), "{error}");
    document["paths"]["/good"] = json!({"get": {}});
    let compiled = compiled(&document);
    assert_eq!(compiled.spec.tools[0].name, "get_good");
    assert_eq!(compiled.skipped.len(), 1);
    assert!(compiled.skipped[0].operation == "bad" && compiled.skipped[0].reason.contains("outside the document"));
}

/// Wherever it stands, and however many operations would work without it.
#[test]
fn references_that_only_point_at_themselves_are_refused() {
    let itself = |pointer: &str| json!({ "$ref": pointer });
    let (schema, other) = (itself("#/components/schemas/A"), itself("#/components/schemas/B"));
    let body = |schema: &Value| json!({"requestBody": {"content": {"application/json": {"schema": schema}}}});
    let query = |schema: &Value| json!({"parameters": [{"name": "q", "in": "query", "schema": schema}]});
    let answers = json!({"responses": {"200": {"description": "ok", "content": {"application/json": {"schema": schema}}}}});
    let shapes = [
        ("a schema that is its own", body(&schema), json!({"schemas": {"A": schema}})),
        ("two schemas that are each other", body(&schema), json!({"schemas": {"A": other, "B": schema}})),
        ("a member", body(&json!({"type": "object", "properties": {"a": schema}})), json!({"schemas": {"A": schema}})),
        ("items", body(&json!({"type": "array", "items": schema})), json!({"schemas": {"A": schema}})),
        ("a part of allOf", body(&json!({"allOf": [schema, {"type": "object"}]})), json!({"schemas": {"A": schema}})),
        ("a parameter's schema", query(&schema), json!({"schemas": {"A": schema}})),
        ("the schema of an answer", answers, json!({"schemas": {"A": schema}})),
        ("a parameter", json!({"parameters": [itself("#/components/parameters/P")]}), json!({"parameters": {"P": itself("#/components/parameters/P")}})),
        (
            "a request body",
            json!({"requestBody": itself("#/components/requestBodies/R")}),
            json!({"requestBodies": {"R": itself("#/components/requestBodies/R")}}),
        ),
        ("an answer", json!({"responses": {"200": itself("#/components/responses/R")}}), json!({"responses": {"R": itself("#/components/responses/R")}})),
        ("a way to sign in", json!({"security": [{"S": []}]}), json!({"securitySchemes": {"S": itself("#/components/securitySchemes/S")}})),
        ("a schema in its own place", body(&itself("#/paths/~1pets~1{id}/post/requestBody/content/application~1json/schema")), json!({})),
    ];
    for (what, mut operation, components) in shapes {
        operation["operationId"] = "bad".into();
        let mut document = document(json!({"post": operation}), components);
        document["paths"]["/good"] = json!({"get": {}});
        is_refused_as_a_circle(what, &document);
    }
    let mut document = document(json!({"get": {}}), json!({}));
    document["paths"]["/loop"] = itself("#/paths/~1loop");
    is_refused_as_a_circle("a path", &document);
}

#[track_caller]
fn is_refused_as_a_circle(what: &str, document: &Value) {
    let error = compile(&request(document.to_string())).expect_err(what);
    assert!(error.for_field("source.text").is_some_and(|message| message.contains("only points back at itself")), "{what}: {error}");
}

#[test]
fn roots_that_clients_refuse_are_flattened() {
    let components = json!({"schemas": {
        "Base": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}},
        "Cat": {"allOf": [{"$ref": "#/components/schemas/Base"}, {"type": "object", "properties": {"lives": {"type": "integer"}}}]},
        "Dog": {"type": "object", "required": ["kind", "bark"], "properties": {"kind": {"type": "string"}, "bark": {"type": "boolean"}}},
    }});
    let tool = body_tool(json!({"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]}), components);
    assert_eq!(
        tool.input_schema,
        json!({"type": "object", "properties": {"id": {"type": "string"}, "kind": {"type": "string"}, "lives": {"type": "integer"}, "bark": {"type": "boolean"}},
               "required": ["id", "kind"]})
    );
    let tool = body_tool(json!({"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}), json!({}));
    assert!(tool.input_schema["properties"]["body"]["anyOf"].is_array());
}

#[test]
fn inheritance_that_goes_round_is_opened() {
    let components = json!({"schemas": {
        "Pet": {"type": "object", "properties": {"kind": {"type": "string"}}, "oneOf": [{"$ref": "#/components/schemas/Cat"}], "discriminator": {"propertyName": "kind"}},
        "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"properties": {"lives": {"type": "integer"}}}]},
    }});
    let tool = body_tool(json!({"type": "object", "properties": {"pet": {"$ref": "#/components/schemas/Pet"}}}), components);
    let validator = jsonschema::draft202012::new(&tool.input_schema).expect("a valid schema");
    assert!(validator.is_valid(&json!({"id": "1", "pet": {"kind": "cat", "lives": 9}})));
}

#[test]
fn the_dialect_of_3_0_becomes_2020_12() {
    let mut document = document(
        json!({"post": {"operationId": "create", "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object", "properties": {
            "age": {"type": "integer", "minimum": 0, "exclusiveMinimum": true, "nullable": true, "example": 3, "xml": {}, "x-foo": 1},
            "kind": {"type": "string", "enum": ["a"], "nullable": true},
            "list": {"type": "array"},
            "code": {"type": "string", "enum": [1, 2], "pattern": "(?i)x"},
            "cat": {"allOf": [{"$ref": "#/components/schemas/Cat"}], "nullable": true},
            "many": {"type": "integer", "enum": [1, 2], "minLength": -1, "required": true},
        }}}}}}}),
        json!({"schemas": {"Cat": {"type": "object", "properties": {"name": {"type": "string"}}}}}),
    );
    document["openapi"] = "3.0.3".into();
    let properties = &tool(&document).input_schema["properties"];
    assert_eq!(properties["age"], json!({"type": ["integer", "null"], "exclusiveMinimum": 0, "examples": [3]}));
    assert_eq!(properties["kind"], json!({"type": ["string", "null"], "enum": ["a", null]}));
    assert_eq!(properties["list"], json!({"type": "array", "items": {}}));
    assert_eq!(properties["code"], json!({"type": "string", "enum": ["1", "2"]}));
    assert_eq!(properties["cat"], json!({"anyOf": [{"$ref": "#/$defs/Cat"}, {"type": "null"}]}));
    assert_eq!(properties["many"], json!({"type": "integer", "enum": [1, 2]}));
}

#[test]
fn a_schema_without_end_is_cut_with_a_note() {
    let members: serde_json::Map<String, Value> = (0..400)
        .map(|number| (format!("S{number}"), json!({"type": "object", "properties": {"next": {"$ref": format!("#/components/schemas/S{}", (number + 1) % 400)}, "text": {"type": "string", "description": "x".repeat(230)}}})))
        .collect();
    let schema = json!({"type": "object", "properties": {"first": {"$ref": "#/components/schemas/S0"}}});
    let body = json!({"content": {"application/json": {"schema": schema}}});
    let compiled = compiled(&document(json!({"post": {"operationId": "create", "requestBody": body}}), json!({"schemas": members})));
    assert!(compiled.spec.tools[0].input_schema.to_string().len() < 60_000);
    assert!(compiled.notes.iter().any(|note| note.contains("cut")), "{:?}", compiled.notes);
}

#[test]
fn a_range_of_media_types_is_sent_as_one_of_them() {
    for (range, sent) in
        [("image/*", "application/octet-stream"), ("text/*", "text/plain"), ("application/*+json", "application/json"), ("*/*", "application/json")]
    {
        let item = json!({"put": {"requestBody": {"content": {range: {"schema": {"type": "string"}}}}}});
        match &http(&tool(&document(item, json!({})))).body {
            Some(Body::Raw { content_type, .. } | Body::Json { content_type, .. }) => assert_eq!(content_type, sent, "{range}"),
            other => panic!("{range}: {other:?}"),
        }
    }
}

#[test]
fn forms_files_and_bytes_are_sent_as_they_should() {
    let content = |media: &str, schema: Value| json!({"post": {"requestBody": {"required": true, "content": {media: {"schema": schema}}}}});
    let fields = json!({"type": "object", "properties": {"file": {"type": "string", "format": "binary"}, "meta": {"type": "object", "properties": {"a": {"type": "string"}}}, "name": {"type": "string"}}});
    let multipart = tool(&document(content("multipart/form-data", fields.clone()), json!({})));
    let Some(Body::Multipart { parts }) = &http(&multipart).body else { panic!("multipart") };
    assert!(parts[0].base64 && parts[0].filename.is_some());
    assert_eq!(parts[1].content_type.as_deref(), Some("application/json"));
    assert_eq!(multipart.input_schema["properties"]["file"]["contentEncoding"], "base64");
    let form = tool(&document(content("application/x-www-form-urlencoded", fields), json!({})));
    let Some(Body::Form { fields }) = &http(&form).body else { panic!("form") };
    assert!(fields[1].json && !fields[2].json);
    let raw = tool(&document(content("application/octet-stream", json!({"type": "string", "format": "binary"})), json!({})));
    assert!(matches!(&http(&raw).body, Some(Body::Raw { base64: true, .. })));
    let text = tool(&document(content("text/plain", json!({"type": "string"})), json!({})));
    assert!(matches!(&http(&text).body, Some(Body::Raw { base64: false, .. })));
    let several = json!({"post": {"requestBody": {"content": {"application/xml": {}, "application/merge-patch+json": {"schema": {"type": "array"}}}}}});
    let Some(Body::Json { content_type, content }) = http(&tool(&document(several, json!({})))).body.clone() else { panic!("json") };
    assert_eq!((content_type.as_str(), content), ("application/merge-patch+json", JsonBody::Arg("body".into())));
}

#[test]
fn answers_are_promised_only_where_they_are_certain() {
    let answer = |responses: Value| tool(&document(json!({"get": {"responses": responses}}), json!({})));
    let json_answer = |schema: Value| json!({"description": "ok", "content": {"application/json": {"schema": schema}}});
    let object = json!({"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "enum": ["x"]}}});
    assert_eq!(
        answer(json!({"200": json_answer(object.clone())})).output_schema,
        Some(json!({"type": "object", "properties": {"a": {"type": ["string", "null"]}}}))
    );
    let list = answer(json!({"200": json_answer(json!({"type": "array", "items": object}))}));
    assert_eq!(list.response.wrap.as_deref(), Some("result"));
    assert_eq!(list.output_schema.expect("a schema")["type"], "object");
    assert_eq!(answer(json!({"200": json_answer(object.clone()), "204": {"description": "nothing"}})).output_schema, None);
    assert_eq!(answer(json!({"200": json_answer(json!({"type": "string"}))})).output_schema, None);
    assert_eq!(answer(json!({"200": {"description": "", "content": {"text/csv": {"schema": object}}}})).output_schema, None);
}

#[test]
fn pages_are_recognised() {
    let parameters =
        json!([{"name": "starting_after", "in": "query", "schema": {"type": "string"}}, {"name": "limit", "in": "query", "schema": {"type": "integer"}}]);
    let schema = json!({"type": "object", "properties": {"has_more": {"type": "boolean"}, "data": {"type": "array", "items": {}}}});
    let item = json!({"get": {"parameters": parameters, "responses": {"200": {"content": {"application/json": {"schema": schema}}}}}});
    let pagination = tool(&document(item, json!({}))).response.pagination.expect("a hint");
    assert_eq!((pagination.arg.as_str(), pagination.size_arg.as_deref()), ("starting_after", Some("limit")));
    assert!(pagination.next.is_some_and(|program| program.contains("has_more")));
}

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
fn operations_are_chosen_by_id_or_place() {
    let document = document(json!({"get": {"operationId": "read"}, "delete": {}, "post": {"operationId": "write"}, "trace": {}}), json!({}));
    assert!(compiled(&document).skipped.iter().any(|skipped| skipped.operation.starts_with("TRACE")));
    let choose =
        |names: &[&str]| compile(&CompileRequest { operations: Some(names.iter().map(|name| (*name).to_owned()).collect()), ..request(document.to_string()) });
    let chosen = choose(&["read", "DELETE /pets/{id}"]).expect("both exist");
    assert_eq!(chosen.spec.tools.iter().map(|tool| tool.name.as_str()).collect::<Vec<_>>(), ["read", "delete_pets_id"]);
    let error = choose(&["read", "nope"]).expect_err("unknown");
    assert!(error.for_field("operations").is_some_and(|message| message.contains("“nope”") && !message.contains("“read”")));
    assert!(choose(&[]).is_err());
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

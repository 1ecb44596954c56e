//! Operations: their parameters, bodies, answers, and which are chosen.

use authoring::{CompileRequest, compile};
use contract::spec::{Body, JsonBody, ParamIn, Style, ValueFrom};
use serde_json::{Value, json};

use super::{compiled, document, http, request, tool};

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

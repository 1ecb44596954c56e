//! Documents that went wrong on the way: whatever comes in, a specification that passes the gate or an error comes out.

use authoring::{CompileRequest, compile, seal};
use contract::spec::SourceKind;
use proptest::prelude::*;
use serde_json::{Value, json};

fn compile_text(text: String) {
    let request = CompileRequest {
        kind: SourceKind::Openapi,
        text,
        source_url: None,
        name: None,
        operations: None,
        base_url: Some("https://api.example.com".into()),
        credentials: Vec::new(),
    };
    if let Ok(compiled) = compile(&request) {
        for tool in &compiled.spec.tools {
            for schema in std::iter::once(&tool.input_schema).chain(&tool.output_schema) {
                assert!(jsonschema::draft202012::meta::is_valid(schema), "{schema}");
            }
        }
        if let Err(error) = seal(compiled.spec) {
            panic!("{error}\n{}", request.text);
        }
    }
}

/// A document that uses most of the format.
fn seed() -> Value {
    json!({
        "openapi": "3.0.3", "info": {"title": "Pets", "version": "1"}, "security": [{"key": []}],
        "paths": {
            "/pets/{id}": {
                "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string", "nullable": true}}],
                "get": {"operationId": "a/b", "tags": ["x"], "parameters": [{"$ref": "#/components/parameters/P"}],
                        "responses": {"200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}}},
                "post": {"requestBody": {"content": {"application/json": {"schema": {"allOf": [{"$ref": "#/components/schemas/Pet"}, {"oneOf": [{"type": "object"}, {"$ref": "#/components/schemas/Cat"}]}]}}}}},
                "put": {"requestBody": {"content": {"multipart/form-data": {"schema": {"type": "object", "properties": {"f": {"type": "string", "format": "binary"}}}, "encoding": {"f": {"contentType": "image/png"}}}}}},
            },
        },
        "components": {
            "parameters": {"P": {"name": "q", "in": "query", "style": "deepObject", "schema": {"type": "object", "additionalProperties": {"type": "string"}}}},
            "schemas": {
                "Pet": {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer", "minimum": 1, "exclusiveMinimum": true}, "next": {"$ref": "#/components/schemas/Pet"}, "l": {"type": "array", "items": {"$ref": "#/components/schemas/Cat"}}}},
                "Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}], "enum": ["x", 1], "pattern": "^[a-z]+$", "default": 3},
            },
            "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}},
        },
    })
}

/// Every pointer of a value.
fn pointers(value: &Value, at: &str, all: &mut Vec<String>) {
    all.push(at.to_owned());
    match value {
        Value::Array(items) => items.iter().enumerate().for_each(|(place, item)| pointers(item, &format!("{at}/{place}"), all)),
        Value::Object(members) => {
            members.iter().for_each(|(key, member)| pointers(member, &format!("{at}/{}", key.replace('~', "~0").replace('/', "~1")), all))
        }
        _ => {}
    }
}

fn odd_value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop_oneof![
            Just("#"),
            Just("#/components/schemas/Pet"),
            Just("#/paths/~1pets~1{id}"),
            Just("#/components/schemas/Cat/allOf/0"),
            Just("x.json"),
            Just("#/nope")
        ]
        .prop_map(|reference| json!({"$ref": reference})),
        Just(json!([])),
        Just(json!({})),
        Just(json!(["string", "null", "object", 7])),
        Just(json!([{"$ref": "#/components/schemas/Cat"}, {"type": "array"}])),
        "[\\[\\](){}|\\\\*+?^$a-z0-9-]{0,10}".prop_map(|text| json!({"type": "string", "pattern": text})),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn documents_with_odd_values_never_break_the_compiler(changes in proptest::collection::vec((any::<prop::sample::Index>(), odd_value()), 1..6)) {
        let mut document = seed();
        for (index, value) in changes {
            let mut all = Vec::new();
            pointers(&document, "", &mut all);
            if let Some(place) = document.pointer_mut(&all[index.index(all.len())]) {
                *place = value;
            }
        }
        compile_text(document.to_string());
    }

    #[test]
    fn damaged_text_never_breaks_the_reader(cuts in proptest::collection::vec((any::<prop::sample::Index>(), "\\PC{0,3}"), 1..8), end in any::<prop::sample::Index>(), pretty: bool) {
        let mut text: Vec<char> = if pretty { serde_json::to_string_pretty(&seed()) } else { serde_json::to_string(&seed()) }.expect("JSON").chars().collect();
        for (index, insert) in cuts {
            let at = index.index(text.len());
            text.splice(at..(at + 1).min(text.len()), insert.chars());
            if text.is_empty() { break; }
        }
        let keep = if text.is_empty() { 0 } else { end.index(text.len() * 4).min(text.len()) };
        let text: String = text[..keep].iter().collect();
        compile_text(text.clone());
        compile_text(text.replacen('{', " openapi: 3.0.0\npaths: {", 1));
    }

    #[test]
    fn any_text_is_compiled_or_refused(text in "(?s).{0,300}") {
        compile_text(text);
    }

    #[test]
    fn patterns_that_are_kept_compile_elsewhere(pattern in "[\\[\\](){}|\\\\*+?^$a-dwWbB0-3,:=!<>.-]{1,14}") {
        if let Some(kept) = authoring::schema::pattern::normalise(&pattern) {
            prop_assert!(jsonschema::draft202012::new(&json!({"pattern": kept})).is_ok(), "{} from {}", kept, pattern);
        }
    }
}

#[test]
fn a_chain_of_many_references_is_followed_in_time() {
    let count = 50_000;
    let schemas: serde_json::Map<String, Value> =
        (0..count).map(|number| (format!("S{number}"), json!({"$ref": format!("#/components/schemas/S{}", number + 1)}))).collect();
    let operations: serde_json::Map<String, Value> = (0..200)
        .map(|number| {
            (format!("/p{number}"), json!({"post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}}}}))
        })
        .collect();
    let document = json!({"openapi": "3.1.0", "info": {"title": "x"}, "paths": operations, "components": {"schemas": schemas}});
    let started = std::time::Instant::now();
    compile_text(document.to_string());
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}

#[test]
fn one_large_schema_shared_by_many_operations_stays_within_bounds() {
    let properties: serde_json::Map<String, Value> = (0..5_000)
        .map(|number| (format!("p{number}"), json!({"type": "object", "properties": {"a": {"type": "string", "description": "d".repeat(100)}}})))
        .collect();
    let operations: serde_json::Map<String, Value> = (0..3_000)
        .map(|number| {
            (format!("/p{number}"), json!({"post": {"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Big"}}}}}}))
        })
        .collect();
    let document = json!({"openapi": "3.1.0", "info": {"title": "x"}, "paths": operations, "components": {"schemas": {"Big": {"type": "object", "properties": properties}}}});
    let started = std::time::Instant::now();
    compile_text(document.to_string());
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

//! The gate: what a client may send as a specification, and what it may not.

use authoring::seal;
use contract::ServerSpec;
use serde_json::{Value, json};

fn spec() -> Value {
    json!({
        "spec_version": 1, "name": "Pets", "source": {"kind": "openapi"},
        "tools": [{
            "name": "get_pet", "description": "Reads a pet.",
            "input_schema": {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]},
            "action": {"kind": "http", "method": "GET", "url": "https://API.example.com:443/pets/{id}", "secrets": ["KEY"],
                       "params": [{"in": "path", "name": "id", "arg": "id", "style": "simple"}]},
        }],
        "secrets": [{"name": "KEY", "label": "Key", "placement": {"in": "header", "param": "X-Key"}, "origins": ["https://evil.example"]}],
        "origins": ["https://evil.example"],
    })
}

fn read(value: Value) -> ServerSpec {
    serde_json::from_value(value).expect("the shape of a specification")
}

#[test]
fn origins_are_derived_and_supplied_ones_ignored() {
    let sealed = seal(read(spec())).expect("a good specification");
    assert_eq!(sealed.spec.origins.iter().map(|origin| origin.as_str()).collect::<Vec<_>>(), ["https://api.example.com"]);
    assert_eq!(sealed.spec.secrets[0].origins, sealed.spec.origins);
    assert!(sealed.digest.starts_with("sha256:") && sealed.digest.len() == 71);
    let again = seal(sealed.spec).expect("sealing twice");
    assert_eq!((again.canonical, again.digest), (sealed.canonical, sealed.digest));
}

#[test]
fn every_part_of_a_sent_specification_is_checked() {
    let long = "x".repeat(5_000);
    let cases: Vec<(&str, Value, &str)> = vec![
        ("/name", json!(""), "spec.name"),
        ("/spec_version", json!(9), "spec.spec_version"),
        ("/description", json!(long), "spec.description"),
        ("/tools", json!([]), "spec.tools"),
        ("/tools/0/enabled", json!(false), "spec.tools"),
        ("/tools/0/name", json!("a b"), "spec.tools.a b.name"),
        ("/tools/0/description", json!(long), "spec.tools.get_pet.description"),
        ("/tools/0/input_schema", json!(true), "spec.tools.get_pet.input_schema"),
        ("/tools/0/input_schema/type", json!("string"), "spec.tools.get_pet.input_schema"),
        ("/tools/0/input_schema/oneOf", json!([]), "spec.tools.get_pet.input_schema"),
        ("/tools/0/input_schema/properties/id", json!({"$ref": "https://evil.example/x"}), "spec.tools.get_pet.input_schema"),
        ("/tools/0/input_schema/properties/a b", json!({}), "spec.tools.get_pet.input_schema"),
        ("/tools/0/output_schema", json!({"type": "array"}), "spec.tools.get_pet.output_schema"),
        ("/tools/0/action/url", json!("https://example.com/pets"), "spec.tools.get_pet.action.params.id"),
        ("/tools/0/action/url", json!("https://{id}.example.com/"), "spec.tools.get_pet.action.url"),
        ("/tools/0/action/url", json!("https://user:pw@example.com/{id}"), "spec.tools.get_pet.action.url"),
        ("/tools/0/action/url", json!("file:///etc/{id}"), "spec.tools.get_pet.action.url"),
        ("/tools/0/action/url", json!("https://example.com/{id}/{other}"), "spec.tools.get_pet.action.url"),
        ("/tools/0/action/params/0/arg", json!("nope"), "spec.tools.get_pet.action.params.id"),
        ("/tools/0/action/params/1", json!({"in": "header", "name": "Host", "value": "evil"}), "spec.tools.get_pet.action.params.Host"),
        ("/tools/0/action/params/1", json!({"in": "header", "name": "X-A", "value": "a\r\nB: c"}), "spec.tools.get_pet.action.params.X-A"),
        ("/tools/0/action/secrets", json!(["OTHER"]), "spec.tools.get_pet.action.secrets"),
        ("/tools/0/action/body", json!({"kind": "raw", "content_type": "a b", "value": "x"}), "spec.tools.get_pet.action.body"),
        ("/tools/0/response", json!({"max_bytes": 1}), "spec.tools.get_pet.response.max_bytes"),
        ("/tools/0/response", json!({"pagination": {"arg": "page"}}), "spec.tools.get_pet.response.pagination"),
        ("/tools/0/action", json!({"kind": "script", "code": "x".repeat(70_000)}), "spec.tools.get_pet.action.code"),
        ("/secrets/0/name", json!("key"), "spec.secrets.key"),
        ("/secrets/0/placement/param", json!("Transfer-Encoding"), "spec.secrets.KEY.placement"),
        ("/secrets/0/placement/prefix", json!("a\r\n"), "spec.secrets.KEY.placement"),
        ("/secrets/0/help_url", json!("javascript:alert(1)"), "spec.secrets.KEY.help_url"),
    ];
    for (pointer, value, field) in cases {
        let mut changed = spec();
        put(&mut changed, pointer, value);
        let error = seal(read(changed)).expect_err(pointer);
        assert!(error.for_field(field).is_some(), "{pointer}: {:?}", error.errors);
    }
    let mut twice = spec();
    let tool = twice["tools"][0].clone();
    twice["tools"].as_array_mut().expect("tools").push(tool);
    assert!(seal(read(twice)).expect_err("two of a name").for_field("spec.tools.get_pet.name").is_some());
}

fn put(value: &mut Value, pointer: &str, new: Value) {
    let (parent, key) = pointer.rsplit_once('/').expect("a pointer");
    match value.pointer_mut(parent).expect("its parent") {
        Value::Array(items) if key.parse::<usize>().is_ok_and(|place| place == items.len()) => items.push(new),
        Value::Array(items) => items[key.parse::<usize>().expect("a place")] = new,
        Value::Object(members) => {
            members.insert(key.to_owned(), new);
        }
        _ => panic!("{pointer}"),
    }
}

#[test]
fn data_that_looks_like_a_reference_is_data() {
    let mut changed = spec();
    put(&mut changed, "/tools/0/input_schema/properties/id", json!({"default": {"$ref": "x"}, "type": "object", "properties": {"$ref": {"type": "string"}}}));
    seal(read(changed)).expect("nothing is referred to");
}

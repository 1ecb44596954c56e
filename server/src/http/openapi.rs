//! The OpenAPI 3.1 document, made from the route table.

use contract::{KeyAccess, Role};
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::{
    problem::Document,
    routes::{Right, Route},
    table::table,
};

/// The whole document. Its only server is `/`: the platform's own address.
pub fn document() -> Value {
    let mut schemas = SchemaSettings::draft2020_12().with(|settings| settings.definitions_path = "/components/schemas".into()).into_generator();
    let problem = schemas.subschema_for::<Document>();
    let mut paths = Map::new();
    for route in table() {
        let item = paths.entry(route.path.to_owned()).or_insert_with(|| json!({}));
        item[route.method.as_str().to_ascii_lowercase()] = operation(&route, &mut schemas);
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Build My MCP",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Describe an MCP server, check its tools, and run it. Every answer outside 2xx is a problem document (RFC 9457).",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{ "url": "/" }],
        "security": [{ "key": [] }, { "session": [] }],
        "paths": paths,
        "components": {
            "schemas": schemas.take_definitions(true),
            "responses": { "Problem": { "description": "What went wrong and what to do.", "content": { "application/problem+json": { "schema": problem } } } },
            "securitySchemes": {
                "key": { "type": "http", "scheme": "bearer", "description": "An API key: bmm_…" },
                "session": { "type": "apiKey", "in": "cookie", "name": "__Host-bmm-session", "description": "The session of a signed-in browser; bmm-session without https." },
            },
        },
    })
}

fn operation(route: &Route, schemas: &mut SchemaGenerator) -> Value {
    let mut answer = json!({ "description": if route.status == 101 { "The connection becomes a WebSocket." } else { "Done." } });
    if let Some(response) = route.response {
        answer["content"] = json!({ route.media_type: { "schema": response(schemas) } });
    }
    let mut operation = json!({
        "operationId": route.id,
        "tags": [route.tag],
        "summary": route.summary,
        "parameters": parameters(route),
        "responses": { route.status.to_string(): answer, "default": { "$ref": "#/components/responses/Problem" } },
    });
    if let Some(request) = route.request {
        operation["requestBody"] = json!({ "required": true, "content": { "application/json": { "schema": request(schemas) } } });
    }
    operation["security"] = security(route.right);
    match route.right {
        Right::PlatformAdmin => operation["x-operators-only"] = true.into(),
        Right::Needs(permission) if permission.least_role() > Role::Member => operation["x-least-role"] = permission.least_role().as_str().into(),
        Right::Needs(_) | Right::Everybody => {}
    }
    operation
}

/// What opens a route. The scope that a key needs stands in its list, as OpenAPI 3.1 has it for roles.
fn security(right: Right) -> Value {
    let session = json!({ "session": [] });
    match right {
        Right::Everybody => json!([]),
        Right::PlatformAdmin => json!([session]),
        Right::Needs(permission) => match permission.key_access() {
            KeyAccess::Any => json!([{ "key": [] }, session]),
            KeyAccess::Scope(scope) => json!([{ "key": [scope] }, session]),
            KeyAccess::Never => json!([session]),
        },
    }
}

fn parameters(route: &Route) -> Vec<Value> {
    let in_path = path_parameters(route.path).map(|name| json!({ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }));
    let others = route
        .parameters
        .iter()
        .map(|parameter| json!({ "name": parameter.name, "in": parameter.place, "description": parameter.about, "schema": { "type": "string" } }));
    in_path.chain(others).collect()
}

/// The names in braces.
pub fn path_parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split('{').skip(1).filter_map(|rest| rest.split('}').next())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_route_stands_in_the_document_with_its_own_operation_id() {
        let document = document();
        let ids: BTreeSet<_> = table().iter().map(|route| route.id).collect();
        assert_eq!(ids.len(), table().len());
        for route in table() {
            assert!(!route.summary.is_empty() && !route.tag.is_empty(), "{}", route.path);
            let operation = &document["paths"][route.path][route.method.as_str().to_ascii_lowercase()];
            assert_eq!(operation["operationId"], route.id);
            assert_eq!(operation["security"] == json!([]), route.right == Right::Everybody, "{}", route.path);
        }
    }

    #[test]
    fn every_route_says_which_scope_and_role_it_needs() {
        let document = document();
        let of = |path: &str, method: &str| {
            let operation = &document["paths"][path][method];
            (operation["security"].clone(), operation["x-least-role"].as_str().map(str::to_owned), operation["x-operators-only"] == true)
        };
        assert_eq!(of("/v1/servers", "post"), (json!([{ "key": ["servers:write"] }, { "session": [] }]), None, false));
        assert_eq!(of("/v1/invitations", "post"), (json!([{ "key": ["org:write"] }, { "session": [] }]), Some("admin".to_owned()), false));
        assert_eq!(of("/v1/me/org/transfer", "post"), (json!([{ "session": [] }]), Some("owner".to_owned()), false));
        assert_eq!(of("/v1/admin/health", "get"), (json!([{ "session": [] }]), None, true));
        assert_eq!(of("/api/health", "get"), (json!([]), None, false));
    }

    /// Bodies as the reference shows them: what stands in them is what the interface takes.
    #[test]
    fn every_body_of_the_reference_fits_its_schema_and_says_something() {
        fn empty(value: &Value) -> bool {
            match value {
                Value::String(text) => text.is_empty(),
                Value::Object(members) => members.values().any(empty),
                Value::Array(items) => items.iter().any(empty),
                _ => false,
            }
        }
        let document = document();
        let bodies = site::bodies(&document);
        assert!(bodies.len() > 20);
        for (id, schema, body) in bodies {
            let mut whole = document.clone();
            whole["$schema"] = "https://json-schema.org/draft/2020-12/schema".into();
            whole["allOf"] = json!([schema]);
            let checker = jsonschema::validator_for(&whole).unwrap_or_else(|error| panic!("{id}: {error}"));
            let wrong: Vec<_> = checker.iter_errors(&body).map(|error| format!("{}: {error}", error.instance_path())).collect();
            assert!(wrong.is_empty(), "{id}: {body}: {wrong:#?}");
            assert!(!empty(&body), "{id}: {body}");
        }
    }

    #[test]
    fn every_reference_leads_somewhere() {
        fn walk<'a>(value: &'a Value, found: &mut Vec<&'a str>) {
            match value {
                Value::Object(members) => members.iter().for_each(|(name, member)| match (name.as_str(), member) {
                    ("$ref", Value::String(target)) => found.push(target),
                    _ => walk(member, found),
                }),
                Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
                _ => {}
            }
        }
        let document = document();
        let mut references = Vec::new();
        walk(&document, &mut references);
        assert!(references.len() > 40);
        for reference in references {
            assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
        }
    }
}

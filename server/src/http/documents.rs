//! Documents about the interface itself: OpenAPI 3.1, and the JSON Schema of a specification.

use std::sync::LazyLock;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use contract::ServerSpec;
use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings};
use serde_json::Value;

use super::openapi;

static OPENAPI: LazyLock<String> = LazyLock::new(|| openapi::document().to_string());
static SPEC_SCHEMA: LazyLock<String> = LazyLock::new(|| spec_schema_document().to_string());

/// Some JSON object.
pub struct AnyObject;

impl JsonSchema for AnyObject {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "AnyObject".into()
    }

    fn inline_schema() -> bool {
        true
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({ "type": "object" })
    }
}

/// The JSON Schema (2020-12) of [`ServerSpec`].
pub fn spec_schema_document() -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<ServerSpec>();
    schema.insert("title".into(), "Specification of a Build My MCP server".into());
    schema.to_value()
}

pub async fn openapi() -> Response {
    document(&OPENAPI, "application/json")
}

pub async fn spec_schema() -> Response {
    document(&SPEC_SCHEMA, "application/schema+json")
}

fn document(text: &'static str, media_type: &'static str) -> Response {
    let headers = [(header::CONTENT_TYPE, HeaderValue::from_static(media_type)), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    (headers, text).into_response()
}

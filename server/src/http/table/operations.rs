//! What describes and watches the platform.

use axum::http::Method;

use crate::http::{
    documents, health,
    routes::{Route, route},
};

pub fn table() -> Vec<Route> {
    vec![
        route(Method::GET, "/v1/spec.schema.json", "getSpecSchema", documents::spec_schema)
            .about("Documents", "JSON Schema of a server's specification.")
            .for_everybody()
            .answers::<documents::AnyObject>()
            .media_type("application/schema+json"),
        route(Method::GET, "/v1/openapi.json", "getOpenApi", documents::openapi)
            .about("Documents", "This document.")
            .for_everybody()
            .answers::<documents::AnyObject>(),
        route(Method::GET, "/api/health", "getHealth", health::health)
            .about("Operations", "Whether the platform can do its work.")
            .for_everybody()
            .answers::<health::Health>(),
        route(Method::GET, "/api/version", "getVersion", health::version)
            .about("Operations", "The version that runs.")
            .for_everybody()
            .answers::<health::Version>(),
    ]
}

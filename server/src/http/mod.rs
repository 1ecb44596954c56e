//! The router: REST, the MCP endpoint, pages and files, behind the layers that every request passes.

mod account;
mod admin;
mod audit;
pub mod auth;
mod authorings;
mod billing;
mod builds;
mod documents;
mod follow;
mod health;
mod invitations;
pub mod json;
mod keys;
mod members;
pub mod middleware;
pub mod openapi;
mod orgs;
pub mod pages;
mod passkeys;
mod personal;
pub mod problem;
mod profile;
mod recipes;
pub mod routes;
mod servers;
mod sessions;
pub mod site;
pub mod state;
pub mod table;
mod tickets;
mod tools;

use axum::{Router, extract::DefaultBodyLimit, middleware::from_fn, middleware::from_fn_with_state};
use tower_http::{CompressionLevel, compression::CompressionLayer};

pub use documents::spec_schema_document;

use self::{middleware as layer, state::AppState};
use crate::gateway;

/// Everything that this platform answers.
pub fn router(state: AppState) -> Router {
    let with_state = || state.clone();
    // The first layer here is the last that a request passes.
    Router::new()
        .merge(routes::router(table::table(), &state))
        .merge(gateway::router())
        .merge(pages::router(&state))
        .fallback_service(pages::fallback(&state))
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn(layer::body_limit::limit_body))
        .layer(from_fn_with_state(with_state(), layer::csrf::check))
        .layer(from_fn_with_state(with_state(), layer::rate_limit::limit))
        .layer(from_fn_with_state(with_state(), layer::host::check))
        .layer(from_fn(layer::panic::catch))
        .layer(from_fn(layer::readable::for_people))
        .layer(CompressionLayer::new().gzip(true).br(true).quality(CompressionLevel::Fastest))
        .layer(from_fn_with_state(with_state(), layer::security_headers::add))
        .layer(from_fn(layer::trace::trace))
        .layer(from_fn_with_state(with_state(), layer::client::identify))
        .with_state(state)
}

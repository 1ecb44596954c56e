//! One log line for each request. Queries never stand in it: they may hold tokens.

use std::time::Instant;

use axum::{
    extract::{MatchedPath, Request},
    middleware::Next,
    response::Response,
};
use tracing::Instrument;

use super::client::Client;

/// Logs method, route, status and duration, once, under the request's id.
pub async fn trace(request: Request, next: Next) -> Response {
    let Some(client) = request.extensions().get::<Client>().cloned() else { return next.run(request).await };
    let method = request.method().clone();
    // The route's template where there is one: a path may hold a sign-in token.
    let route = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = route.unwrap_or_else(|| "(no route)".to_owned());
    let span = tracing::info_span!("request", request.id = %client.meta.id);
    let start = Instant::now();
    let response = next.run(request).instrument(span.clone()).await;
    let (status, ms) = (response.status().as_u16(), start.elapsed().as_millis());
    let _inside = span.enter();
    if route.starts_with("/{*") || route == "(no route)" || route.starts_with("/api/health") {
        tracing::debug!(%method, route, status, ms, ip = %client.meta.ip, "answered");
    } else {
        tracing::info!(%method, route, status, ms, ip = %client.meta.ip, "answered");
    }
    drop(_inside);
    response
}

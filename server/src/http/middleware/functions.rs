//! Server functions whose arguments cannot be read answer 400: Leptos answers 500 to whatever it could not read.

use app::Failure;
use axum::{
    body::{Body, to_bytes},
    extract::Request,
    http::{StatusCode, header},
    middleware::Next,
    response::Response,
};

/// Errors are a few sentences long.
const LONGEST_ERROR: usize = 64 * 1024;

pub async fn refuse_unreadable(request: Request, next: Next) -> Response {
    let is_function = request.uri().path().starts_with("/_fn/");
    let response = next.run(request).await;
    if !is_function || response.status() != StatusCode::INTERNAL_SERVER_ERROR {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let mut bytes = to_bytes(body, LONGEST_ERROR).await.unwrap_or_default();
    if serde_json::from_slice::<Failure>(&bytes).is_ok_and(|failure| failure.is_stale()) {
        parts.status = StatusCode::BAD_REQUEST;
        bytes = serde_json::to_vec(&Failure::unreadable()).unwrap_or_default().into();
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    Response::from_parts(parts, Body::from(bytes))
}

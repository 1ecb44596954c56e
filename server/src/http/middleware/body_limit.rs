//! How large a request may be, server functions included.

use axum::{
    body::Body,
    extract::Request,
    http::header,
    middleware::Next,
    response::{IntoResponse, Response},
};
use contract::AppError;
use http_body_util::Limited;

use crate::http::problem::Problem;

const MIB: usize = 1024 * 1024;

/// Bytes that a request to this path may have: 32 MiB where whole documents arrive, 4 MiB for MCP, 1 MiB elsewhere.
pub fn limit(path: &str) -> usize {
    match path {
        // A browser shows no answer while it is still sending, so the form reads on behind its own limit.
        "/forms/drafts/describe" => app::ssr::forms::DOCUMENT_LIMIT,
        "/v1/servers" | "/v1/servers/preview" | "/_fn/drafts/save" => 32 * MIB,
        _ if path.starts_with("/mcp/") => 4 * MIB,
        _ => MIB,
    }
}

pub async fn limit_body(request: Request, next: Next) -> Response {
    let limit = limit(request.uri().path());
    let announced = request.headers().get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()).and_then(|text| text.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        let detail = format!("This request is larger than {} MB, which is the limit here. Send a smaller document, or one without examples.", limit / MIB);
        return Problem(AppError::too_large(detail)).into_response();
    }
    next.run(request.map(|body| Body::new(Limited::new(body, limit)))).await
}

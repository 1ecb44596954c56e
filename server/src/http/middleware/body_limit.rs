//! How large a request may be, server functions included.

use std::{
    future::poll_fn,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll},
    time::Duration,
};

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use contract::AppError;
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::Limited;

use crate::http::problem::Problem;

const MIB: usize = 1024 * 1024;

/// Bytes that are read and thrown away so that the sender gets to see the answer.
const DRAINED: usize = 64 * MIB;
const DRAINED_WITHIN: Duration = Duration::from_secs(10);

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
    let announced = announced(request.headers());
    // Who asks first (RFC 9110 section 10.1.1) has sent nothing yet, and sends nothing after a refusal.
    let asks_first = request.headers().contains_key(header::EXPECT);
    let (parts, body) = request.into_parts();
    let body = Shared(Arc::new(Mutex::new(body)));
    let response = if announced.is_some_and(|length| length > limit) {
        let detail = format!("This request is larger than {} MB, which is the limit here. Send a smaller document, or one without examples.", limit / MIB);
        Problem(AppError::too_large(detail)).into_response()
    } else {
        next.run(Request::from_parts(parts, Body::new(Limited::new(body.clone(), limit)))).await
    };
    if response.status() == StatusCode::PAYLOAD_TOO_LARGE && !asks_first {
        // Closing a connection while the other side still sends resets it, and the answer is lost with it.
        let _ = tokio::time::timeout(DRAINED_WITHIN, drain(body)).await;
    }
    response
}

fn announced(headers: &HeaderMap) -> Option<usize> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// A body that can be read on after its first reader has given up.
#[derive(Clone)]
struct Shared(Arc<Mutex<Body>>);

impl HttpBody for Shared {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let mut body = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        Pin::new(&mut *body).poll_frame(context)
    }

    fn is_end_stream(&self) -> bool {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).size_hint()
    }
}

async fn drain(mut body: Shared) {
    let mut read = 0;
    while read < DRAINED {
        match poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await {
            Some(Ok(frame)) => read += frame.data_ref().map_or(0, Bytes::len),
            Some(Err(_)) | None => return,
        }
    }
}

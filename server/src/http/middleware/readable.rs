//! Errors for people: where a browser asked for a page, a problem document becomes a page that says the same.

use app::ssr::shell::STANDALONE_POLICY;
use axum::{
    extract::Request,
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use contract::AppError;

pub async fn for_people(request: Request, next: Next) -> Response {
    let reads = *request.method() == Method::GET && is_page(request.uri().path()) && wants_html(request.headers());
    let response = next.run(request).await;
    let Some(error) = response.extensions().get::<AppError>().filter(|_| reads) else { return response };
    let mut page = (response.status(), Html(site::broken(error))).into_response();
    let headers = page.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(STANDALONE_POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Some(wait) = response.headers().get(header::RETRY_AFTER) {
        headers.insert(header::RETRY_AFTER, wait.clone());
    }
    page
}

fn is_page(path: &str) -> bool {
    !["/v1/", "/mcp/", "/api/", "/_fn/", "/forms/", "/pkg/"].iter().any(|prefix| path.starts_with(prefix))
}

fn wants_html(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

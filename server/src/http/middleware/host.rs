//! `Host`: unknown names are refused, so that no other site can point its name here (DNS rebinding); pages move to the
//! name of the public URL, which cookies and passkeys belong to.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use contract::AppError;

use super::client::host_name;
use crate::{
    config::{is_loopback_host, is_loopback_url},
    http::{problem::Problem, state::AppState},
};

pub async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let Some(asked) = authority(request.headers(), request.uri()) else { return refuse(&state) };
    let own = state.public_authority();
    if asked.eq_ignore_ascii_case(&own) {
        return next.run(request).await;
    }
    if !is_loopback_host(host_name(&asked)) {
        return refuse(&state);
    }
    if is_page(&request) && is_loopback_url(&state.public_url) && !host_name(&asked).eq_ignore_ascii_case(host_name(&own)) {
        return move_to_public_url(&state, request.uri());
    }
    next.run(request).await
}

/// `Host`, or what HTTP/2 sends in its place.
fn authority(headers: &HeaderMap, uri: &Uri) -> Option<String> {
    match headers.get(header::HOST) {
        Some(host) => host.to_str().ok().map(str::to_owned),
        None => uri.authority().map(ToString::to_string),
    }
}

/// What a browser shows, as opposed to what programs call.
fn is_page(request: &Request) -> bool {
    let path = request.uri().path();
    let for_programs = ["/v1/", "/mcp/", "/api/", "/_fn/", "/forms/", "/pkg/"].iter().any(|prefix| path.starts_with(prefix));
    matches!(*request.method(), Method::GET | Method::HEAD) && !for_programs && wants_html(request.headers())
}

fn wants_html(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|accept| accept.contains("text/html"))
}

fn move_to_public_url(state: &AppState, uri: &Uri) -> Response {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    let address = format!("{}{path}", state.public_url.as_str().trim_end_matches('/'));
    match HeaderValue::from_str(&address) {
        Ok(address) => (StatusCode::TEMPORARY_REDIRECT, [(header::LOCATION, address)]).into_response(),
        Err(_) => refuse(state),
    }
}

fn refuse(state: &AppState) -> Response {
    let detail = format!("This platform answers at {} only. The operator sets that address with BMM_PUBLIC_URL.", state.public_url);
    Problem(AppError::bad_request(detail)).into_response()
}

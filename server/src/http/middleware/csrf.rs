//! Cross-site request forgery: a request that may carry a cookie changes something only when it comes from the own site.
//!
//! Browsers say where a request comes from in `Sec-Fetch-Site` (W3C Fetch Metadata), and where they don't, in `Origin`
//! (RFC 6454). A request with an `Authorization` header is exempt: other sites cannot add one, and cookies are ignored
//! beside it.

use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use contract::AppError;
use url::Url;

use super::client::host_name;
use crate::{
    config::{is_loopback_host, is_loopback_url},
    http::{problem::Problem, state::AppState},
};

pub async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let exempt = request.method().is_safe() || headers.contains_key(header::AUTHORIZATION) || request.uri().path().starts_with("/mcp/");
    if exempt || comes_from_own_site(&state, headers) {
        return next.run(request).await;
    }
    let detail =
        "This request came from another site, so it was not carried out. Open the page again and repeat it; programs send an API key as a bearer token.";
    Problem(AppError::forbidden(detail)).into_response()
}

fn comes_from_own_site(state: &AppState, headers: &HeaderMap) -> bool {
    match headers.get("sec-fetch-site") {
        Some(site) => (site == "same-origin" || site == "none") && origin_is_own(state, headers, false),
        None => origin_is_own(state, headers, headers.contains_key(header::COOKIE)),
    }
}

/// Whether `Origin` names this platform; `required` says whether it may be missing.
pub fn origin_is_own(state: &AppState, headers: &HeaderMap, required: bool) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return !required };
    let Some(origin) = origin.to_str().ok().and_then(|text| Url::parse(text).ok()) else { return false };
    if origin.origin() == state.public_url.origin() {
        return true;
    }
    // On a local platform every loopback name leads here: the one that was asked for is the own site, too.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    is_loopback_url(&state.public_url) && is_loopback_host(host_name(host)) && origin.as_str().trim_end_matches('/') == format!("http://{host}")
}

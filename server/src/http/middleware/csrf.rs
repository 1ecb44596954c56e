//! Cross-site request forgery: a request that may carry a cookie changes something only when it comes from the own site.
//!
//! Browsers say where a request comes from in `Sec-Fetch-Site` (W3C Fetch Metadata), and where they don't, in `Origin`
//! (RFC 6454). A request to the REST interface with an `Authorization` header is exempt: other sites cannot add one, and cookies
//! are ignored beside it there.

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

/// Reading it writes an event, sends a mail and takes from a quota: a link on another site must not do that.
const EXPORT: &str = "/v1/account/export";

pub async fn check(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let path = request.uri().path();
    let is_program = path.starts_with("/mcp/") || path.starts_with("/v1/") && headers.contains_key(header::AUTHORIZATION);
    let is_allowed = if request.method().is_safe() { path != EXPORT || !comes_from_elsewhere(headers) } else { comes_from_own_site(&state, headers) };
    if is_program || is_allowed {
        return next.run(request).await;
    }
    let detail =
        "This request came from another site, so it was not carried out. Open the page again and repeat it; programs send an API key as a bearer token.";
    Problem(AppError::forbidden(detail)).into_response()
}

/// What the browser says, where it says anything; typed addresses and bookmarks come from nowhere.
fn comes_from_elsewhere(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site != "same-origin" && site != "none")
}

fn comes_from_own_site(state: &AppState, headers: &HeaderMap) -> bool {
    match headers.get("sec-fetch-site") {
        Some(_) => !comes_from_elsewhere(headers) && origin_is_own(state, headers, false),
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

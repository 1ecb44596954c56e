//! The MCP endpoint, `/mcp/{org}/{slug}`: authenticate first, then let rmcp speak the protocol.
//!
//! Each request gets a service of its own, which knows server and principal. It keeps no session: revision 2026-07-28 has
//! none, and older clients that say `initialize` get along without one.

mod handler;
mod tools;

use std::sync::Arc;

use axum::{
    Router,
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Response},
    routing::any,
};
use contract::{AppError, ErrorCode, Handle, Slug};
use domain::calls::LiveServer;
use rmcp::transport::streamable_http_server::{StreamableHttpServerConfig, StreamableHttpService, session::never::NeverSessionManager};
use tower::ServiceExt;

use self::handler::Gateway;
use crate::http::{
    auth::bearer,
    middleware::{client::Client, csrf, rate_limit},
    problem::Problem,
    state::AppState,
};

/// Bytes of one MCP message.
const LARGEST_MESSAGE: usize = 4 * 1024 * 1024;

/// The path of every endpoint; authentication is the gateway's own, because public servers need none.
pub const PATH: &str = "/mcp/{org}/{slug}";

pub fn router() -> Router<AppState> {
    Router::new().route(PATH, any(serve))
}

async fn serve(State(state): State<AppState>, Path((org, slug)): Path<(String, String)>, request: Request) -> Response {
    if !csrf::origin_is_own(&state, request.headers(), false) {
        return Problem(AppError::forbidden("This endpoint does not answer pages of other sites.")).into_response();
    }
    let Some(client) = request.extensions().get::<Client>().cloned() else { return Problem(AppError::internal()).into_response() };
    match open(&state, &client, &org, &slug, request.headers()).await {
        Ok(server) => speak(&state, server, request).await,
        Err(error) => {
            let error = rate_limit::count_failure(&state, &client, error).await;
            refuse(error, request.headers())
        }
    }
}

async fn open(state: &AppState, client: &Client, org: &str, slug: &str, headers: &HeaderMap) -> Result<LiveServer, AppError> {
    let (Ok(org), Ok(slug)) = (Handle::parse(org), Slug::parse(slug)) else { return Err(AppError::not_found("server")) };
    let server = domain::calls::open(&state.platform, &client.meta, &org, &slug, bearer(headers)?).await;
    server.map_err(|error| error.into_shown(client.meta.id))
}

/// RFC 6750 section 3: a challenge without an error where no token came, `invalid_token` where one did.
fn refuse(error: AppError, headers: &HeaderMap) -> Response {
    let signed_out = error.code == ErrorCode::SignedOut;
    let mut response = Problem(error).into_response();
    if signed_out {
        let challenge = if headers.contains_key(header::AUTHORIZATION) { "Bearer realm=\"bmm\", error=\"invalid_token\"" } else { "Bearer realm=\"bmm\"" };
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
    }
    response
}

async fn speak(state: &AppState, server: LiveServer, request: Request) -> Response {
    // Host and Origin have been checked before authentication, by the rules of the whole platform.
    let config = StreamableHttpServerConfig::default()
        .with_legacy_session_mode(false)
        .with_json_response(true)
        .with_max_request_body_bytes(LARGEST_MESSAGE)
        .with_cancellation_token(state.stop.clone())
        .disable_allowed_hosts()
        .disable_allowed_origins();
    let gateway = Gateway::new(Arc::clone(&state.platform), server);
    let service = StreamableHttpService::new(move || Ok(gateway.clone()), Arc::new(NeverSessionManager::default()), config);
    match service.oneshot(request).await {
        Ok(response) => {
            let mut response = response.map(Body::new);
            response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
            response
        }
        Err(never) => match never {},
    }
}

//! Who asks over REST: a bearer key, or a session cookie.

use std::sync::Arc;

use app::ssr::cookies;
use axum::{
    extract::{FromRequestParts, Request, State},
    http::{HeaderMap, header, request::Parts},
    middleware::Next,
    response::{IntoResponse, Response},
};
use contract::AppError;
use domain::{Ctx, Platform, RequestMeta};

use super::{middleware::client::Client, problem::Problem, routes::Right, state::AppState};

/// The authenticated caller; only routes that are not for everybody have one.
pub struct Caller(pub Ctx);

impl Caller {
    /// Turns a use case's result into a handler's.
    pub fn reply<T>(&self, result: domain::Result<T>) -> Result<T, Problem> {
        result.map_err(|error| Problem::of(error, self.0.request.id))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get::<Ctx>().cloned().map(Self).ok_or_else(|| AppError::signed_out().into())
    }
}

/// The bearer token of `Authorization` (RFC 6750 section 2.1).
///
/// # Errors
/// When the header is there but is not a bearer token: an answer must not depend on a cookie that comes with it.
pub fn bearer(headers: &HeaderMap) -> Result<Option<&str>, AppError> {
    let Some(value) = headers.get(header::AUTHORIZATION) else { return Ok(None) };
    let token = value.to_str().ok().and_then(|text| text.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    match token {
        Some((_, token)) if !token.trim().is_empty() => Ok(Some(token.trim())),
        _ => Err(AppError::new(contract::ErrorCode::SignedOut, "The Authorization header must read: Bearer YOUR_API_KEY.")),
    }
}

/// Authenticates by key, or else by cookie.
///
/// # Errors
/// `signed_out` when there is neither, or when it is not valid any more.
pub async fn authenticate(platform: &Arc<Platform>, meta: &RequestMeta, headers: &HeaderMap) -> Result<Ctx, AppError> {
    if let Some(key) = bearer(headers)? {
        return domain::keys::authenticate(platform, meta.clone(), key).await.map_err(|error| error.into_shown(meta.id));
    }
    let Some(session) = cookies::read(headers, cookies::session_name(platform)) else { return Err(AppError::signed_out()) };
    let ctx = domain::identity::authenticate(platform, meta.clone(), &session).await.map_err(|error| error.into_shown(meta.id))?;
    ctx.ok_or_else(AppError::signed_out)
}

/// The gate before every route that is not for everybody: authenticates, then checks the route's right.
pub async fn admit(State((state, right)): State<(AppState, Right)>, mut request: Request, next: Next) -> Response {
    let Some(client) = request.extensions().get::<Client>().cloned() else { return Problem(AppError::internal()).into_response() };
    match authenticate(&state.platform, &client.meta, request.headers()).await {
        Ok(ctx) => match check(&ctx, right) {
            Ok(()) => {
                request.extensions_mut().insert(ctx);
                next.run(request).await
            }
            Err(error) => Problem::of(error, client.meta.id).into_response(),
        },
        Err(error) => Problem(super::middleware::rate_limit::count_failure(&state, &client, error).await).into_response(),
    }
}

fn check(ctx: &Ctx, right: Right) -> domain::Result<()> {
    match right {
        Right::Everybody => Ok(()),
        Right::Needs(permission) => ctx.require(permission),
        Right::PlatformAdmin => domain::admin::enter(ctx).map(drop),
    }
}

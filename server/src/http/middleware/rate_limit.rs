//! Rate limits by client address: generous for work, tight for guessing keys.

use std::{net::IpAddr, time::Duration};

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use contract::{AppError, ErrorCode};
use domain::ports::Quota;

use super::client::Client;
use crate::http::{problem::Problem, state::AppState};

const MINUTE: Duration = Duration::from_secs(60);
/// Requests to the interface, server functions and forms.
const REQUESTS: Quota = Quota { events: 1_200, window: MINUTE };
/// Wrong keys and ended sessions.
const FAILURES: Quota = Quota { events: 60, window: MINUTE };

pub async fn limit(State(state): State<AppState>, request: Request, next: Next) -> Response {
    let Some(client) = request.extensions().get::<Client>().cloned() else { return next.run(request).await };
    let path = request.uri().path();
    // Stripe sends what it has to send; a wrong signature costs nothing.
    let counted = path != "/v1/billing/webhook" && ["/v1/", "/_fn/", "/forms/"].iter().any(|prefix| path.starts_with(prefix));
    if counted && let Err(error) = take(&state, "requests", client.meta.network(), REQUESTS).await {
        return Problem(error).into_response();
    }
    next.run(request).await
}

/// Counts a failed authentication; once there are too many, they are told to wait instead of being answered.
pub async fn count_failure(state: &AppState, client: &Client, error: AppError) -> AppError {
    if error.code != ErrorCode::SignedOut {
        return error;
    }
    take(state, "failures", client.meta.network(), FAILURES).await.err().unwrap_or(error)
}

async fn take(state: &AppState, what: &str, network: IpAddr, quota: Quota) -> Result<(), AppError> {
    let wait = state.platform.limiter.take(&format!("http:{what}:{network}"), quota).await;
    wait.map_err(AppError::rate_limited)
}

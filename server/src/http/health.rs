//! `/api/health` and `/api/version`.

use std::time::Duration;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use contract::{
    AppError, ErrorCode,
    dto::{OngoingIncident, PartState, PartView},
};
use domain::Platform;
use serde::Serialize;

use super::{problem, state::AppState};

/// An answer about health may not wait longer than this for what people wrote.
const PATIENCE: Duration = Duration::from_secs(3);

/// Everything that the platform needs answers.
#[derive(Serialize, schemars::JsonSchema)]
pub struct Health {
    /// Always `ok`; anything else is a 503 problem, with `parts` and `incident` beside its other members.
    pub status: &'static str,
    /// Scripts run unconfined; the operator has accepted it.
    pub insecure_sandbox: bool,
    #[serde(flatten)]
    pub found: Found,
}

/// What was found, well or not.
#[derive(Serialize, schemars::JsonSchema)]
pub struct Found {
    /// Each part: database and store asked now, the others within the last minute.
    pub parts: Vec<PartView>,
    /// What the operator says is wrong right now; `null` when nothing is.
    pub incident: Option<OngoingIncident>,
}

/// What runs.
#[derive(Serialize, schemars::JsonSchema)]
pub struct Version {
    pub name: &'static str,
    pub version: &'static str,
}

pub async fn health(State(state): State<AppState>) -> Response {
    let (parts, incident) = tokio::join!(domain::status::parts(&state.platform), incident(&state.platform));
    let down: Vec<_> = parts.iter().filter(|part| part.state == PartState::Down).map(|part| part.name.as_str()).collect();
    let unwell = (!down.is_empty()).then(|| AppError::new(ErrorCode::Unavailable, format!("This does not work right now: {}.", down.join(", "))));
    let found = Found { parts, incident };
    match unwell {
        Some(error) => problem::with(error, found),
        None => Json(Health { status: "ok", insecure_sandbox: state.platform.runtime.is_insecure(), found }).into_response(),
    }
}

/// A database that does not answer is a part that is down, and says so there.
async fn incident(platform: &Platform) -> Option<OngoingIncident> {
    tokio::time::timeout(PATIENCE, domain::status::ongoing(platform)).await.ok()?.ok().flatten()
}

pub async fn version() -> Json<Version> {
    Json(Version { name: "Build My MCP", version: env!("CARGO_PKG_VERSION") })
}

//! `/api/health` and `/api/version`.

use axum::{Json, extract::State};
use contract::{
    AppError, ErrorCode,
    dto::{PartState, PartView},
};
use serde::Serialize;

use super::{problem::Problem, state::AppState};

/// Everything that the platform needs answers.
#[derive(Serialize, schemars::JsonSchema)]
pub struct Health {
    /// Always `ok`; anything else is a 503 problem.
    pub status: &'static str,
    /// Scripts run unconfined; the operator has accepted it.
    pub insecure_sandbox: bool,
    /// Each part, asked now.
    pub parts: Vec<PartView>,
}

/// What runs.
#[derive(Serialize, schemars::JsonSchema)]
pub struct Version {
    pub name: &'static str,
    pub version: &'static str,
}

pub async fn health(State(state): State<AppState>) -> Result<Json<Health>, Problem> {
    let parts = domain::status::parts(&state.platform).await;
    let down: Vec<_> = parts.iter().filter(|part| part.state == PartState::Down).map(|part| part.name.as_str()).collect();
    if !down.is_empty() {
        return Err(AppError::new(ErrorCode::Unavailable, format!("This does not work right now: {}.", down.join(", "))).into());
    }
    Ok(Json(Health { status: "ok", insecure_sandbox: state.platform.runtime.is_insecure(), parts }))
}

pub async fn version() -> Json<Version> {
    Json(Version { name: "Build My MCP", version: env!("CARGO_PKG_VERSION") })
}

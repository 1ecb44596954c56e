//! `/api/health` and `/api/version`.

use axum::{Json, extract::State};
use contract::{AppError, ErrorCode};
use serde::Serialize;

use super::{problem::Problem, state::AppState};

/// Everything that the platform needs answers.
#[derive(Serialize, schemars::JsonSchema)]
pub struct Health {
    /// Always `ok`; anything else is a 503 problem.
    pub status: &'static str,
    /// Scripts run unconfined; the operator has accepted it.
    pub insecure_sandbox: bool,
}

/// What runs.
#[derive(Serialize, schemars::JsonSchema)]
pub struct Version {
    pub name: &'static str,
    pub version: &'static str,
}

pub async fn health(State(state): State<AppState>) -> Result<Json<Health>, Problem> {
    if let Err(cause) = state.platform.db.ping().await {
        tracing::error!(%cause, "the database does not answer");
        return Err(AppError::new(ErrorCode::Unavailable, "The database does not answer.").into());
    }
    Ok(Json(Health { status: "ok", insecure_sandbox: state.platform.runtime.is_insecure() }))
}

pub async fn version() -> Json<Version> {
    Json(Version { name: "Build My MCP", version: env!("CARGO_PKG_VERSION") })
}

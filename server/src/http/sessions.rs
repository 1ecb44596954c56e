//! `/v1/account/sessions`.

use axum::{Json, http::StatusCode};
use contract::{
    AppError,
    dto::{SessionEntry, SessionsEnded},
};
use domain::identity::sessions;

use super::{auth::Caller, json::Path, problem::Problem};

pub async fn list(caller: Caller) -> Result<Json<Vec<SessionEntry>>, Problem> {
    caller.reply(sessions::list(&caller.0).await).map(Json)
}

pub async fn revoke(caller: Caller, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    let id = id.parse().map_err(|_| AppError::not_found("session"))?;
    caller.reply(sessions::revoke(&caller.0, id).await).map(|()| StatusCode::NO_CONTENT)
}

pub async fn revoke_others(caller: Caller) -> Result<Json<SessionsEnded>, Problem> {
    caller.reply(sessions::revoke_others(&caller.0).await).map(|ended| Json(SessionsEnded { ended }))
}

//! `/v1/account/passkeys`.

use axum::{Json, http::StatusCode};
use contract::{
    AppError, PasskeyId,
    dto::{PasskeyView, RegisterPasskey, RenamePasskey},
};
use domain::identity::passkeys;
use serde_json::Value;

use super::{
    auth::Caller,
    json::{Body, Path},
    problem::Problem,
};

pub async fn list(caller: Caller) -> Result<Json<Vec<PasskeyView>>, Problem> {
    caller.reply(passkeys::list(&caller.0).await).map(Json)
}

pub async fn challenge(caller: Caller) -> Result<Json<Value>, Problem> {
    caller.reply(passkeys::register_challenge(&caller.0).await).map(Json)
}

pub async fn register(caller: Caller, Body(request): Body<RegisterPasskey>) -> Result<(StatusCode, Json<PasskeyView>), Problem> {
    let passkey = caller.reply(passkeys::register(&caller.0, request).await)?;
    Ok((StatusCode::CREATED, Json(passkey)))
}

pub async fn rename(caller: Caller, Path(id): Path<String>, Body(request): Body<RenamePasskey>) -> Result<Json<PasskeyView>, Problem> {
    caller.reply(passkeys::rename(&caller.0, parse(&id)?, &request.name).await).map(Json)
}

pub async fn remove(caller: Caller, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    caller.reply(passkeys::remove(&caller.0, parse(&id)?).await).map(|()| StatusCode::NO_CONTENT)
}

fn parse(id: &str) -> Result<PasskeyId, Problem> {
    Ok(id.parse().map_err(|_| AppError::not_found("passkey"))?)
}

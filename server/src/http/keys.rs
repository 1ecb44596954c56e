//! `/v1/keys`.

use axum::{Json, http::StatusCode};
use contract::{
    AppError,
    dto::{CreateKey, CreatedKey, KeyView},
};

use super::{
    auth::Caller,
    json::{Body, Path},
    problem::Problem,
};

pub async fn list(caller: Caller) -> Result<Json<Vec<KeyView>>, Problem> {
    caller.reply(domain::keys::list(&caller.0).await).map(Json)
}

pub async fn create(caller: Caller, Body(request): Body<CreateKey>) -> Result<(StatusCode, Json<CreatedKey>), Problem> {
    let created = caller.reply(domain::keys::create(&caller.0, request).await)?;
    Ok((StatusCode::CREATED, Json(created)))
}

pub async fn revoke(caller: Caller, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    let id = id.parse().map_err(|_| AppError::not_found("key"))?;
    caller.reply(domain::keys::revoke(&caller.0, id).await).map(|()| StatusCode::NO_CONTENT)
}

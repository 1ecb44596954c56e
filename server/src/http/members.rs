//! `/v1/members`.

use axum::{Json, http::StatusCode};
use contract::{
    AppError, UserId,
    dto::{ChangeRole, MemberView},
};

use super::{
    auth::Caller,
    json::{Body, Path},
    problem::Problem,
};

fn member(id: &str) -> Result<UserId, AppError> {
    id.parse().map_err(|_| AppError::not_found("member"))
}

pub async fn list(caller: Caller) -> Result<Json<Vec<MemberView>>, Problem> {
    caller.reply(domain::members::list(&caller.0).await).map(Json)
}

pub async fn change_role(caller: Caller, Path(id): Path<String>, Body(request): Body<ChangeRole>) -> Result<Json<MemberView>, Problem> {
    caller.reply(domain::members::change_role(&caller.0, member(&id)?, request).await).map(Json)
}

pub async fn remove(caller: Caller, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    caller.reply(domain::members::remove(&caller.0, member(&id)?).await).map(|()| StatusCode::NO_CONTENT)
}

//! `/v1/orgs` and `/v1/me/org`.

use axum::{Json, http::StatusCode};
use contract::{
    AppError,
    dto::{OrgChoice, OrgName, OrganizationView, TransferOrg},
};

use super::{
    auth::Caller,
    json::{Body, Path},
    problem::Problem,
};

type Answer<T> = Result<Json<T>, Problem>;

pub async fn list(caller: Caller) -> Answer<Vec<OrgChoice>> {
    caller.reply(domain::orgs::list(&caller.0).await).map(Json)
}

pub async fn create(caller: Caller, Body(request): Body<OrgName>) -> Result<(StatusCode, Json<OrgChoice>), Problem> {
    let created = caller.reply(domain::orgs::create(&caller.0, request).await)?;
    Ok((StatusCode::CREATED, Json(created)))
}

pub async fn switch(caller: Caller, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    let id = id.parse().map_err(|_| AppError::not_found("organisation"))?;
    caller.reply(domain::orgs::switch(&caller.0, id).await).map(|()| StatusCode::NO_CONTENT)
}

pub async fn get(caller: Caller) -> Answer<OrganizationView> {
    caller.reply(domain::orgs::get(&caller.0).await).map(Json)
}

pub async fn rename(caller: Caller, Body(request): Body<OrgName>) -> Answer<OrganizationView> {
    caller.reply(domain::orgs::rename(&caller.0, request).await).map(Json)
}

pub async fn transfer(caller: Caller, Body(request): Body<TransferOrg>) -> Result<StatusCode, Problem> {
    caller.reply(domain::orgs::transfer(&caller.0, request.member).await).map(|()| StatusCode::NO_CONTENT)
}

pub async fn leave(caller: Caller) -> Result<StatusCode, Problem> {
    caller.reply(domain::orgs::leave(&caller.0).await).map(|()| StatusCode::NO_CONTENT)
}

pub async fn rotate_key(caller: Caller) -> Answer<OrganizationView> {
    caller.reply(domain::orgs::rotate_key(&caller.0).await).map(Json)
}

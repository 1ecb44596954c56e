//! `/v1/invitations`.

use axum::{Json, http::StatusCode};
use contract::{
    AppError, InvitationId,
    dto::{InvitationToken, InvitationView, Invite, OrgChoice},
};

use super::{
    auth::Caller,
    json::{Body, Path},
    problem::Problem,
};

fn invitation(id: &str) -> Result<InvitationId, AppError> {
    id.parse().map_err(|_| AppError::not_found("invitation"))
}

pub async fn list(caller: Caller) -> Result<Json<Vec<InvitationView>>, Problem> {
    caller.reply(domain::invitations::list(&caller.0).await).map(Json)
}

pub async fn invite(caller: Caller, Body(request): Body<Invite>) -> Result<(StatusCode, Json<InvitationView>), Problem> {
    let invited = caller.reply(domain::invitations::invite(&caller.0, request).await)?;
    Ok((StatusCode::CREATED, Json(invited)))
}

pub async fn resend(caller: Caller, Path(id): Path<String>) -> Result<Json<InvitationView>, Problem> {
    caller.reply(domain::invitations::resend(&caller.0, invitation(&id)?).await).map(Json)
}

pub async fn revoke(caller: Caller, Path(id): Path<String>) -> Result<StatusCode, Problem> {
    caller.reply(domain::invitations::revoke(&caller.0, invitation(&id)?).await).map(|()| StatusCode::NO_CONTENT)
}

pub async fn accept(caller: Caller, Body(request): Body<InvitationToken>) -> Result<Json<OrgChoice>, Problem> {
    caller.reply(domain::invitations::accept(&caller.0, &request.token).await).map(Json)
}

pub async fn decline(caller: Caller, Body(request): Body<InvitationToken>) -> Result<StatusCode, Problem> {
    caller.reply(domain::invitations::decline(&caller.0.platform, Some(&caller.0), &request.token).await).map(|()| StatusCode::NO_CONTENT)
}

//! Members of the organisation.

use axum::response::Response;
use contract::{AppError, UserId, dto::ChangeRole};

use super::{Posted, failed, see_with};
use crate::{flash::Flash, ssr::parts::known};

const MEMBERS: &str = "/settings/members";

/// Gives a member another role. It counts from their next request on.
pub async fn change_role(form: Posted) -> Response {
    let visit = &form.visit;
    let changed = async {
        let id: UserId = known(form.text("member"), "member")?;
        let role = form.text("role").parse().map_err(|_| AppError::field("role", "Choose a role from the list."))?;
        domain::members::change_role(visit.signed_in()?, id, ChangeRole { role }).await
    };
    match changed.await {
        Ok(member) => see_with(visit, MEMBERS, &Flash::done("page", format!("{} is {} now.", member.email, member.role.label().to_lowercase()))),
        Err(error) => failed(visit, MEMBERS, "members", error),
    }
}

/// Removes a member, with their keys.
pub async fn remove(form: Posted) -> Response {
    let visit = &form.visit;
    let removed = async {
        let id: UserId = known(form.text("member"), "member")?;
        domain::members::remove(visit.signed_in()?, id).await
    };
    match removed.await {
        Ok(()) => see_with(visit, MEMBERS, &Flash::done("page", "The member is removed. Keys that they made here do not work any more.")),
        Err(error) => failed(visit, MEMBERS, "members", error),
    }
}

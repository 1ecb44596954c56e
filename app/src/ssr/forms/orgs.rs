//! The organisation: made, chosen, named, handed over, left; its data key.

use axum::response::Response;
use contract::{OrgId, UserId, dto::OrgName};

use super::{Posted, failed, failed_with, local_path, see_with};
use crate::{flash::Flash, ssr::parts::known};

const SETTINGS: &str = "/settings";

/// Makes an organisation and opens it.
pub async fn create(form: Posted) -> Response {
    let visit = &form.visit;
    let made = async { domain::orgs::create(visit.signed_in()?, OrgName { name: form.text("name").to_owned() }).await };
    match made.await {
        Ok(org) => see_with(visit, SETTINGS, &Flash::done("page", format!("“{}” is made and open. Invite the people who belong to it.", org.name))),
        Err(error) => failed_with(visit, SETTINGS, Flash::failed("new-org", error.into_shown(visit.meta.id)).with("name", form.text("name"))),
    }
}

/// Opens another organisation in every tab of this browser.
pub async fn switch(form: Posted) -> Response {
    let (visit, next) = (&form.visit, local_path(form.filled("next")));
    let switched = async {
        let to: OrgId = known(form.text("to"), "organisation")?;
        domain::orgs::switch(visit.signed_in()?, to).await
    };
    match switched.await {
        Ok(()) => super::see(&next),
        Err(error) => failed(visit, "/servers", "page", error),
    }
}

/// Changes the display name.
pub async fn rename(form: Posted) -> Response {
    let visit = &form.visit;
    let renamed = async { domain::orgs::rename(visit.signed_in()?, OrgName { name: form.text("org_name").to_owned() }).await };
    match renamed.await {
        Ok(_) => see_with(visit, SETTINGS, &Flash::done("page", "The name was changed.")),
        Err(error) => failed_with(visit, SETTINGS, Flash::failed("org", error.into_shown(visit.meta.id)).with("name", form.text("org_name"))),
    }
}

/// Makes a member the owner.
pub async fn transfer(form: Posted) -> Response {
    let visit = &form.visit;
    let transferred = async {
        let to: UserId = known(form.text("member"), "member")?;
        domain::orgs::transfer(visit.signed_in()?, to).await
    };
    match transferred.await {
        Ok(()) => see_with(visit, "/settings/members", &Flash::done("page", "The organisation has a new owner. You are an admin now.")),
        Err(error) => failed(visit, "/settings/members", "transfer", error),
    }
}

/// Leaves the organisation.
pub async fn leave(form: Posted) -> Response {
    let visit = &form.visit;
    let left = async { domain::orgs::leave(visit.signed_in()?).await };
    match left.await {
        Ok(()) => see_with(visit, "/servers", &Flash::done("page", "You have left the organisation. Keys that you made there do not work any more.")),
        Err(error) => failed(visit, "/settings/members", "leave", error),
    }
}

/// Makes a new data key.
pub async fn rotate_key(form: Posted) -> Response {
    let visit = &form.visit;
    let rotated = async { domain::orgs::rotate_key(visit.signed_in()?).await };
    match rotated.await {
        Ok(_) => see_with(visit, SETTINGS, &Flash::done("page", "Every credential is sealed with a new key now.")),
        Err(error) => failed(visit, SETTINGS, "encryption", error),
    }
}

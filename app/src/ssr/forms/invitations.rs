//! Invitations to the organisation, and their answers.

use axum::response::Response;
use contract::{AppError, InvitationId, dto::Invite};

use super::{Posted, failed, failed_with, see, see_with};
use crate::{
    flash::Flash,
    ssr::{encode, parts::known},
};

const MEMBERS: &str = "/settings/members";

/// Mails an invitation.
pub async fn create(form: Posted) -> Response {
    let visit = &form.visit;
    let invited = async {
        let role = form.text("role").parse().map_err(|_| AppError::field("role", "Choose a role from the list."))?;
        domain::invitations::invite(visit.signed_in()?, Invite { email: form.text("email").to_owned(), role }).await
    };
    match invited.await {
        Ok(invitation) => see_with(visit, MEMBERS, &Flash::done("page", format!("An invitation is on its way to {}.", invitation.email))),
        Err(error) => {
            let message = Flash::failed("invite", error.into_shown(visit.meta.id)).with("email", form.text("email")).with("role", form.text("role"));
            failed_with(visit, MEMBERS, message)
        }
    }
}

/// Mails it once more, with a new link.
pub async fn resend(form: Posted) -> Response {
    let visit = &form.visit;
    let sent = async {
        let id: InvitationId = known(form.text("invitation"), "invitation")?;
        domain::invitations::resend(visit.signed_in()?, id).await
    };
    match sent.await {
        Ok(invitation) => {
            see_with(visit, MEMBERS, &Flash::done("page", format!("A new link is on its way to {}. The one before does not work any more.", invitation.email)))
        }
        Err(error) => failed(visit, MEMBERS, "invitations", error),
    }
}

/// Takes it back.
pub async fn revoke(form: Posted) -> Response {
    let visit = &form.visit;
    let revoked = async {
        let id: InvitationId = known(form.text("invitation"), "invitation")?;
        domain::invitations::revoke(visit.signed_in()?, id).await
    };
    match revoked.await {
        Ok(()) => see_with(visit, MEMBERS, &Flash::done("page", "The invitation is taken back. Its link does not work any more.")),
        Err(error) => failed(visit, MEMBERS, "invitations", error),
    }
}

/// Joins the organisation and opens it.
pub async fn accept(form: Posted) -> Response {
    let (visit, token) = (&form.visit, form.text("token"));
    let joined = async { domain::invitations::accept(visit.signed_in()?, token).await };
    match joined.await {
        Ok(org) => see_with(visit, "/servers", &Flash::done("page", format!("Welcome to “{}”.", org.name))),
        Err(error) => failed(visit, &page_of(token), "invitation", error),
    }
}

/// Says no; nobody needs to sign in for that.
pub async fn decline(form: Posted) -> Response {
    let (visit, token) = (&form.visit, form.text("token"));
    match domain::invitations::decline(&visit.platform, visit.ctx.as_ref(), token).await {
        Ok(()) => see("/invitations/declined"),
        Err(error) => failed(visit, &page_of(token), "invitation", error),
    }
}

fn page_of(token: &str) -> String {
    format!("/invitations/{}", encode(token))
}

//! Ending sessions, and confirming the own one by mail.

use axum::response::Response;
use contract::SessionId;
use domain::identity::{sessions, step_up};
use secrecy::ExposeSecret;

use super::{Posted, failed, local_path, see_with, with_cookie};
use crate::{
    flash::Flash,
    served::step_up_path,
    ssr::{cookies, parts::known},
};

const PAGE: &str = "/settings/security";

/// Ends one session.
pub async fn revoke(form: Posted) -> Response {
    let visit = &form.visit;
    let ended = async {
        let id: SessionId = known(form.text("session"), "session")?;
        sessions::revoke(visit.signed_in()?, id).await
    };
    match ended.await {
        Ok(()) => see_with(visit, PAGE, &Flash::done("page", "The session is ended.")),
        Err(error) => failed(visit, PAGE, "security", error),
    }
}

/// Ends every session but this one.
pub async fn revoke_others(form: Posted) -> Response {
    let visit = &form.visit;
    match async { sessions::revoke_others(visit.signed_in()?).await }.await {
        Ok(_) => see_with(visit, PAGE, &Flash::done("page", "All other sessions are ended.")),
        Err(error) => failed(visit, PAGE, "security", error),
    }
}

/// Mails a link and a code that confirm this session.
pub async fn confirm_by_mail(form: Posted) -> Response {
    let (visit, next) = (&form.visit, local_path(form.filled("next")));
    let asked = async {
        let ctx = visit.signed_in()?;
        Ok((step_up::request(ctx, Some(&next)).await?, ctx.person.email.to_string()))
    };
    let asked: domain::Result<_> = asked.await;
    match asked {
        Ok((asked, email)) => {
            let page = see_with(visit, "/settings/step-up?sent=1", &Flash::done("login", "sent").with("email", email));
            with_cookie(page, &cookies::login(&visit.platform, asked.browser.expose_secret()))
        }
        Err(error) => failed(visit, &step_up_path(&next), "step-up", error),
    }
}

//! Signing in, signing out, and the theme.

use axum::response::Response;
use contract::{AppError, ErrorCode};

use super::{Posted, failed, failed_with, local_path, see, see_with, with_cookie};
use crate::{
    flash::Flash,
    session::Theme,
    ssr::{Visit, cookies, encode},
};

/// Mails a link and a code.
pub async fn request(form: Posted) -> Response {
    let (visit, email, next) = (&form.visit, form.text("email"), local_path(form.filled("next")));
    let back = format!("/login?next={}", encode(&next));
    if !cookies::may_sign_in(&visit.platform) {
        return see(&back);
    }
    match domain::identity::request_link(&visit.platform, &visit.meta, email, Some(&next)).await {
        Ok(sent) => {
            use secrecy::ExposeSecret;
            let page = see_with(visit, "/login?sent=1", &Flash::done("login", "sent").with("email", email.trim()));
            with_cookie(page, &cookies::login(&visit.platform, sent.browser.expose_secret()))
        }
        Err(error) => {
            let shown = error.into_shown(visit.meta.id);
            failed_with(visit, &back, Flash::failed("login", shown).with("email", email))
        }
    }
}

/// Confirms the link of a mail.
pub async fn confirm(form: Posted) -> Response {
    let (visit, token) = (&form.visit, form.text("token"));
    if !cookies::may_sign_in(&visit.platform) {
        return see("/login");
    }
    match domain::identity::confirm_link(&visit.platform, &visit.meta, token, visit.browser.as_deref()).await {
        Ok(signed_in) => welcome(visit, &signed_in),
        Err(error) => failed(visit, &format!("/login/confirm?token={}", encode(token)), "confirm", as_page_error(error)),
    }
}

/// Confirms with the code of a mail.
pub async fn code(form: Posted) -> Response {
    let (visit, code) = (&form.visit, form.text("code"));
    if !cookies::may_sign_in(&visit.platform) {
        return see("/login");
    }
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    match domain::identity::confirm_code(&visit.platform, &visit.meta, &digits, visit.browser.as_deref()).await {
        Ok(signed_in) => welcome(visit, &signed_in),
        Err(error) => {
            let page = if visit.ctx.is_some() { "/settings/step-up?sent=1" } else { "/login?sent=1" };
            failed(visit, page, "code", as_page_error(error))
        }
    }
}

/// A wrong code or link is not a lost session: it is shown where it was typed.
fn as_page_error(error: domain::Error) -> domain::Error {
    match error {
        domain::Error::Shown(shown) if shown.code == ErrorCode::SignedOut => AppError { code: ErrorCode::Forbidden, ..shown }.into(),
        other => other,
    }
}

/// The new session's cookie, and the page that was asked for.
pub(super) fn welcome(visit: &Visit, signed_in: &domain::identity::SignedIn) -> Response {
    use secrecy::ExposeSecret;
    let page = see(&local_path(Some(&signed_in.next)));
    let page = with_cookie(page, &cookies::session(&visit.platform, signed_in.session.expose_secret()));
    with_cookie(page, &cookies::clear(&visit.platform, cookies::login_name(&visit.platform)))
}

/// Ends the session. Who has none any more is signed out, too.
pub async fn sign_out(form: Posted) -> Response {
    let visit = &form.visit;
    if let Some(ctx) = &visit.ctx
        && let Err(error) = domain::identity::sign_out(ctx).await
    {
        return failed(visit, "/servers", "page", error);
    }
    let page = see_with(visit, "/login", &Flash::done("login", "signed-out"));
    with_cookie(page, &cookies::clear(&visit.platform, cookies::session_name(&visit.platform)))
}

/// Pins the theme, or lets it follow the system.
pub async fn theme(form: Posted) -> Response {
    let platform = &form.visit.platform;
    let cookie = match Theme::named(form.text("theme")) {
        Some(Theme::System) | None => cookies::clear(platform, cookies::THEME),
        Some(theme) => cookies::theme(platform, theme.as_str()),
    };
    with_cookie(see(&local_path(form.filled("next"))), &cookie)
}

//! Passkeys: challenges for `public/passkey.js`, and the forms that it submits with the answers.

use axum::{
    Json,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use contract::{AppError, PasskeyId, dto::RegisterPasskey};
use domain::identity::passkeys;
use secrecy::ExposeSecret;
use serde_json::Value;

use super::{Posted, failed, local_path, login, see_with, with_cookie};
use crate::{
    flash::Flash,
    served::step_up_path,
    ssr::{Visit, cookies, encode, parts::known},
};

const PAGE: &str = "/settings/security";

/// A challenge for a browser that nobody is signed in with. Binds it to the browser by a cookie.
pub async fn challenge_sign_in(form: Posted) -> Response {
    let visit = &form.visit;
    match passkeys::sign_in_challenge(&visit.platform, &visit.meta).await {
        Ok(asked) => with_cookie(challenge(visit, Ok(asked.options)), &cookies::passkey(&visit.platform, asked.browser.expose_secret())),
        Err(error) => challenge(visit, Err(error)),
    }
}

/// A challenge for a new passkey.
pub async fn challenge_register(form: Posted) -> Response {
    let visit = &form.visit;
    challenge(visit, async { passkeys::register_challenge(visit.signed_in()?).await }.await)
}

/// A challenge that confirms the session.
pub async fn challenge_confirm(form: Posted) -> Response {
    let visit = &form.visit;
    challenge(visit, async { passkeys::confirm_challenge(visit.signed_in()?).await }.await)
}

/// JSON for the script: the challenge, or what went wrong.
fn challenge(visit: &Visit, outcome: domain::Result<Value>) -> Response {
    let mut response = match outcome {
        Ok(options) => Json(options).into_response(),
        Err(error) => {
            let error = error.into_shown(visit.meta.id);
            let (status, retry_after) = (error.status(), error.retry_after);
            let mut response = (StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), Json(error)).into_response();
            if let Some(seconds) = retry_after {
                response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
            }
            response
        }
    };
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    response
}

fn credential(form: &Posted) -> domain::Result<Value> {
    let text = form.text("credential");
    Ok(serde_json::from_str(text).map_err(|_| AppError::field("credential", "The browser sent no passkey. Please try again, with JavaScript switched on."))?)
}

/// Signs in with a passkey.
pub async fn sign_in(form: Posted) -> Response {
    let (visit, next) = (&form.visit, local_path(form.filled("next")));
    let back = format!("/login?next={}", encode(&next));
    if !cookies::may_sign_in(&visit.platform) {
        return super::see(&back);
    }
    let signed_in = async { passkeys::sign_in(&visit.platform, &visit.meta, visit.passkey.as_deref(), &credential(&form)?, Some(&next)).await };
    match signed_in.await {
        Ok(signed_in) => with_cookie(login::welcome(visit, &signed_in), &cookies::clear(&visit.platform, cookies::passkey_name(&visit.platform))),
        Err(error) => failed(visit, &back, "passkey", error),
    }
}

/// Confirms the session with a passkey.
pub async fn confirm(form: Posted) -> Response {
    let (visit, next) = (&form.visit, local_path(form.filled("next")));
    let confirmed = async { passkeys::confirm(visit.signed_in()?, &credential(&form)?, Some(&next)).await };
    match confirmed.await {
        Ok(signed_in) => login::welcome(visit, &signed_in),
        Err(error) => failed(visit, &step_up_path(&next), "step-up", error),
    }
}

/// Keeps a new passkey.
pub async fn add(form: Posted) -> Response {
    let visit = &form.visit;
    let name = form.filled("name").unwrap_or("My passkey").to_owned();
    let added = async { passkeys::register(visit.signed_in()?, RegisterPasskey { name, credential: credential(&form)? }).await };
    match added.await {
        Ok(passkey) => see_with(visit, PAGE, &Flash::done("page", format!("The passkey “{}” is ready. You can sign in with it from now on.", passkey.name))),
        Err(error) => failed(visit, PAGE, "security", error),
    }
}

pub async fn rename(form: Posted) -> Response {
    let visit = &form.visit;
    let renamed = async {
        let id: PasskeyId = known(form.text("passkey"), "passkey")?;
        passkeys::rename(visit.signed_in()?, id, form.text("name")).await
    };
    match renamed.await {
        Ok(_) => see_with(visit, PAGE, &Flash::done("page", "The passkey has its new name.")),
        Err(error) => failed(visit, PAGE, "security", error),
    }
}

pub async fn remove(form: Posted) -> Response {
    let visit = &form.visit;
    let removed = async {
        let id: PasskeyId = known(form.text("passkey"), "passkey")?;
        passkeys::remove(visit.signed_in()?, id).await
    };
    match removed.await {
        Ok(()) => see_with(visit, PAGE, &Flash::done("page", "The passkey is removed. Delete it on your device, too.")),
        Err(error) => failed(visit, PAGE, "security", error),
    }
}

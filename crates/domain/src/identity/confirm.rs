//! Confirming a link or a code. A GET never gets here: mail scanners follow links.

use std::{sync::Arc, time::Duration};

use contract::{AppError, Email, SessionId};
use secrecy::ExposeSecret;
use serde_json::json;
use store::{logins, parse, sessions};
use subtle::ConstantTimeEq;

use super::{
    LinkState, SESSION_DAYS, SignedIn,
    people::find_or_create,
    request_link::{code_hash, code_of},
};
use crate::{
    Platform, RequestMeta, Result, account,
    audit::{self, Action, By},
    ports::Quota,
    tokens,
};

const CODES_PER_CLIENT: Quota = Quota { events: 30, window: Duration::from_secs(3_600) };

/// What a GET of the link shows.
pub async fn look_at_link(platform: &Arc<Platform>, token: &str, browser: Option<&str>) -> Result<LinkState> {
    Ok(match logins::by_token(platform.db.connection(), &tokens::hash(token), platform.now()).await? {
        None => LinkState::Gone,
        Some(login) if is_same_browser(&login, browser) => LinkState::Ready,
        Some(_) => LinkState::OtherBrowser { code: code_of(token) },
    })
}

/// Confirms a link (POST) in the browser that asked for it. Works once.
pub async fn confirm_link(platform: &Arc<Platform>, request: &RequestMeta, token: &str, browser: Option<&str>) -> Result<SignedIn> {
    let login = logins::by_token(platform.db.connection(), &tokens::hash(token), platform.now()).await?.ok_or_else(gone)?;
    if !is_same_browser(&login, browser) {
        return Err(AppError::forbidden("This link was asked for in another browser. Open it there, or type the code from the mail there.").into());
    }
    sign_in(platform, request, login).await
}

/// Confirms with the six-digit code, typed into the browser that asked. Five attempts.
pub async fn confirm_code(platform: &Arc<Platform>, request: &RequestMeta, code: &str, browser: Option<&str>) -> Result<SignedIn> {
    let quota = platform.limiter.take(&format!("code:ip:{}", request.ip), CODES_PER_CLIENT).await;
    quota.map_err(|wait| AppError::rate_limited(u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).max(1)))?;

    let browser = browser.filter(|browser| !browser.is_empty()).ok_or_else(gone)?;
    let login = logins::by_browser(platform.db.connection(), &tokens::hash(browser), platform.now()).await?.ok_or_else(gone)?;
    if !logins::take_code_attempt(platform.db.connection(), &login.id).await? {
        return Err(AppError::field("code", "That was one wrong code too many. Please ask for a new mail.").into());
    }
    let digits: String = code.chars().filter(char::is_ascii_digit).collect();
    if !bool::from(code_hash(browser, &digits).as_bytes().ct_eq(login.code_hash.as_bytes())) {
        return Err(AppError::field("code", "This is not the code from the newest mail. Please check it, or ask for a new mail.").into());
    }
    sign_in(platform, request, login).await
}

fn gone() -> AppError {
    AppError::field("token", "This link has been used, has expired, or a newer one was sent. Please ask for a new mail.")
}

/// A link made on the command line belongs to no browser: its stored secret is the empty one.
fn is_same_browser(login: &logins::Model, browser: Option<&str>) -> bool {
    let from_command_line = login.browser_hash == tokens::hash("");
    from_command_line || browser.is_some_and(|browser| bool::from(tokens::hash(browser).as_bytes().ct_eq(login.browser_hash.as_bytes())))
}

/// Exactly one of many callers closes the attempt; that one gets the session, made in the same transaction.
async fn sign_in(platform: &Arc<Platform>, request: &RequestMeta, login: logins::Model) -> Result<SignedIn> {
    let email: Email = parse(&login.email)?;
    let session = tokens::new_token(platform);
    let now = platform.now();
    let tx = platform.db.begin().await?;
    if !logins::close(&tx, &login.id, now).await? {
        return Err(gone().into());
    }
    let (person, org) = find_or_create(&tx, platform, &email).await?;
    let new = sessions::NewSession {
        id: platform.id(SessionId::new),
        token_hash: tokens::hash(session.expose_secret()),
        user: person.id,
        org: org.id,
        now,
        expires_at: now.plus_seconds(SESSION_DAYS * 86_400),
        ip: request.ip.to_string(),
        user_agent: request.user_agent.clone(),
    };
    let id = new.id;
    sessions::insert(&tx, new).await?;
    let by = By { kind: "user", id: person.id.to_string(), request: Some(request) };
    audit::append_by(&tx, platform, org.id, by, Action::SignedIn, id, json!({})).await?;
    let kept = account::cancel_at_sign_in(&tx, platform, request, &person, org.id).await?;
    tx.commit().await?;
    if kept {
        account::tell_kept(platform, &person.email).await;
    }
    Ok(SignedIn { session, next: login.next_path })
}

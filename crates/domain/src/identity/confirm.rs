//! Confirming a link or a code. A GET never gets here: mail scanners follow links.

use std::{sync::Arc, time::Duration};

use contract::{AppError, Email};
use store::{logins, parse, sessions};
use subtle::ConstantTimeEq;

use super::{
    LinkState, SignedIn, begin,
    enter::may_enter_now,
    people::{find_or_create, load},
    request_link::{code_hash, code_of, limit},
};
use crate::{Platform, RequestMeta, Result, ports::Quota, tokens};

const CODES_PER_CLIENT: Quota = Quota { events: 30, window: Duration::from_secs(3_600) };

/// What a GET of the link shows.
pub async fn look_at_link(platform: &Arc<Platform>, token: &str, browser: Option<&str>) -> Result<LinkState> {
    Ok(match logins::by_token(platform.db.connection(), &tokens::hash(token), platform.now()).await? {
        None => LinkState::Gone,
        Some(login) if is_same_browser(&login, browser) && login.session_id.is_some() => LinkState::ReadyToConfirm,
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
    limit(platform, &format!("code:ip:{}", request.network()), CODES_PER_CLIENT).await?;
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
fn is_from_command_line(login: &logins::Model) -> bool {
    login.browser_hash == tokens::hash("")
}

fn is_same_browser(login: &logins::Model, browser: Option<&str>) -> bool {
    is_from_command_line(login) || browser.is_some_and(|browser| bool::from(tokens::hash(browser).as_bytes().ct_eq(login.browser_hash.as_bytes())))
}

/// Exactly one of many callers closes the attempt; that one gets the session, made or confirmed in the same transaction.
async fn sign_in(platform: &Arc<Platform>, request: &RequestMeta, login: logins::Model) -> Result<SignedIn> {
    let email: Email = parse(&login.email)?;
    let tx = platform.db.begin().await?;
    if !logins::close(&tx, &login.id, platform.now()).await? {
        return Err(gone().into());
    }
    let session = match &login.session_id {
        Some(session) => {
            let id = parse(session)?;
            let row = sessions::by_id(&tx, id).await?.ok_or_else(gone)?;
            let (person, org, _) = load(platform, &tx, &row.user_id, parse(&row.org_id)?).await?.ok_or_else(gone)?;
            begin::confirmation(&tx, platform, request, &person, &org, id, "link").await?.ok_or_else(gone)?
        }
        None => {
            // Whoever got hold of a link for an address that may not enter was never sent it.
            if !is_from_command_line(&login) && !may_enter_now(&tx, platform, &email).await? {
                return Err(gone().into());
            }
            let (person, org) = find_or_create(&tx, platform, &email).await?;
            begin::session(&tx, platform, request, &person, &org, "link").await?
        }
    };
    tx.commit().await?;
    Ok(SignedIn { session, next: login.next_path })
}

//! Asking for a sign-in link.

use std::{sync::Arc, time::Duration};

use contract::{AppError, Email, LoginId};
use secrecy::{ExposeSecret, SecretString};
use store::logins;

use super::{LINK_MINUTES, LinkRequested, next_path};
use crate::{
    Platform, RequestMeta, Result,
    ports::{Mail, Quota},
    tokens,
};

const PER_ADDRESS: Quota = Quota { events: 5, window: Duration::from_secs(3_600) };
const PER_CLIENT: Quota = Quota { events: 60, window: Duration::from_secs(3_600) };

/// Mails a sign-in link and code; does the same work whether or not the address is known.
///
/// `next` is a path on this site; anything else is replaced by `/servers`.
pub async fn request_link(platform: &Arc<Platform>, request: &RequestMeta, email: &str, next: Option<&str>) -> Result<LinkRequested> {
    let email = Email::parse(email)?;
    limit(platform, &format!("login:ip:{}", request.ip), PER_CLIENT).await?;
    limit(platform, &format!("login:email:{}", tokens::sha256_hex(email.as_str())), PER_ADDRESS).await?;

    let browser = tokens::new_token(platform);
    let token = open_attempt(platform, &email, &browser, next_path::safe(next)).await?;
    platform.mailer.send(letter(platform, &email, &token)).await?;
    Ok(LinkRequested { browser })
}

/// For the command line: a link that works in whichever browser opens it first, for an operator without SMTP.
pub async fn admin_link(platform: &Arc<Platform>, email: &Email) -> Result<String> {
    let anyone = SecretString::from("");
    let token = open_attempt(platform, email, &anyone, "/servers").await?;
    Ok(link(platform, &token))
}

async fn limit(platform: &Platform, key: &str, quota: Quota) -> Result<()> {
    platform.limiter.take(key, quota).await.map_err(|wait| AppError::rate_limited(u32::try_from(wait.as_secs()).unwrap_or(u32::MAX).max(1)).into())
}

async fn open_attempt(platform: &Platform, email: &Email, browser: &SecretString, next: &str) -> Result<SecretString> {
    let token = tokens::new_token(platform);
    let now = platform.now();
    let new = logins::NewLogin {
        id: platform.id(LoginId::new),
        email,
        token_hash: tokens::hash(token.expose_secret()),
        browser_hash: tokens::hash(browser.expose_secret()),
        code_hash: code_hash(browser.expose_secret(), &code_of(token.expose_secret())),
        next_path: next,
        now,
        expires_at: now.plus_seconds(LINK_MINUTES * 60),
    };
    let tx = platform.db.begin().await?;
    logins::replace(&tx, new).await?;
    tx.commit().await?;
    Ok(token)
}

/// The code that goes with a link: made from the token, so that the link opened elsewhere can show it.
pub(super) fn code_of(token: &str) -> String {
    let digest = tokens::sha256_hex(format!("code:{token}"));
    let number = u64::from_str_radix(&digest[..12], 16).unwrap_or_default();
    format!("{:06}", number % 1_000_000)
}

/// What is stored of a code. Six digits are guessed in a moment, so the browser's own secret goes in, too.
pub(super) fn code_hash(browser: &str, code: &str) -> String {
    tokens::sha256_hex(format!("{browser}:{code}"))
}

fn link(platform: &Platform, token: &SecretString) -> String {
    platform.url(&format!("/login/confirm?token={}", token.expose_secret()))
}

fn letter(platform: &Platform, email: &Email, token: &SecretString) -> Mail {
    let code = code_of(token.expose_secret());
    let text = format!(
        "Hello,\n\nopen this link to sign in to Build My MCP. It works once, for {LINK_MINUTES} minutes, in the browser in which you asked for it:\n\n{}\n\n\
         On another device? Type this code into the browser in which you asked:\n\n{code}\n\n\
         If you did not ask for it, ignore this mail: nobody gets in without it.\n",
        link(platform, token)
    );
    Mail { to: email.clone(), subject: format!("Sign in to Build My MCP ({code})"), text }
}

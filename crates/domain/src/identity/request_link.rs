//! Asking for a sign-in link.

use std::{sync::Arc, time::Duration};

use contract::{AppError, Email, LoginId, SessionId};
use secrecy::{ExposeSecret, SecretString};
use store::{Tx, logins};

use super::{LINK_MINUTES, LinkRequested, next_path};
use crate::{
    Platform, RequestMeta, Result,
    outbox::{self, Letter},
    ports::Quota,
    tokens,
};

const PER_ADDRESS: Quota = Quota { events: 5, window: Duration::from_secs(3_600) };
const PER_CLIENT: Quota = Quota { events: 60, window: Duration::from_secs(3_600) };

/// Mails a sign-in link and code. Known and unknown addresses get the same answer after the same work: one attempt and one
/// letter are written down. What the letter says is decided when it is sent.
///
/// `next` is a path on this site; anything else is replaced by `/servers`.
pub async fn request_link(platform: &Arc<Platform>, request: &RequestMeta, email: &str, next: Option<&str>) -> Result<LinkRequested> {
    let email = Email::parse(email)?;
    limit_mail(platform, request, &email).await?;
    let browser = tokens::new_token(platform);
    open_and_mail(platform, Asked { email: &email, browser: &browser, next: &next_path::after_sign_in(next), session: None }).await?;
    Ok(LinkRequested { browser })
}

/// For the command line: a link that works in whichever browser opens it first, for an operator without SMTP.
pub async fn admin_link(platform: &Arc<Platform>, email: &Email) -> Result<String> {
    let anyone = SecretString::from("");
    let tx = platform.db.begin().await?;
    let token = open(&tx, platform, &Asked { email, browser: &anyone, next: "/servers", session: None }).await?;
    tx.commit().await?;
    Ok(platform.url(&format!("/login/confirm?token={}", token.expose_secret())))
}

/// Who asked, from where, and where to go afterwards.
pub(super) struct Asked<'a> {
    pub email: &'a Email,
    pub browser: &'a SecretString,
    pub next: &'a str,
    /// The session to confirm; none where a new one begins.
    pub session: Option<SessionId>,
}

/// Takes one mail from the quotas of the address and of whoever asks.
pub(super) async fn limit_mail(platform: &Platform, request: &RequestMeta, email: &Email) -> Result<()> {
    limit(platform, &format!("login:ip:{}", request.network()), PER_CLIENT).await?;
    limit(platform, &format!("login:email:{}", tokens::sha256_hex(email.as_str())), PER_ADDRESS).await
}

pub(super) async fn limit(platform: &Platform, key: &str, quota: Quota) -> Result<()> {
    platform.limiter.take(key, quota).await.map_err(|wait| AppError::rate_limited(wait).into())
}

/// Writes down the attempt and its letter.
pub(super) async fn open_and_mail(platform: &Arc<Platform>, asked: Asked<'_>) -> Result<()> {
    let tx = platform.db.begin().await?;
    let token = open(&tx, platform, &asked).await?.expose_secret().to_owned();
    let to = asked.email.clone();
    let letter = if asked.session.is_some() { Letter::Confirm { to, token } } else { Letter::SignIn { to, token } };
    outbox::put(&tx, platform, &letter, LINK_MINUTES * 60).await?;
    Ok(tx.commit().await?)
}

async fn open(tx: &Tx, platform: &Platform, asked: &Asked<'_>) -> Result<SecretString> {
    let token = tokens::new_token(platform);
    let now = platform.now();
    let browser = asked.browser.expose_secret();
    let new = logins::NewLogin {
        id: platform.id(LoginId::new),
        email: asked.email,
        token_hash: tokens::hash(token.expose_secret()),
        browser_hash: tokens::hash(browser),
        code_hash: code_hash(browser, &code_of(token.expose_secret())),
        next_path: asked.next,
        session: asked.session,
        now,
        expires_at: now.plus_seconds(LINK_MINUTES * 60),
    };
    logins::replace(tx, new).await?;
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

//! Signing in with a passkey.

use std::{sync::Arc, time::Duration};

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use store::users;

use super::answer;
use crate::{
    Error, Platform, RequestMeta, Result,
    identity::{SignedIn, begin, next_path, people, request_link::limit},
    ports::Quota,
    tokens,
};

const PER_CLIENT: Quota = Quota { events: 60, window: Duration::from_secs(3_600) };

/// A challenge on its way to a browser that nobody is signed in with.
pub struct Challenged {
    /// What `navigator.credentials.get` takes, as JSON.
    pub options: Value,
    /// Goes into the passkey cookie: binds the challenge to this browser.
    pub browser: SecretString,
}

/// A challenge for whoever holds a passkey.
pub async fn challenge(platform: &Arc<Platform>, request: &RequestMeta) -> Result<Challenged> {
    limit(platform, &format!("passkey:ip:{}", request.network()), PER_CLIENT).await?;
    let browser = tokens::new_token(platform);
    let options = answer::ask(platform, &owner(browser.expose_secret())).await?;
    Ok(Challenged { options, browser })
}

/// Signs in the person whose passkey answered.
pub async fn sign_in(platform: &Arc<Platform>, request: &RequestMeta, browser: Option<&str>, answer: &Value, next: Option<&str>) -> Result<SignedIn> {
    let tx = platform.db.begin().await?;
    let user = answer::check(&tx, platform, &owner(browser.unwrap_or_default()), answer).await?;
    let row = users::by_id(&tx, &user.to_string()).await?.ok_or_else(|| Error::hidden("a passkey without its person"))?;
    let org = people::home(&tx, platform, user).await?;
    let person = people::person(row)?;
    let session = begin::session(&tx, platform, request, &person, &org, "passkey").await?;
    tx.commit().await?;
    Ok(SignedIn { session, next: next_path::after_sign_in(next) })
}

fn owner(browser: &str) -> String {
    format!("sign-in:{}", tokens::hash(browser))
}

//! A session begins, or is confirmed again. Both give the browser a new cookie, and both stand in the audit log.

use contract::SessionId;
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use store::{Tx, sessions};

use super::SESSION_DAYS;
use crate::{
    Org, Person, Platform, RequestMeta, Result, account,
    audit::{self, Action, By},
    tokens,
};

/// Starts a session in the organisation: the token for its cookie. An account that was about to be deleted is kept.
pub(super) async fn session(tx: &Tx, platform: &Platform, request: &RequestMeta, person: &Person, org: &Org, method: &str) -> Result<SecretString> {
    let token = tokens::new_token(platform);
    let now = platform.now();
    let id = platform.id(SessionId::new);
    let new = sessions::NewSession {
        id,
        token_hash: tokens::hash(token.expose_secret()),
        user: person.id,
        org: org.id,
        now,
        expires_at: now.plus_seconds(SESSION_DAYS * 86_400),
        ip: request.ip.to_string(),
        user_agent: request.user_agent.clone(),
    };
    sessions::insert(tx, new).await?;
    let by = By { kind: "user", id: person.id.to_string(), request: Some(request) };
    audit::append_by(tx, platform, org.id, by, Action::SignedIn, id, json!({ "method": method })).await?;
    account::cancel_at_sign_in(tx, platform, request, person, org.id).await?;
    Ok(token)
}

/// Confirms a session that goes on; `None` when it has ended meanwhile.
pub(super) async fn confirmation(
    tx: &Tx,
    platform: &Platform,
    request: &RequestMeta,
    person: &Person,
    org: &Org,
    id: SessionId,
    method: &str,
) -> Result<Option<SecretString>> {
    let token = tokens::new_token(platform);
    if !sessions::confirm(tx, id, person.id, tokens::hash(token.expose_secret()), platform.now()).await? {
        return Ok(None);
    }
    let by = By { kind: "user", id: person.id.to_string(), request: Some(request) };
    audit::append_by(tx, platform, org.id, by, Action::SessionConfirmed, id, json!({ "method": method })).await?;
    Ok(Some(token))
}

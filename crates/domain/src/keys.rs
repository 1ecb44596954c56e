//! API keys: `bmm_`, 30 characters of base62, and 6 of checksum. Stored as SHA-256, shown once.

use std::sync::Arc;

use contract::{
    AppError, DisplayName, Email, KeyId,
    dto::{CreateKey, CreatedKey, KeyView, Timestamp},
};
use secrecy::{ExposeSecret, SecretString};
use serde_json::json;
use store::{keys, parse};

use crate::{
    Actor, Ctx, Platform, RequestMeta, Result,
    audit::{self, Action, By},
    identity, tokens,
};

/// `last_used_at` is written at most this often.
const TOUCH_SECONDS: i64 = 60;

/// The organisation's keys, newest first.
pub async fn list(ctx: &Ctx) -> Result<Vec<KeyView>> {
    let rows = keys::list(ctx.db.connection(), ctx.org.id).await?;
    rows.into_iter().map(view).collect()
}

/// Makes a key; the answer is the only time that it is shown.
pub async fn create(ctx: &Ctx, request: CreateKey) -> Result<CreatedKey> {
    let name = DisplayName::parse(&request.name)?;
    let key = tokens::new_key(&ctx.platform);
    let tx = ctx.db.begin().await?;
    let row = insert(&tx, &ctx.platform, ctx.org.id, ctx.person.id, name.as_str(), &key).await?;
    audit::append(&tx, ctx, Action::KeyCreated, &row.id, json!({ "name": name.as_str() })).await?;
    tx.commit().await?;
    Ok(CreatedKey { key: key.expose_secret().to_owned(), view: view(row)? })
}

/// Revokes a key at once.
pub async fn revoke(ctx: &Ctx, id: KeyId) -> Result<()> {
    let tx = ctx.db.begin().await?;
    if !keys::revoke(&tx, ctx.org.id, id, ctx.now()).await? {
        return Err(AppError::not_found("key").into());
    }
    audit::append(&tx, ctx, Action::KeyRevoked, id, json!({})).await?;
    tx.commit().await?;
    Ok(())
}

/// For the command line: a key for the personal organisation of this address; both are made where they don't exist.
pub async fn create_for(platform: &Arc<Platform>, email: &Email) -> Result<SecretString> {
    let key = tokens::new_key(platform);
    let tx = platform.db.begin().await?;
    let (person, org) = identity::find_or_create(&tx, platform, email).await?;
    let row = insert(&tx, platform, org.id, person.id, "Command line", &key).await?;
    audit::append_by(&tx, platform, org.id, By::system(), Action::KeyCreated, &row.id, json!({ "name": row.name })).await?;
    tx.commit().await?;
    Ok(key)
}

/// The context of a program that sends this key; 401 when the key is unknown, malformed, revoked or expired.
pub async fn authenticate(platform: &Arc<Platform>, request: RequestMeta, key: &str) -> Result<Ctx> {
    let refused = || AppError { detail: "This API key is not valid. It may have been revoked; make a new one under Access.".into(), ..AppError::signed_out() };
    if !tokens::is_well_formed_key(key) {
        return Err(refused().into());
    }
    let db = platform.db.connection();
    let now = platform.now();
    let row = keys::by_hash(db, &tokens::hash(key), now).await?.ok_or_else(refused)?;
    if row.last_used_at.is_none_or(|at| at < now.plus_seconds(-TOUCH_SECONDS).micros()) {
        keys::touch(db, &row.id, now).await?;
    }
    let (person, org, role) = identity::load(platform, db, &row.user_id, parse(&row.org_id)?).await?.ok_or_else(refused)?;
    let scopes = Some(contract::Scope::ALL.to_vec());
    Ok(Ctx { platform: Arc::clone(platform), org, person, role, scopes, actor: Actor::Key(parse(&row.id)?), request })
}

async fn insert(tx: &store::Tx, platform: &Platform, org: contract::OrgId, user: contract::UserId, name: &str, key: &SecretString) -> Result<keys::Model> {
    let new = keys::NewKey {
        id: platform.id(KeyId::new),
        org,
        user,
        name,
        hint: tokens::hint(key),
        key_hash: tokens::hash(key.expose_secret()),
        now: platform.now(),
    };
    Ok(keys::insert(tx, new).await?)
}

fn view(row: keys::Model) -> Result<KeyView> {
    Ok(KeyView {
        id: parse(&row.id)?,
        name: row.name,
        hint: row.hint,
        created_at: Timestamp(row.created_at),
        last_used_at: row.last_used_at.map(Timestamp),
        expires_at: row.expires_at.map(Timestamp),
    })
}

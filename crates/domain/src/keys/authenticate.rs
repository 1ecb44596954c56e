//! From an API key to a context.

use std::sync::Arc;

use contract::AppError;
use store::{keys, parse};

use crate::{Actor, Ctx, Platform, RequestMeta, Result, identity, tokens};

/// `last_used_at` is written at most this often.
const TOUCH_SECONDS: i64 = 60;

/// The context of a program that sends this key; 401 when the key is unknown, malformed, revoked or expired, or when its
/// maker is no member any more.
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
    let scopes = Some(super::scopes_of(&row));
    Ok(Ctx { platform: Arc::clone(platform), org, person, role, scopes, actor: Actor::Key(parse(&row.id)?), request })
}

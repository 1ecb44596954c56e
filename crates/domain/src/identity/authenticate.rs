//! From a session cookie to a context.

use std::sync::Arc;

use contract::{SessionId, dto::Timestamp};
use store::{keys, orgs, parse, sessions};

use super::{IDLE_DAYS, people::load};
use crate::{Actor, Ctx, Platform, RequestMeta, Result, tokens};

/// `last_seen_at` is written at most this often.
const TOUCH_SECONDS: i64 = 60;

/// The context of a session cookie; `None` when it is missing, unknown, expired or revoked.
pub async fn authenticate(platform: &Arc<Platform>, request: RequestMeta, session: &str) -> Result<Option<Ctx>> {
    let (db, now) = (platform.db.connection(), platform.now());
    let Some(row) = sessions::by_token(db, &tokens::hash(session), now, idle_since(now)).await? else { return Ok(None) };
    if row.last_seen_at < now.plus_seconds(-TOUCH_SECONDS).micros() {
        sessions::touch(db, &row.id, now).await?;
    }
    let Some((person, org, role)) = load(platform, db, &row.user_id, parse(&row.org_id)?).await? else { return Ok(None) };
    Ok(Some(Ctx { platform: Arc::clone(platform), org, person, role, scopes: None, actor: Actor::User(parse::<SessionId>(&row.id)?), request }))
}

/// Whether the session or key of a long-lived connection still opens the same organisation for the same person.
pub async fn is_alive(ctx: &Ctx) -> Result<bool> {
    let (db, now) = (ctx.db.connection(), ctx.now());
    let counts = match ctx.actor {
        Actor::User(session) => sessions::by_id(db, session).await?.is_some_and(|row| row.is_alive(now, idle_since(now))),
        Actor::Key(key) => keys::by_id(db, ctx.org.id, key).await?.is_some_and(|row| row.is_alive(now)),
        Actor::System => return Ok(true),
    };
    Ok(counts && orgs::members::role(db, ctx.org.id, ctx.person.id).await?.is_some())
}

/// Sessions that have not been seen since have ended.
fn idle_since(now: Timestamp) -> Timestamp {
    now.plus_seconds(-IDLE_DAYS * 86_400)
}

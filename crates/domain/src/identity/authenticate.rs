//! From a session cookie to a context.

use std::sync::Arc;

use contract::SessionId;
use store::{parse, sessions};

use super::{IDLE_DAYS, people::load};
use crate::{Actor, Ctx, Platform, RequestMeta, Result, tokens};

/// `last_seen_at` is written at most this often.
const TOUCH_SECONDS: i64 = 60;

/// The context of a session cookie; `None` when it is missing, unknown, expired or revoked.
pub async fn authenticate(platform: &Arc<Platform>, request: RequestMeta, session: &str) -> Result<Option<Ctx>> {
    let (db, now) = (platform.db.connection(), platform.now());
    let idle_since = now.plus_seconds(-IDLE_DAYS * 86_400);
    let Some(row) = sessions::by_token(db, &tokens::hash(session), now, idle_since).await? else { return Ok(None) };
    if row.last_seen_at < now.plus_seconds(-TOUCH_SECONDS).micros() {
        sessions::touch(db, &row.id, now).await?;
    }
    let Some((person, org, role)) = load(platform, db, &row.user_id, parse(&row.org_id)?).await? else { return Ok(None) };
    Ok(Some(Ctx { platform: Arc::clone(platform), org, person, role, scopes: None, actor: Actor::User(parse::<SessionId>(&row.id)?), request }))
}

/// Whether the session or key of a long-lived connection still counts.
pub async fn is_alive(ctx: &Ctx) -> Result<bool> {
    let db = ctx.db.connection();
    Ok(match ctx.actor {
        Actor::User(session) => sessions::exists(db, session).await?,
        Actor::Key(key) => store::keys::list(db, ctx.org.id).await?.iter().any(|row| row.id == key.to_string()),
        Actor::System => true,
    })
}

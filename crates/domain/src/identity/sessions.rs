//! The person's browsers: which are signed in, and ending them.

use contract::{
    AppError, Permission, SessionId,
    dto::{SessionEntry, Timestamp},
};
use serde_json::json;
use store::{parse, sessions};

use super::IDLE_DAYS;
use crate::{
    Actor, Ctx, Result,
    audit::{self, Action},
};

/// Every session of the person that still counts, the one used last first.
pub async fn list(ctx: &Ctx) -> Result<Vec<SessionEntry>> {
    ctx.require(Permission::ManageAccount)?;
    let now = ctx.now();
    let rows = sessions::list(ctx.db.connection(), ctx.person.id, now, now.plus_seconds(-IDLE_DAYS * 86_400)).await?;
    let view = |row: sessions::Model| {
        let id: SessionId = parse(&row.id)?;
        Ok(SessionEntry {
            id,
            device: device(&row.user_agent),
            ip: row.ip,
            created_at: Timestamp(row.created_at),
            last_seen_at: Timestamp(row.last_seen_at),
            expires_at: Timestamp(row.expires_at),
            current: ctx.actor == Actor::User(id),
        })
    };
    rows.into_iter().map(view).collect()
}

/// Ends one session of the person, the own one included. Its connections close within seconds.
pub async fn revoke(ctx: &Ctx, id: SessionId) -> Result<()> {
    ctx.require(Permission::ManageAccount)?;
    let tx = ctx.db.begin().await?;
    if !sessions::delete_of(&tx, ctx.person.id, id).await? {
        return Err(AppError::not_found("session").into());
    }
    audit::append(&tx, ctx, Action::SessionRevoked, id, json!({})).await?;
    tx.commit().await?;
    Ok(())
}

/// Ends every session of the person but the one that asks; says how many.
pub async fn revoke_others(ctx: &Ctx) -> Result<u64> {
    ctx.require(Permission::ManageAccount)?;
    let Actor::User(own) = ctx.actor else { return Ok(0) };
    let tx = ctx.db.begin().await?;
    let ended = sessions::delete_others(&tx, ctx.person.id, own).await?;
    if ended > 0 {
        audit::append(&tx, ctx, Action::SessionRevoked, own, json!({ "others": ended })).await?;
    }
    tx.commit().await?;
    Ok(ended)
}

/// Browser and system as people call them. Browsers pretend to be each other, so the order matters.
fn device(user_agent: &str) -> String {
    const BROWSERS: [(&str, &str); 6] =
        [("Edg/", "Edge"), ("OPR/", "Opera"), ("Firefox/", "Firefox"), ("Chromium/", "Chromium"), ("Chrome/", "Chrome"), ("Safari/", "Safari")];
    const SYSTEMS: [(&str, &str); 7] = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("CrOS", "ChromeOS"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("Linux", "Linux"),
    ];
    let find = |names: &[(&str, &'static str)]| names.iter().find(|(sign, _)| user_agent.contains(sign)).map(|(_, name)| *name);
    match (find(&BROWSERS), find(&SYSTEMS)) {
        (Some(browser), Some(system)) => format!("{browser} on {system}"),
        (Some(name), None) | (None, Some(name)) => name.to_owned(),
        (None, None) => "Unknown browser".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::device;

    #[test]
    fn browsers_are_called_by_their_name() {
        let agents = [
            ("Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36", "Chrome on Linux"),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0",
                "Edge on Windows",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1",
                "Safari on iPhone",
            ),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on macOS"),
            ("curl/8.5.0", "Unknown browser"),
            ("", "Unknown browser"),
        ];
        for (agent, name) in agents {
            assert_eq!(device(agent), name);
        }
    }
}

//! Calls by day: what the small charts show.

use std::collections::HashMap;

use contract::{OrgId, Permission, ServerId, dto::Timestamp};
use store::{ConnectionTrait, calls::NewCall, parse, usage_days};

use crate::{Ctx, Result};

const MICROS_OF_DAY: i64 = 24 * 3_600 * 1_000_000;
/// How far back a chart reaches, today included.
pub const DAYS: usize = 14;
/// Days that are kept.
const KEPT: i64 = 90;

/// Calls of the last [`DAYS`] days, oldest first.
pub type Days = [u64; DAYS];

/// What stands in the log of each server for each of the last days (UTC), refused calls included, at most half a second
/// behind. Servers without calls are left out.
pub async fn by_day(ctx: &Ctx) -> Result<HashMap<ServerId, Days>> {
    ctx.require(Permission::ViewServers)?;
    let first = day_of(ctx.now()) - (DAYS as i64 - 1);
    let mut servers: HashMap<ServerId, Days> = HashMap::new();
    for row in usage_days::since(ctx.db.connection(), ctx.org.id, first).await? {
        let days = servers.entry(parse(&row.server_id)?).or_default();
        // A clock that went back may have written a day that has not come yet.
        if let Some(day) = usize::try_from(row.day - first).ok().and_then(|place| days.get_mut(place)) {
            *day = u64::try_from(row.calls).unwrap_or_default();
        }
    }
    Ok(servers)
}

/// Counts calls that are written to the log in the same transaction.
pub(super) async fn add(tx: &store::Tx, rows: &[NewCall]) -> Result<()> {
    let mut counts: HashMap<(OrgId, ServerId, i64), i64> = HashMap::new();
    for row in rows {
        *counts.entry((row.org, row.server, day_of(row.at))).or_default() += 1;
    }
    for ((org, server, day), calls) in counts {
        usage_days::add(tx, org, &server.to_string(), day, calls).await?;
    }
    Ok(())
}

/// Removes days that no chart shows any more.
pub(super) async fn purge(db: &impl ConnectionTrait, now: Timestamp) -> Result<()> {
    Ok(usage_days::purge(db, day_of(now) - KEPT).await?)
}

const fn day_of(at: Timestamp) -> i64 {
    at.micros().div_euclid(MICROS_OF_DAY)
}

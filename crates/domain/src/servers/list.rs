//! The organisation's servers.

use contract::{Permission, dto::ServerSummary};
use store::servers;

use super::view;
use crate::{Ctx, Result, usage};

/// The organisation's servers, newest first.
pub async fn list(ctx: &Ctx) -> Result<Vec<ServerSummary>> {
    ctx.require(Permission::ViewServers)?;
    let rows = servers::list(ctx.db.connection(), ctx.org.id).await?;
    let calls = usage::by_server(&ctx.platform, &ctx.org).await?;
    rows.iter().map(|row| view::summary(ctx, row, &calls)).collect()
}

/// How many servers the organisation has.
pub async fn count(ctx: &Ctx) -> Result<u32> {
    let count = servers::count(ctx.db.connection(), ctx.org.id).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

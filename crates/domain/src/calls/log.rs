//! The call log.

use contract::{
    AppError, CallId, Permission, Slug,
    dto::{CallView, Page, Timestamp},
};
use store::{calls, parse};

use crate::{Ctx, Result, servers, usage};

const PAGE: usize = 50;

/// The server's call log, newest first.
pub async fn log(ctx: &Ctx, slug: &Slug, cursor: Option<&str>) -> Result<Page<CallView>> {
    ctx.require(Permission::ViewServers)?;
    let bad_cursor = |_| AppError::bad_request("This cursor is not one that the list gave out. Start again without it.");
    let before = cursor.map(str::parse::<CallId>).transpose().map_err(bad_cursor)?.map(|id| id.to_string());
    let server = servers::find(ctx.db.connection(), ctx, slug).await?;
    // Rows are written in batches; whoever looks wants to see the call just made.
    usage::flush(&ctx.platform).await?;
    let mut rows = calls::page(ctx.db.connection(), ctx.org.id, &server.id, before.as_deref(), PAGE as u64 + 1).await?;
    let next = (rows.len() > PAGE).then(|| rows.swap_remove(PAGE)).and(rows.last()).map(|last| last.id.clone());
    Ok(Page { items: rows.into_iter().map(view).collect::<Result<_>>()?, next })
}

fn view(row: calls::Model) -> Result<CallView> {
    Ok(CallView {
        id: parse(&row.id)?,
        tool: row.tool,
        at: Timestamp(row.at),
        duration_ms: u32::try_from(row.duration_ms).unwrap_or(u32::MAX),
        is_error: row.is_error,
        via: row.via,
        request: row.request,
        response: row.response,
    })
}

//! Deleting a server.

use contract::{AppError, Permission, Slug};
use serde_json::json;
use store::{authorings, build_events, builds, calls, drafts, parse, secrets, servers, usage_days, versions};

use super::view;
use crate::{
    Ctx, Result,
    audit::{self, Action},
    usage,
};

/// Deletes the server with its secrets, versions, builds, call log and whatever a model was asked about it. Its slug is never given out again, and what it
/// used this month stays counted.
pub async fn delete(ctx: &Ctx, slug: &Slug) -> Result<()> {
    ctx.require(Permission::ManageServers)?;
    ctx.require_recent().await?;
    // Rows of calls that have just been answered must not arrive after the log is gone.
    usage::flush(&ctx.platform).await?;
    let (org, tx) = (ctx.org.id, ctx.db.begin().await?);
    let row = view::find(&tx, ctx, slug).await?;
    if !servers::delete(&tx, org, &row.id, ctx.now()).await? {
        return Err(AppError::not_found("server").into());
    }
    build_events::delete_of_server(&tx, org, &row.id).await?;
    builds::delete_of_server(&tx, org, &row.id).await?;
    versions::delete_of_server(&tx, org, &row.id).await?;
    secrets::delete_of(&tx, org, &row.id).await?;
    calls::delete_of_server(&tx, org, &row.id).await?;
    usage_days::delete_of_server(&tx, org, &row.id).await?;
    authorings::delete_of(&tx, org, &row.id).await?;
    for draft in drafts::that_became(&tx, org, &row.id).await? {
        authorings::delete_of(&tx, org, &draft).await?;
    }
    audit::append(&tx, ctx, Action::ServerDeleted, &row.id, json!({ "slug": slug.as_str() })).await?;
    tx.commit().await?;
    ctx.specs.forget(&ctx.org.handle, slug);
    ctx.runtime.stop(parse(&row.id)?).await;
    Ok(())
}

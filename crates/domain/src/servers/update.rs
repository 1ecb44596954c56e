//! Changing a server.

use contract::{
    AppError, DisplayName, Permission, Slug,
    dto::{PatchServer, ServerView},
};
use serde_json::json;
use store::{parse, servers};

use super::view;
use crate::{
    Ctx, Result,
    audit::{self, Action},
};

/// Renames, pauses, resumes, makes public or private.
pub async fn update(ctx: &Ctx, slug: &Slug, patch: PatchServer) -> Result<ServerView> {
    ctx.require(Permission::ManageServers)?;
    let name = patch.name.as_deref().map(DisplayName::parse).transpose()?;
    let tx = ctx.db.begin().await?;
    let row = view::find(&tx, ctx, slug).await?;
    if patch.paused == Some(true) && row.state != "live" {
        return Err(AppError::conflict("A server can be paused once it is live. This one is not.").into());
    }
    let change = servers::Change {
        name: name.as_ref().map_or(row.name.as_str(), DisplayName::as_str),
        public: patch.public.unwrap_or(row.public),
        paused: patch.paused.unwrap_or(row.paused),
    };
    let is_pausing = change.paused && !row.paused;
    if (change.name, change.public, change.paused) == (row.name.as_str(), row.public, row.paused) {
        drop(tx);
        return view::view(ctx, &row).await;
    }
    let metadata = json!({ "slug": slug.as_str(), "public": change.public, "paused": change.paused, "renamed": change.name != row.name });
    if !servers::change(&tx, ctx.org.id, &row.id, change, ctx.now()).await? {
        return Err(AppError::not_found("server").into());
    }
    audit::append(&tx, ctx, Action::ServerUpdated, &row.id, metadata).await?;
    tx.commit().await?;
    ctx.specs.forget(&ctx.org.handle, slug);
    if is_pausing {
        ctx.runtime.stop(parse(&row.id)?).await;
    }
    super::get::load(ctx, slug).await
}

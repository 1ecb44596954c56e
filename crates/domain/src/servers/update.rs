//! Changing a server.

use contract::{
    AppError, DisplayName, Permission, ServerSpec, Slug,
    dto::{PatchServer, ServerView},
};
use serde_json::json;
use store::{Tx, parse, secrets, servers, versions};

use super::view;
use crate::{
    Ctx, Error, Result,
    audit::{self, Action},
};

/// Renames, pauses, resumes, makes public or private, switches between made-up answers and live calls.
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
        mock: patch.mock.unwrap_or(row.mock),
    };
    if row.mock && !change.mock {
        refuse_without_credentials(&tx, ctx, &row).await?;
    }
    let is_pausing = change.paused && !row.paused;
    if (change.name, change.public, change.paused, change.mock) == (row.name.as_str(), row.public, row.paused, row.mock) {
        drop(tx);
        return view::view(ctx, &row).await;
    }
    let metadata = json!({ "slug": slug.as_str(), "public": change.public, "paused": change.paused, "mock": change.mock, "renamed": change.name != row.name });
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

/// Live calls need every credential that the tools need.
async fn refuse_without_credentials(tx: &Tx, ctx: &Ctx, row: &servers::Model) -> Result<()> {
    let version = versions::by_id(tx, ctx.org.id, view::shown_version(row)).await?.ok_or_else(|| Error::hidden("a server without its version"))?;
    let spec: ServerSpec = serde_json::from_str(&version.spec)?;
    let entered = secrets::list(tx, ctx.org.id, &row.id).await?;
    let missing: Vec<&str> =
        spec.needed_secrets().filter(|slot| slot.required && !entered.iter().any(|secret| secret.slot == slot.name)).map(|slot| slot.label.as_str()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(AppError::conflict(format!("Live calls need these credentials first: {}. Enter them under Access, then switch to live.", missing.join(", "))).into())
}

//! A second chance for a server whose build failed.

use contract::{AppError, BuildId, Permission, Slug, dto::BuildRef};
use serde_json::json;
use store::{builds, parse, servers};

use super::view;
use crate::{
    Ctx, Result,
    audit::{self, Action},
};

/// Queues a new build of the newest version of a server that is `failed`.
pub async fn build_again(ctx: &Ctx, slug: &Slug) -> Result<BuildRef> {
    ctx.require(Permission::ManageServers)?;
    let tx = ctx.db.begin().await?;
    let row = view::find(&tx, ctx, slug).await?;
    if !servers::build_again(&tx, ctx.org.id, &row.id, ctx.now()).await? {
        return Err(AppError::conflict("Only a server whose build failed can be built again.").into());
    }
    let build = ctx.id(BuildId::new);
    builds::insert(&tx, ctx.org.id, &row.id, parse(&row.latest_version)?, build, ctx.now()).await?;
    audit::append(&tx, ctx, Action::ServerUpdated, &row.id, json!({ "slug": slug.as_str(), "build": build.to_string() })).await?;
    tx.commit().await?;
    ctx.specs.forget(&ctx.org.handle, slug);
    ctx.builds.tell(build);
    Ok(BuildRef { id: build })
}

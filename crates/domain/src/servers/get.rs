//! One server.

use contract::{Permission, Slug, dto::ServerView};

use super::view;
use crate::{Ctx, Result};

/// The server with everything that its page shows.
pub async fn get(ctx: &Ctx, slug: &Slug) -> Result<ServerView> {
    ctx.require(Permission::ViewServers)?;
    load(ctx, slug).await
}

/// The same, as the answer to a change: whoever may change a server sees what became of it.
pub(super) async fn load(ctx: &Ctx, slug: &Slug) -> Result<ServerView> {
    let row = view::find(ctx.db.connection(), ctx, slug).await?;
    view::view(ctx, &row).await
}

//! One server.

use contract::{Slug, dto::ServerView};

use super::view;
use crate::{Ctx, Result};

/// The server with everything that its page shows.
pub async fn get(ctx: &Ctx, slug: &Slug) -> Result<ServerView> {
    let row = view::find(ctx.db.connection(), ctx, slug).await?;
    view::view(ctx, &row).await
}

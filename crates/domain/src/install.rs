//! Install snippets: how each MCP client is connected to a server.

use contract::{Slug, dto::InstallSnippet};

use crate::{Ctx, Result};

/// One snippet per client. Keys never stand in them: `YOUR_API_KEY` marks the place.
pub async fn snippets(_ctx: &Ctx, _slug: &Slug) -> Result<Vec<InstallSnippet>> {
    todo!()
}

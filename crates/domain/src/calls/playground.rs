//! Trying a tool on the server's page.

use contract::{
    AppError, Permission, Slug,
    dto::{CallTool, ToolAnswer},
};

use super::{Via, cache, call, open};
use crate::{Ctx, Result};

/// Calls a tool from the server's page. Works on paused servers too, and is counted.
pub async fn playground(ctx: &Ctx, slug: &Slug, tool: &str, request: CallTool) -> Result<ToolAnswer> {
    ctx.require(Permission::CallTools)?;
    let found = cache::find(&ctx.platform, &ctx.org.handle, slug).await?.ok_or_else(|| AppError::not_found("server"))?;
    let server = open::built(&ctx.platform, &found, slug)?;
    call(&ctx.platform, &server, tool, request.arguments, Via::Playground).await
}

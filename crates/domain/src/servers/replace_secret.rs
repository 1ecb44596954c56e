//! Replacing a credential.

use contract::{AppError, Permission, ServerSpec, Slug, dto::ServerView};
use secrecy::SecretString;
use serde_json::json;
use store::{servers, versions};

use super::view;
use crate::{
    Ctx, Result,
    audit::{self, Action},
    secrets,
};

/// Seals a new value for one of the server's secret slots. Running sandboxes need no restart: they never hold values.
pub async fn replace_secret(ctx: &Ctx, slug: &Slug, slot: &str, value: SecretString) -> Result<ServerView> {
    ctx.require(Permission::ManageServers)?;
    ctx.require_recent().await?;
    secrets::check_value("value", &value)?;
    let tx = ctx.db.begin().await?;
    let row = view::find(&tx, ctx, slug).await?;
    let version = versions::by_id(&tx, ctx.org.id, view::shown_version(&row)).await?.ok_or_else(|| AppError::not_found("server"))?;
    let spec: ServerSpec = serde_json::from_str(&version.spec)?;
    if spec.secret(slot).is_none() {
        return Err(AppError::not_found("credential").into());
    }
    secrets::put(&tx, &ctx.platform, ctx.org.id, &row.id, slot, &value).await?;
    servers::touch(&tx, ctx.org.id, &row.id, ctx.now()).await?;
    audit::append(&tx, ctx, Action::SecretReplaced, &row.id, json!({ "slug": slug.as_str(), "slot": slot })).await?;
    tx.commit().await?;
    ctx.specs.forget(&ctx.org.handle, slug);
    super::get::load(ctx, slug).await
}

//! Keeping the account after all.

use std::sync::Arc;

use contract::{AppError, Email, OrgId, Permission};
use serde_json::json;
use store::{Tx, deletions};

use super::log_of;
use crate::{
    Ctx, Person, Platform, RequestMeta, Result,
    audit::{self, Action, By},
    ports::Mail,
};

/// Takes the wish back.
pub async fn cancel(ctx: &Ctx) -> Result<()> {
    ctx.require(Permission::ManageAccount)?;
    let tx = ctx.db.begin().await?;
    if !deletions::delete(&tx, &ctx.person.id.to_string()).await? {
        return Err(AppError::not_found("planned deletion").into());
    }
    let org = log_of(&tx, ctx).await?;
    audit::append_in(&tx, ctx, org, Action::AccountDeletionCancelled, ctx.person.id, json!({ "by": "page" })).await?;
    tx.commit().await?;
    tell(&ctx.platform, &ctx.person.email).await
}

/// Whoever signs in keeps the account. `true` when a deletion was under way: then [`tell_kept`] follows the commit.
pub async fn cancel_at_sign_in(tx: &Tx, platform: &Platform, request: &RequestMeta, person: &Person, org: OrgId) -> Result<bool> {
    if !deletions::delete(tx, &person.id.to_string()).await? {
        return Ok(false);
    }
    let by = By { kind: "user", id: person.id.to_string(), request: Some(request) };
    audit::append_by(tx, platform, org, by, Action::AccountDeletionCancelled, person.id, json!({ "by": "sign-in" })).await?;
    Ok(true)
}

/// Says by mail that the account stays; a mail that cannot be sent does not stop anybody from signing in.
pub async fn tell_kept(platform: &Arc<Platform>, email: &Email) {
    if let Err(cause) = tell(platform, email).await {
        tracing::warn!(%cause, "a mail about a cancelled deletion could not be sent");
    }
}

async fn tell(platform: &Platform, email: &Email) -> Result<()> {
    let text = format!("Hello,\n\nyour Build My MCP account stays. Its deletion has been cancelled.\n\n{}\n", platform.url("/settings/data"));
    platform.mailer.send(Mail { to: email.clone(), subject: "Your account stays".into(), text }).await?;
    Ok(())
}

//! Keeping the account after all.

use contract::{AppError, Email, OrgId, Permission};
use serde_json::json;
use store::{Tx, deletions};

use super::log_of;
use crate::{
    Ctx, Person, Platform, RequestMeta, Result,
    audit::{self, Action, By},
    outbox,
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
    tell(&tx, &ctx.platform, &ctx.person.email).await?;
    Ok(tx.commit().await?)
}

/// Whoever signs in keeps the account; does nothing where no deletion is under way.
pub async fn cancel_at_sign_in(tx: &Tx, platform: &Platform, request: &RequestMeta, person: &Person, org: OrgId) -> Result<()> {
    if !deletions::delete(tx, &person.id.to_string()).await? {
        return Ok(());
    }
    let by = By { kind: "user", id: person.id.to_string(), request: Some(request) };
    audit::append_by(tx, platform, org, by, Action::AccountDeletionCancelled, person.id, json!({ "by": "sign-in" })).await?;
    tell(tx, platform, &person.email).await
}

async fn tell(tx: &Tx, platform: &Platform, email: &Email) -> Result<()> {
    let text = format!("Hello,\n\nyour Build My MCP account stays. Its deletion has been cancelled.\n\n{}\n", platform.url("/settings/data"));
    outbox::enqueue(tx, platform, &Mail { to: email.clone(), subject: "Your account stays".into(), text }).await
}

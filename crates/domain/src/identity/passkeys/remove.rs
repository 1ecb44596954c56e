//! Removing a passkey.

use contract::{AppError, PasskeyId, Permission};
use serde_json::json;
use store::passkeys;

use crate::{
    Ctx, Result,
    audit::{self, Action},
    identity::letters,
    outbox,
};

/// Removes a passkey; nobody signs in with it any more. Sessions that it began go on.
pub async fn remove(ctx: &Ctx, id: PasskeyId) -> Result<()> {
    ctx.require(Permission::ManageAccount)?;
    ctx.require_recent().await?;
    let missing = || AppError::not_found("passkey");
    let tx = ctx.db.begin().await?;
    let row = passkeys::by_id(&tx, ctx.person.id, id).await?.ok_or_else(missing)?;
    if !passkeys::delete(&tx, ctx.person.id, id).await? {
        return Err(missing().into());
    }
    audit::append(&tx, ctx, Action::PasskeyRemoved, id, json!({})).await?;
    let what = format!("the passkey “{}” was removed from your account.", row.name);
    outbox::enqueue(&tx, &ctx.platform, &letters::notice(&ctx.platform, ctx.person.email.clone(), &what)).await?;
    tx.commit().await?;
    Ok(())
}

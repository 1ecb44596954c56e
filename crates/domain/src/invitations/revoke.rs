//! Taking an invitation back.

use contract::{InvitationId, Permission};
use serde_json::json;
use store::invitations;

use super::missing;
use crate::{
    Ctx, Result,
    audit::{self, Action},
};

/// Takes an open invitation back; its link stops working.
pub async fn revoke(ctx: &Ctx, id: InvitationId) -> Result<()> {
    ctx.require(Permission::ManageMembers)?;
    let tx = ctx.db.begin().await?;
    let row = invitations::by_id(&tx, ctx.org.id, id).await?.ok_or_else(missing)?;
    if !invitations::close(&tx, &row.id, "revoked", ctx.now()).await? {
        return Err(missing().into());
    }
    audit::append(&tx, ctx, Action::InvitationRevoked, id, json!({})).await?;
    tx.commit().await?;
    Ok(())
}

//! Revoking a key.

use contract::{AppError, KeyId, Permission};
use serde_json::json;
use store::keys;

use crate::{
    Ctx, Result,
    audit::{self, Action},
};

/// Revokes a key at once. Somebody else's key is missing for those who may not manage everybody's.
pub async fn revoke(ctx: &Ctx, id: KeyId) -> Result<()> {
    ctx.require(Permission::ManageKeys)?;
    let tx = ctx.db.begin().await?;
    let row = keys::by_id(&tx, ctx.org.id, id).await?;
    let mine = |row: &keys::Model| row.user_id == ctx.person.id.to_string();
    if !row.is_some_and(|row| mine(&row) || ctx.may(Permission::ManageAllKeys)) || !keys::revoke(&tx, ctx.org.id, id, ctx.now()).await? {
        return Err(AppError::not_found("key").into());
    }
    audit::append(&tx, ctx, Action::KeyRevoked, id, json!({})).await?;
    tx.commit().await?;
    Ok(())
}

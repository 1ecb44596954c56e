//! A member goes, or is sent.

use contract::{AppError, KeyId, Permission, UserId};
use serde_json::json;
use store::{Tx, keys, orgs, parse, sessions};

use super::role_of;
use crate::{
    Ctx, Result,
    audit::{self, Action},
    identity,
    orgs::keep_an_owner,
};

/// Removes a member. Their sessions and keys are shut out at once.
pub async fn remove(ctx: &Ctx, user: UserId) -> Result<()> {
    ctx.require(Permission::ManageMembers)?;
    if user == ctx.person.id {
        return Err(AppError::conflict("You cannot remove yourself. Leave the organisation instead.").into());
    }
    take_out(ctx, user, Action::MemberRemoved).await
}

/// Ends a membership with all that hangs on it.
pub(crate) async fn take_out(ctx: &Ctx, user: UserId, why: Action) -> Result<()> {
    let (org, tx) = (ctx.org.id, ctx.db.begin().await?);
    orgs::lock(&tx, org).await?;
    let role = role_of(&tx, ctx, user).await?;
    keep_an_owner(&tx, org, user).await?;
    orgs::members::delete(&tx, org, user).await?;
    orgs::release(&tx, org, user).await?;
    revoke_keys(&tx, ctx, user).await?;
    let home = identity::home(&tx, &ctx.platform, user).await?;
    sessions::move_away(&tx, user, org, home.id).await?;
    audit::append(&tx, ctx, why, user, json!({ "role": role.as_str() })).await?;
    tx.commit().await?;
    Ok(())
}

/// For good: somebody who comes back makes new ones.
async fn revoke_keys(tx: &Tx, ctx: &Ctx, user: UserId) -> Result<()> {
    for key in keys::of_user(tx, ctx.org.id, user).await? {
        let id: KeyId = parse(&key.id)?;
        keys::revoke(tx, ctx.org.id, id, ctx.now()).await?;
        audit::append(tx, ctx, Action::KeyRevoked, id, json!({ "reason": "its maker is no member any more" })).await?;
    }
    Ok(())
}

//! Handing an organisation over.

use contract::{AppError, Permission, Role, UserId};
use serde_json::json;
use store::orgs;

use crate::{
    Ctx, Result,
    audit::{self, Action},
};

/// The member becomes an owner, and the person who hands over becomes an admin.
pub async fn transfer(ctx: &Ctx, to: UserId) -> Result<()> {
    ctx.require(Permission::TransferOwnership)?;
    ctx.require_recent().await?;
    if to == ctx.person.id {
        return Err(AppError::field("member", "You are the owner already. Choose another member.").into());
    }
    let (org, tx) = (ctx.org.id, ctx.db.begin().await?);
    orgs::lock(&tx, org).await?;
    // Asked again behind the lock: of two transfers at the same time the second one finds a former owner.
    if orgs::members::role(&tx, org, ctx.person.id).await?.as_deref() != Some(super::OWNER) {
        return Err(AppError::conflict("You are not an owner of this organisation any more. Reload the page.").into());
    }
    if !orgs::members::set_role(&tx, org, to, super::OWNER).await? {
        return Err(AppError::not_found("member").into());
    }
    orgs::members::set_role(&tx, org, ctx.person.id, Role::Admin.as_str()).await?;
    orgs::release(&tx, org, ctx.person.id).await?;
    audit::append(&tx, ctx, Action::OrgTransferred, org, json!({ "to": to.to_string() })).await?;
    tx.commit().await?;
    Ok(())
}

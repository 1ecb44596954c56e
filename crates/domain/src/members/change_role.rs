//! A member becomes something else.

use contract::{
    AppError, Permission, Role, UserId,
    dto::{ChangeRole, MemberView},
};
use serde_json::json;
use store::orgs;

use super::{everybody, role_of};
use crate::{
    Ctx, Result,
    audit::{self, Action},
    orgs::keep_an_owner,
};

/// Changes a role. It counts from the member's next request on; keys that they made follow it.
///
/// # Errors
/// Making an owner: `forbidden` unless an owner asks in person, and `confirmation_needed` as for everything that cannot be
/// taken back.
pub async fn change_role(ctx: &Ctx, user: UserId, request: ChangeRole) -> Result<MemberView> {
    ctx.require(Permission::ManageMembers)?;
    if request.role == Role::Owner {
        ctx.require(Permission::TransferOwnership)?;
        ctx.require_recent().await?;
    }
    let (org, role, tx) = (ctx.org.id, request.role, ctx.db.begin().await?);
    orgs::lock(&tx, org).await?;
    let before = role_of(&tx, ctx, user).await?;
    if role != before {
        if before == Role::Owner {
            keep_an_owner(&tx, org, user).await?;
        }
        orgs::members::set_role(&tx, org, user, role.as_str()).await?;
        audit::append(&tx, ctx, Action::MemberRoleChanged, user, json!({ "from": before.as_str(), "to": role.as_str() })).await?;
    }
    tx.commit().await?;
    // Whoever has just stepped down still sees the answer.
    let changed = everybody(ctx).await?.into_iter().find(|member| member.id == user);
    changed.ok_or_else(|| AppError::not_found("member").into())
}

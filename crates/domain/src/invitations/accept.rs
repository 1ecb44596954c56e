//! Joining.

use contract::{AppError, OrgId, Permission, dto::OrgChoice};
use serde_json::json;
use store::{invitations, orgs, parse, sessions};

use super::{missing, open};
use crate::{
    Actor, Ctx, Result,
    audit::{self, Action, By},
    billing, identity,
};

/// The invited person joins, and looks at the organisation from now on. Works once, and for the invited address alone.
pub async fn accept(ctx: &Ctx, token: &str) -> Result<OrgChoice> {
    ctx.require(Permission::ManageAccount)?;
    let row = open(ctx.db.connection(), &ctx.platform, token).await?;
    if row.email != ctx.person.email.as_str() {
        return Err(AppError::forbidden("This invitation was sent to another address. Sign in with that address to accept it.").into());
    }
    let (id, now, tx): (OrgId, _, _) = (parse(&row.org_id)?, ctx.now(), ctx.db.begin().await?);
    orgs::lock(&tx, id).await?;
    let org = identity::org(&ctx.platform, orgs::by_id(&tx, id).await?.ok_or_else(missing)?)?;
    if orgs::members::role(&tx, id, ctx.person.id).await?.is_some() {
        return Err(AppError::conflict("You are a member of this organisation already.").into());
    }
    billing::room_for_member(&tx, &Ctx { org: org.clone(), ..ctx.clone() }, 0).await?;
    if !invitations::close(&tx, &row.id, "accepted", now).await? {
        return Err(missing().into());
    }
    orgs::members::insert(&tx, id, ctx.person.id, &row.role, now).await?;
    if let Actor::User(session) = ctx.actor {
        sessions::set_org(&tx, session, id).await?;
    }
    let metadata = json!({ "member": ctx.person.id.to_string(), "role": row.role });
    audit::append_by(&tx, &ctx.platform, id, By::person(ctx), Action::InvitationAccepted, &row.id, metadata).await?;
    tx.commit().await?;
    Ok(OrgChoice { id, handle: org.handle, name: org.name, role: parse(&row.role)?, current: true })
}

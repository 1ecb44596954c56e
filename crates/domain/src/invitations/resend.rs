//! Sending an invitation once more.

use contract::{Email, InvitationId, Permission, Role, dto::InvitationView};
use secrecy::ExposeSecret;
use serde_json::json;
use store::{invitations, orgs, parse};

use super::{DAYS, check_places, mail, missing};
use crate::{
    Ctx, Result,
    audit::{self, Action},
    identity, tokens,
};

/// Mails a new link with a new week; the link before stops working.
pub async fn resend(ctx: &Ctx, id: InvitationId) -> Result<InvitationView> {
    ctx.require(Permission::ManageMembers)?;
    let row = invitations::by_id(ctx.db.connection(), ctx.org.id, id).await?.ok_or_else(missing)?;
    let (email, role): (Email, Role) = (parse(&row.email)?, parse(&row.role)?);
    if role == Role::Owner {
        // A new link and a new week for somebody who becomes an owner: as much as inviting them.
        ctx.require(Permission::TransferOwnership)?;
        ctx.require_recent().await?;
    }
    mail::limit(ctx, &email).await?;
    let (token, now, tx) = (tokens::new_token(&ctx.platform), ctx.now(), ctx.db.begin().await?);
    orgs::lock(&tx, ctx.org.id).await?;
    if row.expires_at <= now.micros() {
        // Its place was given back meanwhile.
        check_places(&tx, ctx).await?;
    }
    let expires_at = now.plus_seconds(DAYS * 86_400);
    if !invitations::renew(&tx, &row.id, tokens::hash(token.expose_secret()), now, expires_at).await? {
        return Err(missing().into());
    }
    audit::append(&tx, ctx, Action::InvitationResent, id, json!({})).await?;
    mail::enqueue(&tx, ctx, &email, role, &token).await?;
    tx.commit().await?;
    let inviter = identity::people(ctx.db.connection(), vec![row.invited_by.clone()]).await?.remove(&row.invited_by);
    let renewed = invitations::Model { sent_at: now.micros(), expires_at: expires_at.micros(), ..row };
    super::view(renewed, inviter.map(|person| person.name).unwrap_or_default(), now)
}

//! Inviting somebody.

use contract::{
    AppError, Email, FieldError, InvitationId, Permission, Role,
    dto::{InvitationView, Invite},
};
use secrecy::ExposeSecret;
use serde_json::json;
use store::{invitations, orgs, parse, users};

use super::{DAYS, check_places, mail};
use crate::{
    Ctx, Result,
    audit::{self, Action},
    tokens,
};

/// Invites an address and mails the link. The place is held until the invitation is answered or has expired.
///
/// # Errors
/// For the role of an owner: `forbidden` unless an owner asks in person, and `confirmation_needed` as for everything that
/// cannot be taken back.
pub async fn invite(ctx: &Ctx, request: Invite) -> Result<InvitationView> {
    ctx.require(Permission::ManageMembers)?;
    let email = Email::parse(&request.email)?;
    if request.role == Role::Owner {
        ctx.require(Permission::TransferOwnership)?;
        ctx.require_recent().await?;
    }
    mail::limit(ctx, &email).await?;
    let row = write(ctx, &email, request.role).await?;
    super::view(row, ctx.person.name.clone(), ctx.now())
}

async fn write(ctx: &Ctx, email: &Email, role: Role) -> Result<invitations::Model> {
    let (org, now, tx) = (ctx.org.id, ctx.now(), ctx.db.begin().await?);
    orgs::lock(&tx, org).await?;
    if let Some(user) = users::by_email(&tx, email).await?
        && orgs::members::role(&tx, org, parse(&user.id)?).await?.is_some()
    {
        return Err(taken("This person is a member already."));
    }
    if let Some(earlier) = invitations::by_email(&tx, org, email).await? {
        if earlier.expires_at > now.micros() {
            return Err(taken("This person is invited already. Send the invitation again from the list below."));
        }
        invitations::close(&tx, &earlier.id, "revoked", now).await?;
    }
    check_places(&tx, ctx).await?;
    let token = tokens::new_token(&ctx.platform);
    let new = invitations::NewInvitation {
        id: ctx.id(InvitationId::new),
        org,
        email,
        role: role.as_str(),
        token_hash: tokens::hash(token.expose_secret()),
        invited_by: ctx.person.id,
        now,
        expires_at: now.plus_seconds(DAYS * 86_400),
    };
    let row = invitations::insert(&tx, new).await?;
    audit::append(&tx, ctx, Action::InvitationCreated, &row.id, json!({ "role": role.as_str() })).await?;
    mail::enqueue(&tx, ctx, email, role, &token).await?;
    tx.commit().await?;
    Ok(row)
}

fn taken(sentence: &str) -> crate::Error {
    AppError { errors: vec![FieldError::new("email", sentence)], ..AppError::conflict(sentence) }.into()
}

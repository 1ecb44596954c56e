//! What the link of an invitation shows.

use std::sync::Arc;

use contract::dto::{InvitationOffer, Timestamp};
use store::{orgs, parse};

use super::{missing, open};
use crate::{Ctx, Platform, Result, identity};

/// An invitation, and whether the person who looks at it is the one it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// Can be accepted.
    Yours(InvitationOffer),
    /// Nobody is signed in.
    SignIn(InvitationOffer),
    /// Somebody else is signed in.
    Other(InvitationOffer),
}

/// Looks at an invitation; looking consumes nothing. Whoever has the link has the mail, so what stands in the mail is shown.
pub async fn offer(platform: &Arc<Platform>, visitor: Option<&Ctx>, token: &str) -> Result<Offer> {
    let db = platform.db.connection();
    let row = open(db, platform, token).await?;
    let org = identity::org(platform, orgs::by_id(db, parse(&row.org_id)?).await?.ok_or_else(missing)?)?;
    let inviter = identity::people(db, vec![row.invited_by.clone()]).await?.remove(&row.invited_by);
    let offer = InvitationOffer {
        org: org.name,
        role: parse(&row.role)?,
        email: parse(&row.email)?,
        invited_by: inviter.map(|person| person.name).unwrap_or_default(),
        expires_at: Timestamp(row.expires_at),
    };
    Ok(match visitor {
        None => Offer::SignIn(offer),
        Some(ctx) if ctx.person.email == offer.email => Offer::Yours(offer),
        Some(_) => Offer::Other(offer),
    })
}

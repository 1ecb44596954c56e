//! Invitations by mail: seven days, one address, one link that the newest mail holds.

mod accept;
mod decline;
mod invite;
mod list;
mod mail;
mod offer;
mod resend;
mod revoke;

pub use accept::accept;
pub use decline::decline;
pub use invite::invite;
pub use list::list;
pub use offer::{Offer, offer};
pub use resend::resend;
pub use revoke::revoke;

use contract::{AppError, ErrorCode, dto::InvitationView, dto::Timestamp};
use store::{ConnectionTrait, invitations, parse};

use crate::{Ctx, Platform, Result, billing, tokens};

/// How long an invitation is worth something.
pub const DAYS: i64 = 7;

fn missing() -> AppError {
    AppError::not_found("invitation")
}

/// The open invitation behind a link.
async fn open(db: &impl ConnectionTrait, platform: &Platform, token: &str) -> Result<invitations::Model> {
    let row = invitations::by_token(db, &tokens::hash(token)).await?;
    let row = row.filter(|row| row.state == "open" && row.expires_at > platform.now().micros());
    Ok(row.ok_or_else(|| {
        AppError::new(ErrorCode::NotFound, "This invitation has been answered, taken back or replaced, or its seven days are over. Ask for a new one.")
    })?)
}

/// Refuses when every place of the plan is taken; open invitations hold one each.
async fn check_places(db: &impl ConnectionTrait, ctx: &Ctx) -> Result<()> {
    let waiting = invitations::count_waiting(db, ctx.org.id, ctx.now()).await?;
    billing::room_for_member(db, ctx, waiting).await
}

fn view(row: invitations::Model, invited_by: String, now: Timestamp) -> Result<InvitationView> {
    Ok(InvitationView {
        id: parse(&row.id)?,
        email: parse(&row.email)?,
        role: parse(&row.role)?,
        invited_by,
        sent_at: Timestamp(row.sent_at),
        expires_at: Timestamp(row.expires_at),
        expired: row.expires_at <= now.micros(),
    })
}

//! Suspended organisations: their servers go on running, new ones are refused with the reason and the way out.

use contract::AppError;
use store::{ConnectionTrait, suspensions};

use crate::{Ctx, Result};

/// Refuses to make anything for an organisation that the platform's admins have suspended.
///
/// # Errors
/// `payment_required` (402) with the admins' reason.
pub async fn refuse(db: &impl ConnectionTrait, ctx: &Ctx) -> Result<()> {
    let Some(suspension) = suspensions::of(db, ctx.org.id).await? else { return Ok(()) };
    let (reason, way_out) = (suspension.reason.trim_end_matches(['.', ' ']), ctx.url("/support/new"));
    let detail = format!(
        "{} is suspended: {reason}. Its servers keep running, but it cannot make new ones. Write to us at {way_out} to have this lifted.",
        ctx.org.name
    );
    Err(AppError::payment_required(detail).into())
}

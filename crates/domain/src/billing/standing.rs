//! What an organisation may add. What runs keeps running, whatever is owed.

use contract::AppError;
use store::{ConnectionTrait, orgs, servers};

use crate::{Ctx, Result};

/// 402 for a suspended organisation, with the way out.
pub fn check_standing(ctx: &Ctx) -> Result<()> {
    if !ctx.org.suspended {
        return Ok(());
    }
    let page = ctx.url("/settings/billing");
    let detail = format!(
        "The payment for this organisation failed three times, so nothing new can be created until the open invoice is paid. Servers keep running. Pay it at {page}"
    );
    Err(AppError::payment_required(detail).into())
}

/// Whether one more server may be made.
///
/// # Errors
/// 402 when the organisation is suspended, or when the plan has no more room.
pub async fn room_for_server(db: &impl ConnectionTrait, ctx: &Ctx) -> Result<()> {
    check_standing(ctx)?;
    let Some(limit) = ctx.org.plan.limits().servers else { return Ok(()) };
    if servers::count(db, ctx.org.id).await? < u64::from(limit) {
        return Ok(());
    }
    let (plan, page) = (ctx.org.plan.label(), ctx.url("/settings/billing"));
    let detail =
        format!("The {plan} plan has room for {limit} servers, and all are in use. Delete one that you no longer need, or choose a larger plan at {page}");
    Err(AppError::payment_required(detail).into())
}

/// Whether one more member may join; `invited` are those who have been asked already.
///
/// # Errors
/// 402 when the organisation is suspended, or when the plan has no more room.
pub async fn room_for_member(db: &impl ConnectionTrait, ctx: &Ctx, invited: u64) -> Result<()> {
    check_standing(ctx)?;
    let Some(limit) = ctx.org.plan.limits().members else { return Ok(()) };
    if orgs::members::count(db, ctx.org.id).await? + invited < u64::from(limit) {
        return Ok(());
    }
    let (plan, page) = (ctx.org.plan.label(), ctx.url("/settings/billing"));
    let room = if limit == 1 { "one member".to_owned() } else { format!("{limit} members") };
    Err(AppError::payment_required(format!("The {plan} plan has room for {room}, invitations included. Choose a larger plan at {page}")).into())
}

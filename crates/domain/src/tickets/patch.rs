//! The person closes a ticket, or opens it again.

use contract::{
    AppError, Permission, TicketId,
    dto::{PatchTicket, TicketState, TicketView},
};
use serde_json::json;
use store::tickets;

use super::{get, get::find, view};
use crate::{
    Ctx, Result,
    audit::{self, Action},
};

/// Marks a ticket as solved, or reopens a solved one. Setting the state that it has changes nothing.
pub async fn patch(ctx: &Ctx, id: TicketId, request: PatchTicket) -> Result<TicketView> {
    ctx.require(Permission::UseSupport)?;
    let tx = ctx.db.begin().await?;
    let row = find(&tx, ctx, id).await?;
    let (from, to) = (view::state(&row)?, request.state);
    match (from, to) {
        (from, to) if from == to => return get(ctx, id).await,
        (_, TicketState::Solved) | (TicketState::Solved, TicketState::Reopened) => {}
        _ => return Err(AppError::field("state", "A ticket can be set to “solved”, and a solved one to “reopened”. Replies set the other states.").into()),
    }
    if !tickets::set_state(&tx, &row, to.as_str(), ctx.now()).await? {
        return Err(AppError::conflict("This ticket has changed in the meantime. Please look at it again.").into());
    }
    audit::append(&tx, ctx, Action::TicketStateChanged, id, json!({ "state": to.as_str() })).await?;
    tx.commit().await?;
    get(ctx, id).await
}

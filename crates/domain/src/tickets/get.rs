//! One ticket.

use contract::{AppError, Permission, TicketId, dto::TicketView};
use store::{ConnectionTrait, tickets};

use super::view;
use crate::{Ctx, Result};

/// A ticket of the person, with its messages.
pub async fn get(ctx: &Ctx, id: TicketId) -> Result<TicketView> {
    ctx.require(Permission::UseSupport)?;
    let db = ctx.db.connection();
    let row = find(db, ctx, id).await?;
    let messages = tickets::messages::all(db, &row).await?;
    view::ticket(row, messages)
}

/// The row of a ticket of the person. Somebody else's looks like a missing one.
pub(super) async fn find(db: &impl ConnectionTrait, ctx: &Ctx, id: TicketId) -> Result<tickets::Model> {
    Ok(tickets::by_id(db, ctx.person.id, id).await?.ok_or_else(|| AppError::not_found("ticket"))?)
}

//! The person's tickets.

use contract::{
    AppError, Permission,
    dto::{Page, TicketSummary},
};
use store::tickets;

use super::view;
use crate::{Ctx, Result};

const PER_PAGE: u64 = 50;

/// The person's tickets, newest first, 50 at a time. `cursor` is `next` of the page before.
pub async fn list(ctx: &Ctx, cursor: Option<&str>) -> Result<Page<TicketSummary>> {
    ctx.require(Permission::UseSupport)?;
    let before = cursor.map(|cursor| cursor.parse().map_err(|_| AppError::field("cursor", "This is not a cursor of this list."))).transpose()?;
    let mut rows = tickets::page(ctx.db.connection(), ctx.person.id, before, PER_PAGE + 1).await?;
    let more = rows.len() as u64 > PER_PAGE;
    rows.truncate(PER_PAGE as usize);
    let next = rows.last().filter(|_| more).map(|row| row.id.clone());
    Ok(Page { items: rows.into_iter().map(view::summary).collect::<Result<_>>()?, next })
}

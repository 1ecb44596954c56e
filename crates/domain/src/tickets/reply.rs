//! The person writes again.

use std::time::Duration;

use contract::{
    AppError, Permission, TicketId, TicketMessageId,
    dto::{ReplyTicket, TicketState, TicketView},
};
use serde_json::json;
use store::tickets;

use super::{MOST_MESSAGES, create::limit, get, get::find, letters, texts, view};
use crate::{
    Ctx, Result,
    audit::{self, Action},
    ports::Quota,
};

const PER_PERSON: Quota = Quota { events: 60, window: Duration::from_secs(3_600) };

/// Adds a message of the person and mails the platform's team. A solved ticket is reopened by it.
pub async fn reply(ctx: &Ctx, id: TicketId, request: ReplyTicket) -> Result<TicketView> {
    ctx.require(Permission::UseSupport)?;
    let text = texts::message(&request.text)?;
    if request.solved {
        return Err(AppError::field("solved", "Send the reply without “solved”, then set the ticket's state with PATCH.").into());
    }
    limit(ctx, "reply", PER_PERSON).await?;
    let tx = ctx.db.begin().await?;
    let row = find(&tx, ctx, id).await?;
    refuse_full(&row)?;
    tickets::messages::insert(&tx, &row, ctx.id(TicketMessageId::new), false, &text, ctx.now()).await?;
    let state = match view::state(&row)? {
        TicketState::Solved | TicketState::Reopened => TicketState::Reopened,
        TicketState::Open | TicketState::Waiting => TicketState::Open,
    };
    tickets::set_state(&tx, &row, state.as_str(), ctx.now()).await?;
    audit::append(&tx, ctx, Action::TicketReplied, id, json!({ "state": state.as_str() })).await?;
    letters::to_team(&tx, ctx, &row, &text, "Reply").await?;
    tx.commit().await?;
    get(ctx, id).await
}

/// A ticket does not grow for ever.
pub(crate) fn refuse_full(row: &tickets::Model) -> Result<()> {
    if row.messages < MOST_MESSAGES {
        return Ok(());
    }
    Err(AppError::conflict(format!("This ticket has {MOST_MESSAGES} messages, which is as many as one can have. Please open a new one.")).into())
}

//! A new ticket.

use std::time::Duration;

use contract::{
    AppError, Permission, TicketId, TicketMessageId,
    dto::{CreateTicket, TicketView},
};
use serde_json::json;
use store::tickets;

use super::{get, letters, texts};
use crate::{
    Ctx, Result,
    audit::{self, Action},
    ports::Quota,
};

const PER_PERSON: Quota = Quota { events: 10, window: Duration::from_secs(3_600) };

/// Opens a ticket and mails the platform's team.
pub async fn create(ctx: &Ctx, request: CreateTicket) -> Result<TicketView> {
    ctx.require(Permission::UseSupport)?;
    let (subject, text) = match (texts::subject(&request.subject), texts::message(&request.text)) {
        (Ok(subject), Ok(text)) => (subject, text),
        (subject, text) => return Err(AppError::invalid([subject.err(), text.err()].into_iter().flatten().collect()).into()),
    };
    limit(ctx, "new", PER_PERSON).await?;
    let tx = ctx.db.begin().await?;
    let new = tickets::NewTicket { id: ctx.id(TicketId::new), user: ctx.person.id, org: ctx.org.id, subject: &subject, now: ctx.now() };
    let id = new.id;
    let row = tickets::insert(&tx, new).await?;
    tickets::messages::insert(&tx, &row, ctx.id(TicketMessageId::new), false, &text, ctx.now()).await?;
    audit::append(&tx, ctx, Action::TicketCreated, id, json!({})).await?;
    letters::to_team(&tx, ctx, &row, &text, "New ticket").await?;
    tx.commit().await?;
    get(ctx, id).await
}

/// Takes one from the person's quota of `kind`.
pub(super) async fn limit(ctx: &Ctx, kind: &str, quota: Quota) -> Result<()> {
    let taken = ctx.limiter.take(&format!("ticket:{kind}:{}", ctx.person.id), quota).await;
    taken.map_err(|wait| AppError::rate_limited(wait).into())
}

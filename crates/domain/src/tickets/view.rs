//! From rows to what people see.

use contract::dto::{TicketMessage, TicketState, TicketSummary, TicketView, Timestamp};
use store::{parse, tickets};

use crate::{Error, Result};

pub(crate) fn state(row: &tickets::Model) -> Result<TicketState> {
    TicketState::named(&row.state).ok_or_else(|| Error::hidden(format!("ticket {} has the unknown state {}", row.id, row.state)))
}

pub(crate) fn summary(row: tickets::Model) -> Result<TicketSummary> {
    let state = state(&row)?;
    Ok(TicketSummary { id: parse(&row.id)?, subject: row.subject, state, created_at: Timestamp(row.created_at), updated_at: Timestamp(row.updated_at) })
}

pub(crate) fn ticket(row: tickets::Model, messages: Vec<tickets::messages::Model>) -> Result<TicketView> {
    let message = |row: tickets::messages::Model| -> Result<TicketMessage> {
        Ok(TicketMessage { id: parse(&row.id)?, from_team: row.from_team, text: row.body, at: Timestamp(row.at) })
    };
    Ok(TicketView { messages: messages.into_iter().map(message).collect::<Result<_>>()?, summary: summary(row)? })
}

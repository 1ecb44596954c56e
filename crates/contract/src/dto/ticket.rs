//! Support tickets.

use serde::{Deserialize, Serialize};

use super::Timestamp;
use crate::ids::{TicketId, TicketMessageId};

/// Whose turn it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TicketState {
    /// The team has not answered the newest message yet.
    Open,
    /// The team answered and waits for the person.
    Waiting,
    /// Nothing is left to do.
    Solved,
    /// It was solved, and the person wrote again.
    Reopened,
}

impl TicketState {
    pub const ALL: [Self; 4] = [Self::Open, Self::Waiting, Self::Solved, Self::Reopened];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Waiting => "waiting",
            Self::Solved => "solved",
            Self::Reopened => "reopened",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Open => "Open",
            Self::Waiting => "Waiting for you",
            Self::Solved => "Solved",
            Self::Reopened => "Reopened",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// A ticket as lists show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketSummary {
    pub id: TicketId,
    pub subject: String,
    pub state: TicketState,
    pub created_at: Timestamp,
    /// When the newest message was written, or the state changed.
    pub updated_at: Timestamp,
}

/// A ticket with everything that was written in it, oldest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketView {
    #[serde(flatten)]
    pub summary: TicketSummary,
    pub messages: Vec<TicketMessage>,
}

/// One message of a ticket.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct TicketMessage {
    pub id: TicketMessageId,
    /// Written by the platform's team, not by the person.
    pub from_team: bool,
    /// Plain text.
    pub text: String,
    pub at: Timestamp,
}

/// `POST /v1/tickets`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateTicket {
    /// 1 to 120 characters on one line.
    #[cfg_attr(feature = "schema", schemars(example = &"A build does not end"))]
    pub subject: String,
    /// 1 to 10,000 characters of plain text. Files cannot be sent.
    #[cfg_attr(feature = "schema", schemars(example = &"The build of my server stays at its third step."))]
    pub text: String,
}

/// `POST /v1/tickets/{id}/replies`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReplyTicket {
    /// 1 to 10,000 characters of plain text. Files cannot be sent.
    #[cfg_attr(feature = "schema", schemars(example = &"Thank you, it works now."))]
    pub text: String,
    /// Marks the ticket as solved with this reply. Only the platform's team can; people use `PATCH`.
    #[serde(default)]
    pub solved: bool,
}

/// `PATCH /v1/tickets/{id}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PatchTicket {
    /// `solved`, or `reopened`.
    #[cfg_attr(feature = "schema", schemars(example = &"solved"))]
    pub state: TicketState,
}

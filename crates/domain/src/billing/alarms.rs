//! Events of Stripe that matter and could not be read, for the operator.

use contract::dto::Timestamp;
use store::billing::events;

use crate::{Platform, Result};

/// One event that could not be read. Stripe goes on delivering it for three days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alarm {
    /// `evt_…`: leads to the event in Stripe's dashboard.
    pub event: String,
    pub kind: String,
    pub at: Timestamp,
    /// What could not be read.
    pub why: String,
}

/// The newest 50 alarms; an event that was read later has none.
pub async fn alarms(platform: &Platform) -> Result<Vec<Alarm>> {
    let rows = events::alarms(platform.db.connection(), 50).await?;
    Ok(rows.into_iter().map(|row| Alarm { event: row.id, kind: row.kind, at: Timestamp(row.at), why: row.note.unwrap_or_default() }).collect())
}

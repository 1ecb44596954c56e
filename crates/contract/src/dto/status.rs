//! How the platform is and was.

use serde::{Deserialize, Serialize};

use super::Timestamp;
use crate::ids::IncidentId;

/// How a part of the platform is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PartState {
    /// It works.
    Ok,
    /// It works with less than it should have.
    Degraded,
    /// It does not work.
    Down,
    /// It is not configured, and nothing needs it.
    Off,
    /// Nobody has asked it lately.
    Unknown,
}

/// One part: the database, the sandbox, mail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PartView {
    pub name: String,
    pub state: PartState,
    /// One sentence for people.
    pub detail: String,
}

/// What an incident has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum IncidentState {
    Investigating,
    Identified,
    Watching,
    Resolved,
}

impl IncidentState {
    pub const ALL: [Self; 4] = [Self::Investigating, Self::Identified, Self::Watching, Self::Resolved];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Investigating => "investigating",
            Self::Identified => "identified",
            Self::Watching => "watching",
            Self::Resolved => "resolved",
        }
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Investigating => "Looking into it",
            Self::Identified => "Cause found",
            Self::Watching => "Fixed, watching",
            Self::Resolved => "Resolved",
        }
    }

    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// An incident with everything that was written about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentView {
    pub id: IncidentId,
    pub title: String,
    pub started_at: Timestamp,
    /// Absent while it goes on.
    pub ended_at: Option<Timestamp>,
    /// Oldest first.
    pub notes: Vec<IncidentNote>,
}

/// An incident that goes on, for those who only want to know that there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct OngoingIncident {
    pub title: String,
    pub started_at: Timestamp,
}

/// What somebody wrote about an incident.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct IncidentNote {
    pub at: Timestamp,
    pub state: IncidentState,
    pub text: String,
}

/// One day of the last 90.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayView {
    /// Midnight, UTC.
    pub day: Timestamp,
    /// Heartbeats that the day should have had; 0 for days before the platform was first started.
    pub expected: u32,
    /// Heartbeats that came and found everything well.
    pub good: u32,
}

/// One point of the latency line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LatencyView {
    pub at: Timestamp,
    pub health_micros: u32,
    pub login_micros: u32,
}

/// Everything that `/status` shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatusView {
    pub parts: Vec<PartView>,
    /// 90 days, oldest first; the last is today.
    pub days: Vec<DayView>,
    /// The last 24 hours, a point for every ten minutes with a beat.
    pub latency: Vec<LatencyView>,
    /// Newest first.
    pub incidents: Vec<IncidentView>,
}

impl StatusView {
    /// Good heartbeats among those expected, in thousandths of a percent; `None` before the first day.
    pub fn uptime(&self) -> Option<u32> {
        let (good, expected) = self.days.iter().fold((0_u64, 0_u64), |(good, expected), day| (good + u64::from(day.good), expected + u64::from(day.expected)));
        (expected > 0).then(|| u32::try_from(good.min(expected) * 100_000 / expected).unwrap_or(100_000))
    }

    /// Nothing is down and no incident goes on.
    pub fn is_well(&self) -> bool {
        self.parts.iter().all(|part| part.state != PartState::Down) && self.incidents.iter().all(|incident| incident.ended_at.is_some())
    }
}

//! Plans and their limits, in one place: pricing page, quota and billing read the same table.

use serde::{Deserialize, Serialize};

/// What an organisation pays for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Plan {
    /// Billing is off: everything is unlimited.
    SelfHosted,
    Free,
    Pro,
    Team,
}

/// The limits of a plan. `None` means unlimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Limits {
    /// Hosted servers.
    pub servers: Option<u32>,
    /// Tool calls in a usage month.
    pub calls: Option<u64>,
    /// Members of the organisation.
    pub members: Option<u32>,
    /// Days for which the call log is kept.
    pub log_days: u32,
}

impl Plan {
    pub const fn label(self) -> &'static str {
        match self {
            Self::SelfHosted => "Self-hosted",
            Self::Free => "Free",
            Self::Pro => "Pro",
            Self::Team => "Team",
        }
    }

    pub const fn limits(self) -> Limits {
        let (servers, calls, members, log_days) = match self {
            Self::SelfHosted => return Limits { servers: None, calls: None, members: None, log_days: 90 },
            Self::Free => (3, 1_000, 1, 7),
            Self::Pro => (25, 100_000, 3, 30),
            Self::Team => (200, 1_000_000, 25, 90),
        };
        Limits { servers: Some(servers), calls: Some(calls), members: Some(members), log_days }
    }
}

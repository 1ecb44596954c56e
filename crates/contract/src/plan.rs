//! Plans and their limits, in one place: pricing page, quota and billing read the same table.

use serde::{Deserialize, Serialize};

/// What an organisation pays for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
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

/// How often a paid plan is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Cycle {
    Monthly,
    Yearly,
}

impl Cycle {
    pub const ALL: [Self; 2] = [Self::Monthly, Self::Yearly];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Monthly => "monthly",
            Self::Yearly => "yearly",
        }
    }

    /// The cycle of this name; `None` for anything else.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cycle| cycle.as_str() == name)
    }

    /// `month` or `year`.
    pub const fn unit(self) -> &'static str {
        match self {
            Self::Monthly => "month",
            Self::Yearly => "year",
        }
    }
}

impl Plan {
    /// The plans that can be chosen where billing is on, from small to large.
    pub const SOLD: [Self; 3] = [Self::Free, Self::Pro, Self::Team];
    /// The plans that cost something.
    pub const PAID: [Self; 2] = [Self::Pro, Self::Team];

    /// Model tokens that authoring may cost in a month. `None` means unlimited.
    pub const fn model_tokens(self) -> Option<u64> {
        match self {
            Self::SelfHosted => None,
            Self::Free => Some(300_000),
            Self::Pro => Some(5_000_000),
            Self::Team => Some(40_000_000),
        }
    }

    /// The name in REST, in the database and in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SelfHosted => "self_hosted",
            Self::Free => "free",
            Self::Pro => "pro",
            Self::Team => "team",
        }
    }

    /// The plan of this name; `None` for anything else.
    pub fn named(name: &str) -> Option<Self> {
        [Self::SelfHosted, Self::Free, Self::Pro, Self::Team].into_iter().find(|plan| plan.as_str() == name)
    }

    pub const fn is_paid(self) -> bool {
        matches!(self, Self::Pro | Self::Team)
    }

    /// The list price in euro cents; what Stripe charges counts where it is configured.
    pub const fn list_price(self, cycle: Cycle) -> u32 {
        match (self, cycle) {
            (Self::SelfHosted | Self::Free, _) => 0,
            (Self::Pro, Cycle::Monthly) => 1_900,
            (Self::Pro, Cycle::Yearly) => 19_000,
            (Self::Team, Cycle::Monthly) => 7_900,
            (Self::Team, Cycle::Yearly) => 79_000,
        }
    }

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

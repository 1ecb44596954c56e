//! What travels between server and browser, and what REST answers. Never a database row.

pub mod access;
pub mod account;
pub mod admin;
pub mod audit;
pub mod authoring;
pub mod billing;
pub mod build;
pub mod draft;
pub mod organization;
pub mod personal;
pub mod preview;
pub mod profile;
pub mod security;
pub mod server;
pub mod status;
pub mod ticket;

pub use access::*;
pub use account::*;
pub use admin::*;
pub use audit::*;
pub use authoring::*;
pub use billing::*;
pub use build::*;
pub use draft::*;
pub use organization::*;
pub use personal::*;
pub use preview::*;
pub use profile::*;
pub use security::*;
pub use server::*;
pub use status::*;
pub use ticket::*;

use serde::{Deserialize, Serialize};

/// Microseconds since 1970-01-01 UTC.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    pub const fn micros(self) -> i64 {
        self.0
    }

    pub const fn millis(self) -> i64 {
        self.0 / 1_000
    }

    /// This moment moved by whole seconds (negative: back).
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0 + seconds * 1_000_000)
    }

    /// Year, month, day, hour, minute, second in UTC, by the civil-from-days algorithm (Howard Hinnant, public domain).
    pub const fn civil(self) -> (i64, u8, u8, u8, u8, u8) {
        let seconds = self.0.div_euclid(1_000_000);
        let (days, rest) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let z = days + 719_468;
        let era = z.div_euclid(146_097);
        let doe = z.rem_euclid(146_097);
        let yoe = (doe - doe / 1_460 + doe / 36_524 - doe / 146_096) / 365;
        let doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
        let mp = (5 * doy + 2) / 153;
        let day = (doy - (153 * mp + 2) / 5 + 1) as u8;
        let month = if mp < 10 { mp + 3 } else { mp - 9 } as u8;
        let year = yoe + era * 400 + if month <= 2 { 1 } else { 0 };
        (year, month, day, (rest / 3_600) as u8, (rest / 60 % 60) as u8, (rest % 60) as u8)
    }

    /// RFC 3339 in UTC, whole seconds: `2026-11-22T17:03:00Z`.
    pub fn rfc3339(self) -> String {
        let (year, month, day, hour, minute, second) = self.civil();
        format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }

    /// For people: `22 Nov 2026, 17:03 UTC`.
    pub fn for_people(self) -> String {
        let (.., hour, minute, _) = self.civil();
        format!("{}, {hour:02}:{minute:02} UTC", self.day())
    }

    /// The day in UTC, for people: `22 Nov 2026`.
    pub fn day(self) -> String {
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let (year, month, day, ..) = self.civil();
        format!("{day} {} {year}", MONTHS[usize::from(month) - 1])
    }
}

/// One page of a list. `next` is given back as `?cursor=` for the following page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Page<T> {
    pub items: Vec<T>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written_in_utc() {
        assert_eq!(Timestamp(1_795_367_000_000_000).rfc3339(), "2026-11-22T17:03:20Z");
        assert_eq!(Timestamp(951_782_400_000_000).for_people(), "29 Feb 2000, 00:00 UTC");
        assert_eq!(Timestamp(-1).rfc3339(), "1969-12-31T23:59:59Z");
    }
}

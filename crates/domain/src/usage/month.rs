//! Usage months: calendar months in UTC.

use std::fmt;

use contract::dto::Timestamp;

/// A calendar month in UTC, written as `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    year: i64,
    month: u8,
}

impl Month {
    pub const fn of(at: Timestamp) -> Self {
        let (year, month, ..) = at.civil();
        Self { year, month }
    }

    /// The day on which counting starts anew: `1 Dec 2026`.
    pub fn reset_day(self) -> String {
        const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
        let year = if self.month == 12 { self.year + 1 } else { self.year };
        format!("1 {} {year}", MONTHS[usize::from(self.month % 12)])
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn december_is_followed_by_january() {
        let november = Month::of(Timestamp(1_795_367_000_000_000));
        assert_eq!((november.to_string().as_str(), november.reset_day().as_str()), ("2026-11", "1 Dec 2026"));
        let december = Month::of(Timestamp(1_797_000_000_000_000));
        assert_eq!((december.to_string().as_str(), december.reset_day().as_str()), ("2026-12", "1 Jan 2027"));
    }
}

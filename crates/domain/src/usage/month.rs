//! Usage months: what a month is for an organisation, and when its calls are counted anew.
//!
//! - Without billing: calendar months in UTC.
//! - Free and yearly plans: a month begins on the same day of every month as the one before.
//! - Monthly plans: a month begins with each paid renewal, and with nothing else. A change of plan resets nothing: until
//!   the first renewal the month goes on that was running when the plan began.

use std::fmt;

use contract::dto::Timestamp;
use jiff::{ToSpan, tz::TimeZone};

/// The usage month of an organisation, as the key under which calls are counted: `2026-11`, or when it began.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(Key);

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Key {
    Calendar { year: i64, month: u8 },
    From(Timestamp),
}

/// What decides over an organisation's usage months.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MonthRule {
    Calendar,
    /// Every month on the day of the anchor.
    Anniversary {
        anchor: Timestamp,
    },
    /// Opened by a payment; `until` is when the next one is expected.
    Paid {
        opened_at: Timestamp,
        until: Timestamp,
    },
}

impl MonthRule {
    /// The rule for an organisation with billing. `made_at`: when it was made; `opened_at`: when the last paid renewal
    /// began; `phase_at`: since when a monthly plan opens months, `ends_at`: when its period ends.
    ///
    /// Depends on nothing but these facts, so that events that come late or twice end in the same month.
    pub fn of(made_at: Timestamp, opened_at: Option<Timestamp>, phase_at: Option<Timestamp>, ends_at: Option<Timestamp>) -> Self {
        let anchor = opened_at.map_or(made_at, |opened_at| opened_at.max(made_at));
        let Some(phase_at) = phase_at else { return Self::Anniversary { anchor } };
        let opened_at = opened_at.filter(|opened_at| *opened_at >= phase_at).unwrap_or_else(|| begin(anchor, phase_at));
        Self::Paid { opened_at, until: ends_at.unwrap_or_else(|| later(opened_at, 1)) }
    }

    /// The month at a moment.
    pub fn month(self, now: Timestamp) -> Month {
        Month(match self {
            Self::Calendar => {
                let (year, month, ..) = now.civil();
                Key::Calendar { year, month }
            }
            Self::Anniversary { anchor } => Key::From(begin(anchor, now)),
            Self::Paid { opened_at, .. } => Key::From(opened_at),
        })
    }

    /// When calls are counted anew.
    pub fn resets_at(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Calendar => {
                let (year, month, ..) = now.civil();
                let first = jiff::civil::date(i16::try_from(year).unwrap_or(i16::MAX), i8::try_from(month).unwrap_or(1), 1);
                let next = first.checked_add(1.month()).unwrap_or(first);
                next.to_zoned(TimeZone::UTC).map_or(now, |zoned| Timestamp(zoned.timestamp().as_microsecond()))
            }
            Self::Anniversary { anchor } => {
                let passed = months_between(anchor, now);
                later(anchor, passed + 1)
            }
            Self::Paid { until, .. } => until,
        }
    }

    /// The day on which calls are counted anew: `1 Dec 2026`.
    pub fn reset_day(self, now: Timestamp) -> String {
        let text = self.resets_at(now).for_people();
        text.split(',').next().unwrap_or(&text).to_owned()
    }
}

/// `months` months after a moment; the last day of the month where it has no such day.
fn later(from: Timestamp, months: i32) -> Timestamp {
    let Ok(moment) = jiff::Timestamp::from_microsecond(from.micros()) else { return from };
    let moved = moment.to_zoned(TimeZone::UTC).checked_add(months.months());
    moved.map_or(from, |moved| Timestamp(moved.timestamp().as_microsecond()))
}

/// How many whole months have passed.
fn months_between(anchor: Timestamp, now: Timestamp) -> i32 {
    let ((from_year, from_month, ..), (year, month, ..)) = (anchor.civil(), now.civil());
    let months = (year - from_year) * 12 + i64::from(month) - i64::from(from_month);
    let months = i32::try_from(months).unwrap_or_default().max(0);
    if months > 0 && later(anchor, months) > now { months - 1 } else { months }
}

/// When the month began that a moment lies in.
fn begin(anchor: Timestamp, now: Timestamp) -> Timestamp {
    later(anchor, months_between(anchor, now))
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Key::Calendar { year, month } => write!(f, "{year:04}-{month:02}"),
            // Micros would be exact, seconds are what Stripe counts in.
            Key::From(at) => f.write_str(&at.rfc3339()),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> Timestamp {
        Timestamp(text.parse::<jiff::Timestamp>().expect("a time").as_microsecond())
    }

    #[test]
    fn december_is_followed_by_january() {
        let november = at("2026-11-22T17:03:20Z");
        assert_eq!(MonthRule::Calendar.month(november).to_string(), "2026-11");
        assert_eq!(MonthRule::Calendar.reset_day(november), "1 Dec 2026");
        assert_eq!(MonthRule::Calendar.reset_day(at("2026-12-31T23:59:59Z")), "1 Jan 2027");
    }

    #[test]
    fn an_anniversary_keeps_its_day_across_short_months() {
        let rule = MonthRule::of(at("2026-01-31T12:00:00Z"), None, None, None);
        let month = |now: &str| rule.month(at(now)).to_string();
        assert_eq!(month("2026-02-28T11:59:59Z"), "2026-01-31T12:00:00Z");
        assert_eq!(month("2026-02-28T12:00:00Z"), "2026-02-28T12:00:00Z");
        assert_eq!(month("2026-03-31T12:00:00Z"), "2026-03-31T12:00:00Z");
        assert_eq!(rule.reset_day(at("2026-03-01T00:00:00Z")), "31 Mar 2026");
    }

    #[test]
    fn an_upgrade_resets_nothing_and_the_first_renewal_opens_a_month() {
        let (made, began) = (at("2026-01-10T00:00:00Z"), at("2026-02-20T00:00:00Z"));
        let free = MonthRule::of(made, None, None, None).month(began);
        let ends = at("2026-03-20T00:00:00Z");
        let paid = |opened| MonthRule::of(made, opened, Some(began), Some(ends));
        assert_eq!(paid(None).month(at("2026-03-15T00:00:00Z")), free, "not even when the free month would have ended");
        assert_eq!(paid(None).resets_at(began), ends);
        assert_eq!(paid(Some(ends)).month(at("2026-03-20T00:00:05Z")).to_string(), "2026-03-20T00:00:00Z");
        let yearly = MonthRule::of(made, Some(ends), None, None);
        assert_eq!(yearly.month(at("2026-04-19T00:00:00Z")), paid(Some(ends)).month(ends), "a change to yearly resets nothing either");
        assert_eq!(yearly.month(at("2026-04-20T00:00:00Z")).to_string(), "2026-04-20T00:00:00Z");
    }

    #[test]
    fn a_monthly_plan_after_a_yearly_one_waits_for_its_own_renewal() {
        let (made, renewed, changed) = (at("2026-01-10T00:00:00Z"), at("2026-03-20T00:00:00Z"), at("2026-08-25T00:00:00Z"));
        let rule = MonthRule::of(made, Some(renewed), Some(changed), None);
        assert_eq!(rule.month(at("2026-09-24T00:00:00Z")).to_string(), "2026-08-20T00:00:00Z");
    }

    proptest! {
        #[test]
        fn every_moment_lies_in_exactly_one_month(made in 0_i64..4_000_000_000, after in 0_i64..400_000_000) {
            let (made, now) = (Timestamp(made * 1_000_000), Timestamp((made + after) * 1_000_000));
            let rule = MonthRule::Anniversary { anchor: made };
            let (began, ends) = (begin(made, now), rule.resets_at(now));
            prop_assert!(began <= now && now < ends, "{began:?} {now:?} {ends:?}");
            prop_assert_ne!(rule.month(now), rule.month(ends));
            prop_assert_eq!(rule.month(now), rule.month(began));
        }
    }
}

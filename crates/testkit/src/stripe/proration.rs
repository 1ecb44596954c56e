//! What a change of price costs: the same arithmetic for the preview and for the invoice.

use serde_json::{Value, json};

use super::price;

/// Lines of the invoice that a change at `date` makes, and the new period.
pub struct Change {
    pub lines: Vec<Value>,
    pub total: i64,
    pub period: (i64, i64),
}

/// Unused time of the old price is credited; the rest of the period of the new one is charged, or, when the interval
/// changes, a whole new period that begins at once.
pub fn change(item: &Value, to: &str, date: i64) -> Option<Change> {
    let (from_id, from_interval, from_cents) = price(item["price"]["id"].as_str()?)?;
    let (_, interval, cents) = price(to)?;
    let (start, end) = (item["current_period_start"].as_i64()?, item["current_period_end"].as_i64()?);
    let date = date.clamp(start, end);
    let share = |cents: i64| (i128::from(cents) * i128::from(end - date) + i128::from(end - start) / 2) / i128::from((end - start).max(1));
    let share = |cents: i64| i64::try_from(share(cents)).unwrap_or_default();
    let (charge, period) = if interval == from_interval { (share(cents), (start, end)) } else { (cents, (date, later(date, interval))) };
    let credit = -share(from_cents);
    let line = |about: String, amount: i64, from: i64, to: i64| json!({ "object": "line_item", "description": about, "amount": amount, "currency": "eur", "period": { "start": from, "end": to } });
    let day = contract::dto::Timestamp(date * 1_000_000).day();
    let lines = vec![
        line(format!("Unused time on {} after {day}", product(from_id)), credit, date, end),
        line(format!("Remaining time on {} after {day}", product(to)), charge, date, period.1),
    ];
    Some(Change { lines, total: credit + charge, period })
}

/// The product that a price belongs to.
fn product(price: &str) -> &'static str {
    if price.starts_with("price_team") { "Team" } else { "Pro" }
}

/// One interval later; Stripe counts calendar months, and so does this.
pub fn later(from: i64, interval: &str) -> i64 {
    let months = if interval == "year" { 12 } else { 1 };
    let (year, month, day, hour, minute, second) = contract::dto::Timestamp(from * 1_000_000).civil();
    let whole = year * 12 + i64::from(month) - 1 + months;
    let (year, month) = (whole.div_euclid(12), whole.rem_euclid(12) + 1);
    let last = match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    };
    days(year, month, i64::from(day).min(last)) * 86_400 + i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second)
}

/// Days since 1970-01-01 (days-from-civil, Howard Hinnant, public domain).
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let y = if month <= 2 { year - 1 } else { year };
    let era = y.div_euclid(400);
    let yoe = y.rem_euclid(400);
    let doy = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + yoe * 365 + yoe / 4 - yoe / 100 + doy - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_later_is_the_same_day_or_the_last_one() {
        assert_eq!(later(0, "month"), 31 * 86_400);
        assert_eq!(later(1_769_860_800, "month"), 1_772_280_000, "31 January 2026, 12:00 to 28 February");
        assert_eq!(later(1_769_860_800, "year"), 1_801_396_800);
    }

    #[test]
    fn half_a_month_of_another_plan_costs_half_the_difference() {
        let item = json!({ "price": { "id": "price_pro_monthly" }, "current_period_start": 0, "current_period_end": 100 });
        let upgrade = change(&item, "price_team_monthly", 50).expect("known prices");
        assert_eq!((upgrade.total, upgrade.period), (3_000, (0, 100)));
        let yearly = change(&item, "price_pro_yearly", 50).expect("known prices");
        assert_eq!((yearly.total, yearly.period.0), (18_050, 50));
    }
}

//! Calendar dates.

use serde_json::json;

use super::kit::{Recipe, Script, switch, text, text_like, whole};

const CODE: &str = include_str!("scripts/dates.js");
const FAR: i64 = 100_000;

pub(super) fn recipe() -> Recipe {
    let date = |what: &str| text_like(what, "2026-11-22");
    Recipe::new(
        "dates",
        "Date calculator",
        "Counts days and workdays between dates, adds months or weeks to a date, and tells weekday, ISO week and quarter.",
        &["date", "dates", "calendar", "days between", "workdays", "working days", "business days", "weekday", "iso week", "week number", "add days", "deadline", "leap year", "quarter"],
    )
    .script(
        Script {
            name: "date_difference",
            description: "Counts days, whole weeks and workdays (Monday to Friday) from one date to another. The first day counts, the last does not; negative when the second date is earlier.",
            code: CODE,
            function: "dateDifference",
            input: json!({"from": date("First date, as 2026-11-22."), "to": date("Second date.")}),
            required: &["from", "to"],
            output: json!({"days": {"type": "integer"}, "weeks": {"type": "integer"}, "workdays": {"type": "integer"}}),
            changing: false,
        },
        json!({"from": "2026-11-20", "to": "2026-12-01"}),
        json!({"days": 11, "weeks": 1, "workdays": 7}),
    )
    .script(
        Script {
            name: "add_to_date",
            description: "Adds years, months, weeks and days to a date, or takes them away when negative. A day that a month does not have becomes its last day.",
            code: CODE,
            function: "addToDate",
            input: json!({
                "date": date("Date to start from, as 2026-11-22."),
                "years": whole("Years to add.", -FAR, FAR), "months": whole("Months to add.", -FAR, FAR),
                "weeks": whole("Weeks to add.", -FAR, FAR), "days": whole("Days to add.", -FAR, FAR),
            }),
            required: &["date"],
            output: json!({"date": text("The new date."), "weekday": text("Its weekday.")}),
            changing: false,
        },
        json!({"date": "2027-01-31", "months": 1, "days": 1}),
        json!({"date": "2027-03-01", "weekday": "Monday"}),
    )
    .script(
        Script {
            name: "describe_date",
            description: "Tells weekday, ISO week, day of the year, quarter and leap year of a date.",
            code: CODE,
            function: "describeDate",
            input: json!({"date": date("The date, as 2026-11-22.")}),
            required: &["date"],
            output: json!({
                "date": text("The date."), "weekday": text("Its weekday."), "iso_week": text("ISO 8601 week, like 2026-W47."),
                "day_of_year": whole("1 for the first of January.", 1, 366), "quarter": whole("Quarter of the year.", 1, 4), "leap_year": switch("The year has 366 days."),
            }),
            changing: false,
        },
        json!({"date": "2026-11-22"}),
        json!({"date": "2026-11-22", "weekday": "Sunday", "iso_week": "2026-W47", "day_of_year": 326, "quarter": 4, "leap_year": false}),
    )
}

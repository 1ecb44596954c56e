//! Time zones.

use serde_json::json;

use super::kit::{Recipe, Script, text, text_like, whole};

const CODE: &str = include_str!("scripts/time_zones.js");

pub(super) fn recipe() -> Recipe {
    let moment = || json!({"time": text("Local time in that zone."), "offset": text("Distance from UTC, like +01:00."), "zone": text("The zone's name.")});
    Recipe::new(
        "time-zones",
        "Time zones",
        "Converts times between time zones, says what time it is anywhere, and finds zone names. Knows every change of clocks.",
        &[
            "time zone",
            "timezone",
            "time zones",
            "timezones",
            "utc",
            "gmt",
            "current time",
            "what time",
            "daylight saving",
            "clock",
            "convert time",
            "local time",
            "meeting time",
        ],
    )
    .script(
        Script {
            name: "convert_time",
            description: "Converts a time from one time zone to another, with the change of clocks of that day. Use it for meeting times and time stamps.",
            code: CODE,
            function: "convertTime",
            input: json!({
                "time": text_like("Local time such as 2026-11-22T18:30, or an instant with its own offset such as 2026-11-22T17:30:00Z.", "2026-11-22T18:30"),
                "from": text_like("Zone of the time: an IANA name or a city. Not used when the time has its own offset. UTC when left out.", "Europe/Berlin"),
                "to": text_like("Zone to convert to: an IANA name or a city.", "America/New_York"),
            }),
            required: &["time", "to"],
            output: moment(),
            changing: false,
        },
        json!({"time": "2026-07-01T12:00", "from": "Europe/Berlin", "to": "New York"}),
        json!({"time": "2026-07-01T06:00:00", "offset": "-04:00", "zone": "America/New_York"}),
    )
    .script(
        Script {
            name: "current_time",
            description: "Says what time it is now in a time zone.",
            code: CODE,
            function: "currentTime",
            input: json!({"zone": text_like("An IANA name or a city; UTC when left out.", "Asia/Tokyo")}),
            required: &[],
            output: moment(),
            changing: true,
        },
        json!({"zone": "Asia/Tokyo"}),
        None,
    )
    .script(
        Script {
            name: "find_time_zones",
            description: "Finds names of time zones by a part of their name, such as a city or a continent.",
            code: CODE,
            function: "findTimeZones",
            input: json!({"query": text_like("Part of a zone's name.", "Nairobi"), "limit": whole("Most names to give; 50 when left out.", 1, 600)}),
            required: &["query"],
            output: json!({"count": whole("How many there are.", 0, 1_000), "zones": {"type": "array", "items": {"type": "string"}}}),
            changing: false,
        },
        json!({"query": "nairobi"}),
        json!({"count": 1, "zones": ["Africa/Nairobi"]}),
    )
}

//! Time zones, from the IANA database that is built in.

use std::sync::LazyLock;

use jiff::{
    Timestamp, Zoned,
    civil::DateTime,
    fmt::strtime,
    tz::{TimeZone, TimeZoneDatabase},
};
use rquickjs::{Ctx, Error, Exception};
use serde_json::json;

static ZONES: LazyLock<TimeZoneDatabase> = LazyLock::new(TimeZoneDatabase::bundled);

/// A time in another zone, as JSON.
pub fn convert(ctx: Ctx<'_>, time: String, from: String, to: String) -> Result<String, Error> {
    let from = zone(&ctx, &from)?;
    let to = zone(&ctx, &to)?;
    let time = time.trim();
    let zoned = match (time.parse::<Timestamp>(), time.parse::<DateTime>()) {
        (Ok(instant), _) => instant.to_zoned(to),
        // A time that the clocks skip or show twice is read as RFC 5545 asks: before the change.
        (Err(_), Ok(local)) => local.to_zoned(from).map_err(|_| unreadable(&ctx, time))?.with_time_zone(to),
        (Err(_), Err(_)) => return Err(unreadable(&ctx, time)),
    };
    Ok(describe(&zoned))
}

pub fn now(ctx: Ctx<'_>, name: String) -> Result<String, Error> {
    Ok(describe(&Timestamp::now().to_zoned(zone(&ctx, &name)?)))
}

/// The names of all zones, as a JSON list.
pub fn list() -> String {
    json!(ZONES.available().map(|name| name.to_string()).collect::<Vec<_>>()).to_string()
}

fn zone(ctx: &Ctx<'_>, name: &str) -> Result<TimeZone, Error> {
    ZONES.get(name).map_err(|_| Exception::throw_range(ctx, &format!("`{name}` is not a time zone. Use an IANA name such as Europe/Berlin.")))
}

fn unreadable(ctx: &Ctx<'_>, time: &str) -> Error {
    Exception::throw_range(ctx, &format!("`{time}` is not a time. Write it as 2026-03-29T14:30, or with Z or an offset behind it."))
}

fn describe(zoned: &Zoned) -> String {
    let format = |pattern: &str| strtime::format(pattern, zoned).unwrap_or_default();
    json!({
        "iso": format("%Y-%m-%dT%H:%M:%S%:z"),
        "offset": format("%:z"),
        "zone": zoned.time_zone().iana_name().unwrap_or("UTC"),
        "abbreviation": format("%Z"),
    })
    .to_string()
}

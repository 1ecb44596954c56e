//! The organisation's log, narrowed down and page by page.

use contract::{
    AppError, Email, FieldError, Permission,
    dto::{AuditEventView, AuditQuery, Page},
};
use jiff::{Timestamp, ToSpan, civil::Date, tz::TimeZone};
use store::{audit, users};

use super::with_origins;
use crate::{Ctx, Result};

/// Events on a page, unless asked for fewer or more.
const PAGE: u64 = 50;
const MOST: u64 = 200;

/// The organisation's events, newest first.
pub async fn list(ctx: &Ctx, query: &AuditQuery) -> Result<Page<AuditEventView>> {
    ctx.require(Permission::ViewAudit)?;
    let filter = filter(ctx, query).await?;
    let bad_cursor = |_| AppError::bad_request("This cursor is not one that the list gave out. Start again without it.");
    let before = query.cursor.as_deref().filter(|cursor| !cursor.is_empty()).map(str::parse::<i64>).transpose().map_err(bad_cursor)?;
    let limit = query.limit.unwrap_or(PAGE).clamp(1, MOST);
    let db = ctx.db.connection();
    let mut rows = audit::page(db, ctx.org.id, &filter, before, limit + 1).await?;
    let has_more = rows.len() as u64 > limit;
    rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = rows.last().filter(|_| has_more).map(|last| last.seq.to_string());
    Ok(Page { items: with_origins(db, Some(ctx.org.id), rows).await?, next })
}

/// Reads the filters; every one that cannot be read is named.
pub(super) async fn filter(ctx: &Ctx, query: &AuditQuery) -> Result<audit::Filter> {
    let mut errors = Vec::new();
    let text = |text: &Option<String>| text.as_deref().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned);
    let mut time = |field: &str, value: &Option<String>, end: bool| {
        let value = text(value)?;
        let read = moment(&value, end);
        if read.is_none() {
            errors.push(FieldError::new(field, "Write a day such as 2026-11-22, or a moment such as 2026-11-22T17:03:00Z."));
        }
        read
    };
    let (from, until) = (time("from", &query.from, false), time("until", &query.until, true));
    if !errors.is_empty() {
        return Err(AppError::invalid(errors).into());
    }
    let actor = match text(&query.actor) {
        Some(actor) if actor.contains('@') => Some(id_of(ctx, &actor).await?),
        actor => actor,
    };
    Ok(audit::Filter { action: text(&query.action), actor, resource: text(&query.resource), from, until })
}

/// The person with this address. Nobody has the empty id's place: an unknown address matches no event.
async fn id_of(ctx: &Ctx, email: &str) -> Result<String> {
    let Ok(email) = Email::parse(email) else { return Ok("-".to_owned()) };
    Ok(users::by_email(ctx.db.connection(), &email).await?.map_or_else(|| "-".to_owned(), |user| user.id))
}

/// Microseconds of a moment (RFC 3339) or of a day in UTC; a day as an end is taken as a whole.
fn moment(text: &str, end: bool) -> Option<i64> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment.as_microsecond());
    }
    // `<input type="datetime-local">` leaves the zone out.
    if text.len() > 10 {
        return text.parse::<jiff::civil::DateTime>().ok()?.to_zoned(TimeZone::UTC).ok().map(|moment| moment.timestamp().as_microsecond());
    }
    let day = text.parse::<Date>().ok()?;
    let day = if end { day.checked_add(1.day()).ok()? } else { day };
    day.to_zoned(TimeZone::UTC).ok().map(|start| start.timestamp().as_microsecond())
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn days_and_moments_are_read() {
        assert_eq!(moment("2026-11-22T17:03:20Z", false), Some(1_795_367_000_000_000));
        assert_eq!(moment("2026-11-22T18:03:20+01:00", false), Some(1_795_367_000_000_000));
        assert_eq!(moment("2026-11-22T17:03", false), Some(1_795_366_980_000_000));
        let day = moment("2026-11-22", false).expect("a day");
        assert_eq!(moment("2026-11-22", true), Some(day + 86_400_000_000));
        for bad in ["", "yesterday", "2026-13-01", "22.11.2026", "2026-11-22T99:00:00Z", "9999-12-31"] {
            assert_eq!(moment(bad, true), None, "{bad}");
        }
    }
}

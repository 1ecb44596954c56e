//! What `/status` shows.

use std::collections::BTreeMap;

use contract::dto::{DayView, IncidentNote, IncidentState, IncidentView, LatencyView, StatusView, Timestamp};
use store::{
    parse,
    status::{beats, days, incidents, notes},
};

use super::{SLOT, SLOTS_OF_DAY, day_of, parts, slot_of};
use crate::{Platform, Result};

const DAYS: i64 = 90;
/// Slots of one point of the latency line: ten minutes.
const POINT: i64 = 60;
const INCIDENTS: u64 = 20;
/// A beat may be this late before it counts as missing.
const GRACE: i64 = 3;

/// Everything, as of now.
pub async fn view(platform: &Platform) -> Result<StatusView> {
    let slot = slot_of(platform.now());
    Ok(StatusView {
        parts: parts(platform).await,
        days: days_until(platform, slot).await?,
        latency: latency(platform, slot).await?,
        incidents: listed(platform).await?,
    })
}

/// 90 days. What should have come and did not is downtime; days before the first beat expect nothing.
async fn days_until(platform: &Platform, slot: i64) -> Result<Vec<DayView>> {
    let (db, today) = (platform.db.connection(), day_of(slot));
    let from = today - DAYS + 1;
    let known: BTreeMap<i64, days::Model> = days::since(db, from).await?.into_iter().map(|day| (day.day, day)).collect();
    let first = days::first(db).await?;
    let expected = |day: i64| {
        let Some(first) = &first else { return 0 };
        let begins = (day * SLOTS_OF_DAY).max(first.first_slot);
        let ends = ((day + 1) * SLOTS_OF_DAY).min(slot - GRACE + 1);
        (ends - begins).max(0)
    };
    let shown = |day: i64| {
        let good = known.get(&day).map_or(0, |day| day.good);
        // Beats that came within the grace period are expected, too.
        let expected = expected(day).max(known.get(&day).map_or(0, |day| day.good + day.bad));
        DayView { day: Timestamp(day * SLOTS_OF_DAY * SLOT), expected: small(expected), good: small(good) }
    };
    Ok((from..=today).map(shown).collect())
}

/// The slowest beat of every ten minutes of the last day.
async fn latency(platform: &Platform, slot: i64) -> Result<Vec<LatencyView>> {
    let mut points: BTreeMap<i64, LatencyView> = BTreeMap::new();
    for beat in beats::since(platform.db.connection(), slot - SLOTS_OF_DAY).await? {
        let place = beat.slot / POINT;
        let point = points.entry(place).or_insert(LatencyView { at: Timestamp(place * POINT * SLOT), health_micros: 0, login_micros: 0 });
        point.health_micros = point.health_micros.max(small(beat.health_micros));
        point.login_micros = point.login_micros.max(small(beat.login_micros));
    }
    Ok(points.into_values().collect())
}

async fn listed(platform: &Platform) -> Result<Vec<IncidentView>> {
    let db = platform.db.connection();
    let rows = incidents::newest(db, INCIDENTS).await?;
    let mut written: BTreeMap<String, Vec<IncidentNote>> = BTreeMap::new();
    for note in notes::of(db, rows.iter().map(|row| row.id.clone()).collect()).await? {
        let state = IncidentState::named(&note.state).unwrap_or(IncidentState::Investigating);
        written.entry(note.incident_id).or_default().push(IncidentNote { at: Timestamp(note.at), state, text: note.text });
    }
    rows.into_iter()
        .map(|row| {
            let notes = written.remove(&row.id).unwrap_or_default();
            Ok(IncidentView { id: parse(&row.id)?, title: row.title, started_at: Timestamp(row.started_at), ended_at: row.ended_at.map(Timestamp), notes })
        })
        .collect()
}

fn small(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}

//! The heartbeat: every ten seconds the platform asks itself, as a visitor would, and writes down what it heard.

use std::{sync::Arc, time::Duration};

use contract::dto::PartState;
use store::status::{beats, days};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::{SLOTS_OF_DAY, checks, day_of, parts, slot_of};
use crate::{Platform, Result};

const EVERY: Duration = Duration::from_secs(10);
/// Single beats are kept for two days, counts of days for good.
const KEEP: i64 = 2 * SLOTS_OF_DAY;
/// The first beat comes when the listener surely listens.
const FIRST: Duration = Duration::from_secs(1);

/// Beats, and asks the dear parts, until told to stop.
pub async fn work(platform: &Arc<Platform>, stop: CancellationToken) {
    tokio::join!(beats(platform, &stop), checks::work(platform, stop.clone()));
}

/// What could not be written is a gap, and a gap is shown as downtime.
async fn beats(platform: &Arc<Platform>, stop: &CancellationToken) {
    tokio::select! {
        () = stop.cancelled() => return,
        () = tokio::time::sleep(FIRST) => {}
    }
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = tick.tick() => {}
        }
        let beaten = tokio::select! {
            () = stop.cancelled() => return,
            beaten = beat(platform) => beaten,
        };
        if let Err(cause) = beaten {
            tracing::warn!(%cause, "a heartbeat could not be written; it will show as a gap");
        }
    }
}

/// One heartbeat.
pub async fn beat(platform: &Arc<Platform>) -> Result<()> {
    let slot = slot_of(platform.now());
    let (parts, health, login) = tokio::join!(parts(platform), platform.prober.look("/api/health"), platform.prober.look("/login"));
    let mut failed: Vec<String> = parts.into_iter().filter(|part| part.state == PartState::Down).map(|part| part.name).collect();
    for (name, heard) in [("health", &health), ("login", &login)] {
        if let Err(cause) = heard {
            tracing::warn!(%cause, probe = name, "the platform does not answer itself");
            failed.push(name.to_owned());
        }
    }
    let micros = |heard: std::result::Result<Duration, _>| heard.map_or(0, |time: Duration| i64::try_from(time.as_micros()).unwrap_or(i64::MAX));
    let is_good = failed.is_empty();
    let row = beats::Model { slot, health_micros: micros(health), login_micros: micros(login), failed: failed.join(",") };
    let tx = platform.db.begin().await?;
    // Several processes beat; the first of a slot counts.
    if beats::insert(&tx, row).await? {
        days::count(&tx, day_of(slot), slot, is_good).await?;
    }
    if slot % SLOTS_OF_DAY == 0 {
        beats::purge(&tx, slot - KEEP).await?;
    }
    tx.commit().await?;
    Ok(())
}

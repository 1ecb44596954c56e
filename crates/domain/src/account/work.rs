//! The worker that carries out deletions whose time has come.

use std::{sync::Arc, time::Duration};

use store::deletions;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::erase;
use crate::{Platform, Result};

const EVERY: Duration = Duration::from_secs(60);
const AT_ONCE: u64 = 20;

/// Looks every minute until told to stop.
pub async fn work(platform: &Arc<Platform>, stop: CancellationToken) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = tick.tick() => {}
        }
        if let Err(cause) = erase_due(platform).await {
            tracing::error!(%cause, "an account could not be deleted; the next attempt is in a minute");
        }
    }
}

/// Deletes every account whose days of grace are over, and has the database give up the bytes. Answers how many.
pub async fn erase_due(platform: &Arc<Platform>) -> Result<usize> {
    let mut erased = 0;
    for row in deletions::due(platform.db.connection(), platform.now(), AT_ONCE).await? {
        erased += usize::from(erase::erase(platform, &row.user_id).await?);
    }
    if erased > 0 {
        platform.db.compact().await?;
    }
    Ok(erased)
}

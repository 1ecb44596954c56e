//! Writing counts and log rows in batches, and removing what is kept no longer.

use std::{sync::Arc, time::Duration};

use store::{calls, idempotency, invitations, logins, mails, passkeys, sessions, usage};
use tokio::time::{Instant, MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::days;
use crate::{Platform, Result, drafts, mailbox, servers};

const EVERY: Duration = Duration::from_millis(500);
const TIDY_EVERY: Duration = Duration::from_secs(3_600);
/// Rows of one INSERT: ten values each, and SQLite takes 32,766.
const ROWS_AT_ONCE: usize = 500;
const DAY: i64 = 24 * 3_600;
/// Days after its end that an invitation is kept.
const INVITATION_DAYS: i64 = 30;

/// Writes counts every half second until told to stop, and once more at the end.
pub async fn work(platform: &Arc<Platform>, stop: CancellationToken) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut tidy_at = Instant::now();
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            _ = tick.tick() => {}
        }
        if let Err(cause) = flush(platform).await {
            tracing::warn!(%cause, "calls could not be counted yet; the next attempt takes them along");
        }
        if Instant::now() >= tidy_at {
            tidy_at = Instant::now() + TIDY_EVERY;
            if let Err(cause) = tidy(platform).await {
                tracing::warn!(%cause, "old rows could not be removed; the next attempt is in an hour");
            }
        }
    }
    if let Err(cause) = flush(platform).await {
        tracing::error!(%cause, "the last calls before the end could not be counted");
    }
}

/// Writes everything that is counted so far, in one transaction.
pub async fn flush(platform: &Platform) -> Result<()> {
    let _moving = platform.meter.moving.lock().await;
    let batch = platform.meter.take();
    if batch.counts.is_empty() && batch.rows.is_empty() {
        return Ok(());
    }
    // A batch that is dropped half-way (the task ends) goes back, too.
    let mut batch = PutBack { platform, batch: Some(batch) };
    let Some(open) = &batch.batch else { return Ok(()) };
    let tx = platform.db.begin().await?;
    for ((org, server, month), calls) in &open.counts {
        usage::add(&tx, *org, &server.to_string(), &month.to_string(), *calls).await?;
    }
    days::add(&tx, &open.rows).await?;
    for rows in open.rows.chunks(ROWS_AT_ONCE) {
        calls::insert_many(&tx, rows).await?;
    }
    tx.commit().await?;
    if let Some(written) = batch.batch.take() {
        platform.meter.written(&written.counts);
    }
    Ok(())
}

struct PutBack<'a> {
    platform: &'a Platform,
    batch: Option<super::meter::Batch>,
}

impl Drop for PutBack<'_> {
    fn drop(&mut self) {
        if let Some(batch) = self.batch.take() {
            self.platform.meter.put_back(batch);
        }
    }
}

/// Removes log rows by plan, old counts by day, old idempotency keys, what is left of sign-ins, development mail,
/// invitations that ended, and forgotten drafts.
pub async fn tidy(platform: &Arc<Platform>) -> Result<()> {
    let (db, now) = (platform.db.connection(), platform.now());
    for name in ["self_hosted", "free", "pro", "team"] {
        calls::purge(db, name, now.plus_seconds(-DAY * i64::from(platform.plan_in_force(name).limits().log_days))).await?;
    }
    days::purge(db, now).await?;
    idempotency::purge(db, now.plus_seconds(-servers::IDEMPOTENCY_SECONDS)).await?;
    logins::purge(db, now.plus_seconds(-DAY)).await?;
    mails::purge(db, now.plus_seconds(-mailbox::KEPT_SECONDS)).await?;
    invitations::purge(db, now.plus_seconds(-DAY * INVITATION_DAYS)).await?;
    sessions::purge(db, now).await?;
    passkeys::challenges::purge(db, now).await?;
    drafts::purge(platform).await?;
    crate::authorings::purge(platform).await
}

//! The worker that sends what waits.

use std::{sync::Arc, time::Duration};

use futures::{StreamExt, stream};
use secrecy::ExposeSecret;
use store::outbox;
use tokio::time::{MissedTickBehavior, interval, sleep};
use tokio_util::sync::CancellationToken;

use super::{Letter, place};
use crate::{Platform, Result, vault::WrappedKey};

/// Other replicas' mail, and what a crash left behind, is looked for this often.
const LOOK_EVERY: Duration = Duration::from_secs(1);
/// The bell rings inside the transaction; a moment later it is through.
const COMMIT: Duration = Duration::from_millis(20);
/// Longer than a mail server may take.
const LEASE_SECONDS: i64 = 60;
/// Seconds until the next attempt, by attempts so far; the last one goes on.
const PAUSES: [i64; 5] = [5, 20, 60, 300, 1_800];
/// Letters under way at the same time, so that a slow server for one does not hold up the others.
const AT_ONCE: usize = 8;

/// Sends until told to stop. Letters under way are brought to their end.
pub async fn work(platform: &Arc<Platform>, stop: CancellationToken) {
    let mut tick = interval(LOOK_EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = tick.tick() => {}
            () = platform.outbox.0.notified() => sleep(COMMIT).await,
        }
        if let Err(cause) = deliver_due(platform).await {
            tracing::error!(%cause, "the outbox cannot be read");
        }
    }
}

/// Sends everything that is due; says how many letters were claimed.
pub async fn deliver_due(platform: &Arc<Platform>) -> Result<usize> {
    let mut claimed = 0;
    loop {
        let now = platform.now();
        let rows = outbox::due(platform.db.connection(), now, 64).await?;
        if rows.is_empty() {
            return Ok(claimed);
        }
        claimed += rows.len();
        stream::iter(rows).for_each_concurrent(AT_ONCE, |row| deliver(platform, row)).await;
    }
}

async fn deliver(platform: &Arc<Platform>, row: outbox::Model) {
    let (db, now) = (platform.db.connection(), platform.now());
    let outcome = async {
        if !outbox::claim(db, &row, now.plus_seconds(LEASE_SECONDS)).await? {
            return Ok(());
        }
        if row.give_up_at <= now.micros() {
            tracing::error!(mail = row.id, attempts = row.attempts, "a mail could not be sent in time and was given up");
            return Ok(outbox::delete(db, &row.id).await?);
        }
        send(platform, &row).await?;
        Ok(outbox::delete(db, &row.id).await?)
    };
    let outcome: Result<()> = outcome.await;
    if let Err(cause) = outcome {
        let pause = usize::try_from(row.attempts).ok().and_then(|attempts| PAUSES.get(attempts)).unwrap_or(&PAUSES[PAUSES.len() - 1]);
        tracing::warn!(mail = row.id, attempt = row.attempts + 1, again_in_seconds = pause, %cause, "a mail could not be sent");
        if let Err(cause) = outbox::put_off(db, &row.id, now.plus_seconds(*pause)).await {
            tracing::warn!(mail = row.id, %cause, "its next attempt has to wait until the lease has run out");
        }
    }
}

async fn send(platform: &Arc<Platform>, row: &outbox::Model) -> Result<()> {
    let key = WrappedKey::parse(&row.data_key)?;
    let text = platform.vault.open(&key, &place(&row.id), &row.sealed)?;
    let letter: Letter = serde_json::from_str(text.expose_secret())?;
    Ok(platform.mailer.send(letter.write(platform).await?).await?)
}

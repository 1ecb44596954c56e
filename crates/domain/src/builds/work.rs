//! The worker: claims builds, keeps their lease, and takes over what a crash left behind.

use std::{sync::Arc, time::Duration};

use store::builds;
use tokio::{
    sync::Semaphore,
    task::JoinSet,
    time::{interval, sleep},
};
use tokio_util::sync::CancellationToken;

use super::{attempt::Attempt, steps};
use crate::{Platform, Result};

/// Builds at the same time in one process.
const AT_ONCE: usize = 2;
/// Attempts at one build, interrupted ones included.
const ATTEMPTS: i32 = 3;
/// Other replicas' builds, and those that a crash left behind, are looked for this often.
const LOOK_EVERY: Duration = Duration::from_secs(1);
const RENEW_EVERY: Duration = Duration::from_secs(3);

/// Works off builds until told to stop; picks up what a crash left behind. Builds under way are brought to their end.
pub async fn work(platform: &Arc<Platform>, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(AT_ONCE));
    let mut running = JoinSet::new();
    let mut news = platform.builds.follow();
    let mut tick = interval(LOOK_EVERY);
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            _ = tick.tick() => {}
            // A sign that was missed is made up for by the next look.
            _ = news.recv() => {}
        }
        while running.try_join_next().is_some() {}
        while let Ok(place) = Arc::clone(&places).try_acquire_owned() {
            match claim_one(platform).await {
                Ok(Some(attempt)) => {
                    let again = Arc::clone(platform);
                    running.spawn(async move {
                        let id = attempt.id;
                        finish(attempt).await;
                        drop(place);
                        // Whoever waited for this place can have it.
                        again.builds.tell(id);
                    });
                }
                Ok(None) => break,
                Err(cause) => {
                    tracing::error!(%cause, "builds cannot be claimed");
                    break;
                }
            }
        }
    }
    while running.join_next().await.is_some() {}
}

/// Claims one waiting build and works it off; `false` when none waits.
pub async fn work_off_one(platform: &Arc<Platform>) -> Result<bool> {
    match claim_one(platform).await? {
        Some(attempt) => {
            finish(attempt).await;
            Ok(true)
        }
        None => Ok(false),
    }
}

async fn claim_one(platform: &Arc<Platform>) -> Result<Option<Attempt>> {
    for row in builds::waiting(platform.db.connection(), platform.now(), 8).await? {
        if let Some(attempt) = Attempt::claim(platform, row).await? {
            return Ok(Some(attempt));
        }
    }
    Ok(None)
}

/// Brings an attempt to its end, or gives it up where its lease is lost or the platform itself fails.
async fn finish(attempt: Attempt) {
    let outcome = if attempt.number > ATTEMPTS {
        attempt.fail(None, "The build could not be finished in three attempts, so it was given up. Build again; if it happens again, tell the operator.").await
    } else {
        tokio::select! {
            outcome = steps::run(&attempt) => outcome,
            () = lease_lost(&attempt) => Err(super::attempt::lost()),
        }
    };
    if let Err(cause) = outcome {
        tracing::warn!(build = %attempt.id, attempt = attempt.number, %cause, "an attempt at a build was given up; another one follows");
        if let Err(cause) = attempt.let_go().await {
            tracing::warn!(build = %attempt.id, %cause, "its lease could not be given back and has to run out");
        }
    }
}

/// Renews the lease, and returns when that is no longer possible.
async fn lease_lost(attempt: &Attempt) {
    loop {
        sleep(RENEW_EVERY).await;
        match attempt.renew().await {
            Ok(true) => {}
            Ok(false) => return,
            Err(cause) => tracing::warn!(build = %attempt.id, %cause, "a lease could not be renewed; trying again"),
        }
    }
}

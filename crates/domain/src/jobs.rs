//! Workers: they claim jobs of the database, keep their lease, and take over what a crash left behind.

use std::{fmt::Display, sync::Arc, time::Duration};

use store::lease::{self, Leased, Row};
use tokio::{
    sync::Semaphore,
    task::JoinSet,
    time::{interval, sleep},
};
use tokio_util::sync::CancellationToken;

use crate::{Error, Platform, Result, hub::Hub};

/// Attempts at one job, interrupted ones included.
pub(crate) const ATTEMPTS: i32 = 3;
/// Other replicas' jobs, and those that a crash left behind, are looked for this often.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// One attempt at one job, claimed.
pub(crate) trait Job: Sized + Send + Sync + 'static {
    type Table: Leased;
    type Id: Clone + Display + Send + Sync + 'static;

    /// How log lines call it.
    const NAME: &'static str;
    /// Jobs at the same time in one process.
    const AT_ONCE: usize;
    const RENEW_EVERY: Duration;
    /// Whether a stopping process brings its jobs to their end; otherwise their lease runs out and they begin anew.
    const ENDS_BEFORE_STOP: bool;

    fn hub(platform: &Platform) -> &Hub<Self::Id>;
    fn id(&self) -> Self::Id;
    /// Claims a waiting job; `None` when somebody else was faster.
    fn claim(platform: &Arc<Platform>, row: Row<Self::Table>) -> impl Future<Output = Result<Option<Self>>> + Send;
    /// Renews the lease; `false` when the job has passed to somebody else.
    fn renew(&self) -> impl Future<Output = Result<bool>> + Send;
    /// Brings it to its end, or gives it up.
    fn finish(self) -> impl Future<Output = ()> + Send;
}

/// Works off jobs until told to stop.
pub(crate) async fn work<J: Job>(platform: &Arc<Platform>, stop: CancellationToken) {
    let places = Arc::new(Semaphore::new(J::AT_ONCE));
    let mut running = JoinSet::new();
    let mut news = J::hub(platform).follow();
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
            match claim_one::<J>(platform).await {
                Ok(Some(job)) => {
                    let again = Arc::clone(platform);
                    running.spawn(async move {
                        let id = job.id();
                        job.finish().await;
                        drop(place);
                        // Whoever waited for this place can have it.
                        J::hub(&again).tell(id);
                    });
                }
                Ok(None) => break,
                Err(cause) => {
                    tracing::error!(%cause, "no {} can be claimed", J::NAME);
                    break;
                }
            }
        }
    }
    if J::ENDS_BEFORE_STOP {
        while running.join_next().await.is_some() {}
    }
}

/// Claims one waiting job and works it off; `false` when none waits.
pub(crate) async fn work_off_one<J: Job>(platform: &Arc<Platform>) -> Result<bool> {
    match claim_one::<J>(platform).await? {
        Some(job) => {
            job.finish().await;
            Ok(true)
        }
        None => Ok(false),
    }
}

async fn claim_one<J: Job>(platform: &Arc<Platform>) -> Result<Option<J>> {
    for row in lease::waiting::<J::Table>(platform.db.connection(), platform.now(), 8).await? {
        if let Some(job) = J::claim(platform, row).await? {
            return Ok(Some(job));
        }
    }
    Ok(None)
}

/// Does a job's work while its lease can be renewed.
pub(crate) async fn under_lease<J: Job>(job: &J, work: impl Future<Output = Result<()>>) -> Result<()> {
    tokio::select! {
        outcome = work => outcome,
        () = lease_lost(job) => Err(lost()),
    }
}

/// Renews the lease, and returns when that is no longer possible.
async fn lease_lost<J: Job>(job: &J) {
    loop {
        sleep(J::RENEW_EVERY).await;
        match job.renew().await {
            Ok(true) => {}
            Ok(false) => return,
            Err(cause) => tracing::warn!(id = %job.id(), %cause, "the lease of {} could not be renewed; trying again", J::NAME),
        }
    }
}

/// The fence is closed: this attempt may write nothing more.
pub(crate) fn lost() -> Error {
    Error::hidden("the job has passed to another worker, or what it was for is gone")
}

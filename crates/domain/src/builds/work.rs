//! The worker that works off builds.

use std::{sync::Arc, time::Duration};

use contract::BuildId;
use store::builds;
use tokio_util::sync::CancellationToken;

use super::{attempt::Attempt, steps};
use crate::{
    Platform, Result,
    hub::Hub,
    jobs::{self, ATTEMPTS, Job},
};

/// Works off builds until told to stop; picks up what a crash left behind. Builds under way are brought to their end.
pub async fn work(platform: &Arc<Platform>, stop: CancellationToken) {
    jobs::work::<Attempt>(platform, stop).await;
}

/// Claims one waiting build and works it off; `false` when none waits.
pub async fn work_off_one(platform: &Arc<Platform>) -> Result<bool> {
    jobs::work_off_one::<Attempt>(platform).await
}

impl Job for Attempt {
    type Table = builds::Entity;
    type Id = BuildId;

    const NAME: &'static str = "a build";
    const AT_ONCE: usize = 2;
    const RENEW_EVERY: Duration = Duration::from_secs(3);
    const ENDS_BEFORE_STOP: bool = true;

    fn hub(platform: &Platform) -> &Hub<BuildId> {
        &platform.builds
    }

    fn id(&self) -> BuildId {
        self.id
    }

    async fn claim(platform: &Arc<Platform>, row: builds::Model) -> Result<Option<Self>> {
        Self::claim(platform, row).await
    }

    async fn renew(&self) -> Result<bool> {
        Self::renew(self).await
    }

    /// Gives the attempt up where its lease is lost or the platform itself fails.
    async fn finish(self) {
        let outcome = if self.number > ATTEMPTS {
            self.fail(None, "The build could not be finished in three attempts, so it was given up. Build again; if it happens again, tell the operator.").await
        } else {
            jobs::under_lease(&self, steps::run(&self)).await
        };
        if let Err(cause) = outcome {
            tracing::warn!(build = %self.id, attempt = self.number, %cause, "an attempt at a build was given up; another one follows");
            if let Err(cause) = self.let_go().await {
                tracing::warn!(build = %self.id, %cause, "its lease could not be given back and has to run out");
            }
        }
    }
}

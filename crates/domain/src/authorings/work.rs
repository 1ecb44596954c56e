//! The worker that works off authorings.

use std::{sync::Arc, time::Duration};

use contract::{AppError, AuthoringId};
use store::authorings;
use tokio_util::sync::CancellationToken;

use super::{answer, attempt::Attempt, pipeline::told_error};
use crate::{
    Platform, Result,
    hub::Hub,
    jobs::{self, ATTEMPTS, Job},
};

/// Works off authorings until told to stop. Those under way are left to another worker: their lease runs out, and they
/// begin anew.
pub async fn work(platform: &Arc<Platform>, stop: CancellationToken) {
    jobs::work::<Attempt>(platform, stop).await;
}

/// Claims one waiting authoring and works it off; `false` when none waits.
pub async fn work_off_one(platform: &Arc<Platform>) -> Result<bool> {
    jobs::work_off_one::<Attempt>(platform).await
}

impl Job for Attempt {
    type Table = authorings::Entity;
    type Id = AuthoringId;

    const NAME: &'static str = "an authoring";
    /// They wait for the model most of the time.
    const AT_ONCE: usize = 8;
    const RENEW_EVERY: Duration = Duration::from_secs(4);
    const ENDS_BEFORE_STOP: bool = false;

    fn hub(platform: &Platform) -> &Hub<AuthoringId> {
        &platform.authorings
    }

    fn id(&self) -> AuthoringId {
        self.id
    }

    async fn claim(platform: &Arc<Platform>, row: authorings::Model) -> Result<Option<Self>> {
        Self::claim(platform, row).await
    }

    async fn renew(&self) -> Result<bool> {
        Self::renew(self).await
    }

    async fn finish(self) {
        let outcome = if self.number > ATTEMPTS {
            Err(AppError::unavailable("This could not be finished in three attempts. Try again; your text is kept.").into())
        } else {
            jobs::under_lease(&self, answer::run(&self)).await
        };
        let Err(cause) = outcome else { return };
        if let Err(cause) = self.fail(told_error(cause)).await {
            tracing::warn!(authoring = %self.id, %cause, "an authoring could not be ended; another attempt follows");
        }
    }
}

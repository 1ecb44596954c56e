//! Builds: a job in the database, claimed by a worker under a lease, told as a sequence of events.

use contract::{
    BuildId,
    dto::{BuildEvent, BuildView},
};
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

use crate::{Ctx, Platform, Result};

pub async fn get(_ctx: &Ctx, _id: BuildId) -> Result<BuildView> {
    todo!()
}

/// Events with a sequence number above `after`, oldest first.
pub async fn events_after(_ctx: &Ctx, _id: BuildId, _after: u32) -> Result<Vec<BuildEvent>> {
    todo!()
}

/// Tells followers on this machine that a build has new events; they read them from the database.
pub struct BuildHub {
    changed: broadcast::Sender<BuildId>,
}

impl Default for BuildHub {
    fn default() -> Self {
        Self { changed: broadcast::channel(256).0 }
    }
}

impl BuildHub {
    /// Wakes up when any build changes. Other replicas' builds are found by looking every second.
    pub fn follow(&self) -> broadcast::Receiver<BuildId> {
        self.changed.subscribe()
    }

    pub fn tell(&self, build: BuildId) {
        // Nobody listening is not an error.
        let _ = self.changed.send(build);
    }
}

/// Works off builds until told to stop; picks up what a crash left behind.
pub async fn work(_platform: &std::sync::Arc<Platform>, _stop: CancellationToken) {
    todo!()
}

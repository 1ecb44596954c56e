//! News of builds on this machine.

use contract::BuildId;
use tokio::sync::broadcast;

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

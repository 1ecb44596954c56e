//! News of authorings on this machine.

use contract::AuthoringId;
use tokio::sync::broadcast;

/// Tells followers on this machine that an authoring has new events; they read them from the database.
pub struct AuthoringHub {
    changed: broadcast::Sender<AuthoringId>,
}

impl Default for AuthoringHub {
    fn default() -> Self {
        Self { changed: broadcast::channel(256).0 }
    }
}

impl AuthoringHub {
    /// Wakes up when any authoring changes. Other replicas' authorings are found by looking every second.
    pub fn follow(&self) -> broadcast::Receiver<AuthoringId> {
        self.changed.subscribe()
    }

    pub fn tell(&self, authoring: AuthoringId) {
        // Nobody listening is not an error.
        let _ = self.changed.send(authoring);
    }
}

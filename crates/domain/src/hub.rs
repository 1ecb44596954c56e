//! News of jobs on this machine.

use tokio::sync::broadcast;

/// Tells followers on this machine that a job has new events; they read them from the database.
pub struct Hub<Id> {
    changed: broadcast::Sender<Id>,
}

impl<Id: Clone> Default for Hub<Id> {
    fn default() -> Self {
        Self { changed: broadcast::channel(256).0 }
    }
}

impl<Id: Clone> Hub<Id> {
    /// Wakes up when any job changes. Other replicas' jobs are found by looking every second.
    pub fn follow(&self) -> broadcast::Receiver<Id> {
        self.changed.subscribe()
    }

    pub fn tell(&self, job: Id) {
        // Nobody listening is not an error.
        let _ = self.changed.send(job);
    }
}

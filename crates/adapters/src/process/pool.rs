//! The runners of all servers: started on demand, one start at a time for each server, ended when idle.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError, Weak,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use contract::ServerId;
use domain::ports::{Egress, RunTarget, RuntimeError};
use tokio::{
    sync::{Semaphore, SemaphorePermit},
    time::Instant,
};

use super::{ProcessConfig, link::Link};

/// Places of one runner. A template takes one, a script four (a quarter of the runner's memory may be one script's).
const PLACES: u32 = 32;
const PLACES_OF_A_SCRIPT: u32 = 4;
/// A runner that ended this soon without an answer counts towards a crash loop.
const QUICK_END: Duration = Duration::from_secs(10);
/// Quick ends in a row before starts are delayed, and the longest delay.
const FREE_RESTARTS: u32 = 3;
const LONGEST_DELAY: Duration = Duration::from_secs(5);

/// Every server's slot.
pub struct Pool {
    config: Arc<ProcessConfig>,
    egress: Arc<dyn Egress>,
    slots: Mutex<HashMap<ServerId, Arc<Slot>>>,
}

/// What is kept for one server while it is in use.
struct Slot {
    places: Semaphore,
    /// Calls that hold or want a place. Changed only while the pool is locked, or downwards.
    users: AtomicUsize,
    last_used: Mutex<Instant>,
    state: tokio::sync::Mutex<State>,
}

#[derive(Default)]
struct State {
    link: Option<Arc<Link>>,
    /// Quick ends in a row.
    failures: u32,
}

/// The right to use a server's slot; while it lives the slot is not idle.
pub struct Lease<'a> {
    pool: &'a Pool,
    slot: Arc<Slot>,
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        *lock(&self.slot.last_used) = Instant::now();
        self.slot.users.fetch_sub(1, Ordering::AcqRel);
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Pool {
    pub fn new(config: Arc<ProcessConfig>, egress: Arc<dyn Egress>) -> Self {
        Self { config, egress, slots: Mutex::default() }
    }

    /// Opens the server's slot. The slot that was idle longest makes room where there are too many.
    pub fn lease(&self, server: ServerId) -> Result<Lease<'_>, RuntimeError> {
        let mut slots = lock(&self.slots);
        if !slots.contains_key(&server) && slots.len() >= self.config.max_runners {
            let idle = slots.iter().filter(|(_, slot)| slot.is_idle()).min_by_key(|(_, slot)| *lock(&slot.last_used)).map(|(server, _)| *server);
            slots.remove(&idle.ok_or(RuntimeError::Busy)?);
        }
        let slot = Arc::clone(slots.entry(server).or_insert_with(|| Arc::new(Slot::new())));
        slot.users.fetch_add(1, Ordering::AcqRel);
        Ok(Lease { pool: self, slot })
    }

    /// The server's runner, if it is running.
    pub async fn running(&self, server: ServerId) -> Option<Arc<Link>> {
        let slot = lock(&self.slots).get(&server).cloned()?;
        let link = slot.state.lock().await.link.clone()?;
        link.is_alive().then_some(link)
    }

    pub async fn stop(&self, server: ServerId) {
        let slot = lock(&self.slots).remove(&server);
        if let Some(link) = match slot {
            Some(slot) => slot.state.lock().await.link.take(),
            None => None,
        } {
            link.stop().await;
        }
    }

    pub async fn stop_all(&self) {
        let servers: Vec<ServerId> = lock(&self.slots).keys().copied().collect();
        futures::future::join_all(servers.into_iter().map(|server| self.stop(server))).await;
    }

    fn drop_idle(&self) {
        let limit = self.config.idle;
        // Dropping the last reference to a link ends its process.
        lock(&self.slots).retain(|_, slot| !(slot.is_idle() && lock(&slot.last_used).elapsed() >= limit));
    }
}

/// Ends idle runners for as long as the pool lives.
pub fn end_idle_runners(pool: &Arc<Pool>) {
    let (pool, pause): (Weak<Pool>, Duration) = (Arc::downgrade(pool), (pool.config.idle / 4).clamp(Duration::from_millis(50), Duration::from_secs(15)));
    tokio::spawn(async move {
        loop {
            tokio::time::sleep(pause).await;
            match pool.upgrade() {
                Some(pool) => pool.drop_idle(),
                None => return,
            }
        }
    });
}

impl Slot {
    fn new() -> Self {
        Self {
            places: Semaphore::new(PLACES as usize),
            users: AtomicUsize::new(0),
            last_used: Mutex::new(Instant::now()),
            state: tokio::sync::Mutex::default(),
        }
    }

    fn is_idle(&self) -> bool {
        self.users.load(Ordering::Acquire) == 0
    }
}

impl Lease<'_> {
    /// Waits for a place in the runner; `alone`: for all of them.
    pub async fn place(&self, is_script: bool, alone: bool) -> SemaphorePermit<'_> {
        let places = match (alone, is_script) {
            (true, _) => PLACES,
            (false, true) => PLACES_OF_A_SCRIPT,
            (false, false) => 1,
        };
        match self.slot.places.acquire_many(places).await {
            Ok(permit) => permit,
            // A closed semaphore would be a bug; nobody closes it.
            Err(_) => std::future::pending().await,
        }
    }

    /// The runner with this version. Whoever comes first starts it, the others wait for the same start.
    pub async fn link(&self, target: &RunTarget) -> Result<Arc<Link>, RuntimeError> {
        let mut state = self.slot.state.lock().await;
        if let Some(link) = &state.link {
            if link.is_alive() && link.version == target.version {
                return Ok(Arc::clone(link));
            }
            if !link.is_alive() {
                let is_quick = link.lived() < QUICK_END && !link.has_answered();
                state.failures = if is_quick { state.failures + 1 } else { 0 };
            }
            // Calls that still run in an older version keep it alive until they have ended.
            state.link = None;
        }
        if state.failures > FREE_RESTARTS {
            let doublings = (state.failures - FREE_RESTARTS).min(10);
            tokio::time::sleep((Duration::from_millis(50) * 2_u32.pow(doublings)).min(LONGEST_DELAY)).await;
        }
        match Link::start(&self.pool.config, target, &self.pool.egress).await {
            Ok(link) => {
                let link = Arc::new(link);
                state.link = Some(Arc::clone(&link));
                Ok(link)
            }
            Err(reason) => {
                state.failures += 1;
                tracing::error!(server.id = %target.server, reason, "a sandbox could not be started");
                Err(RuntimeError::NotStarted(reason))
            }
        }
    }
}

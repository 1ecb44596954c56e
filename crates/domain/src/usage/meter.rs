//! Calls counted since the last write.

use std::{
    collections::HashMap,
    sync::{Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use contract::{OrgId, ServerId};
use store::calls::NewCall;

use super::Month;
use crate::{Platform, Result};

/// Another replica's counts are seen after this time.
const FRESH: Duration = Duration::from_secs(1);
/// Log rows kept while the database cannot be written; above, the oldest go.
const MOST_ROWS: usize = 10_000;

type Counts = HashMap<(OrgId, ServerId, Month), i64>;

/// Calls counted since the last write, and their log rows.
#[derive(Default)]
pub struct Meter {
    state: Mutex<State>,
    /// Held while counts move from memory to the database, so that none is seen twice or not at all.
    pub(super) moving: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    counts: Counts,
    /// Taken for a write that has not ended.
    in_transit: Counts,
    rows: Vec<NewCall>,
    /// What the database held, by organisation.
    stored: HashMap<OrgId, Stored>,
}

struct Stored {
    month: Month,
    calls: i64,
    read_at: Instant,
}

/// What one write takes along.
pub(super) struct Batch {
    pub counts: Counts,
    pub rows: Vec<NewCall>,
}

impl Meter {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts a call.
    pub(crate) fn count(&self, org: OrgId, server: ServerId, month: Month) {
        *self.state().counts.entry((org, server, month)).or_default() += 1;
    }

    /// Takes a count back: the platform could not even begin with the call.
    pub(crate) fn uncount(&self, org: OrgId, server: ServerId, month: Month) {
        *self.state().counts.entry((org, server, month)).or_default() -= 1;
    }

    /// Keeps a row for the call log.
    pub(crate) fn log(&self, row: NewCall) {
        self.put_back_rows(vec![row]);
    }

    /// Hands over everything that is not written yet. The caller holds `moving`.
    pub(super) fn take(&self) -> Batch {
        let mut state = self.state();
        let counts: Counts = std::mem::take(&mut state.counts).into_iter().filter(|(_, calls)| *calls != 0).collect();
        state.in_transit.clone_from(&counts);
        Batch { counts, rows: std::mem::take(&mut state.rows) }
    }

    /// A batch could not be written: the next one takes it along.
    pub(super) fn put_back(&self, batch: Batch) {
        let mut state = self.state();
        state.in_transit.clear();
        for (key, calls) in batch.counts {
            *state.counts.entry(key).or_default() += calls;
        }
        drop(state);
        self.put_back_rows(batch.rows);
    }

    fn put_back_rows(&self, rows: Vec<NewCall>) {
        let mut state = self.state();
        state.rows.extend(rows);
        let surplus = state.rows.len().saturating_sub(MOST_ROWS);
        if surplus > 0 {
            tracing::warn!(rows = surplus, "the call log cannot be written; its oldest rows are dropped");
            state.rows.drain(..surplus);
        }
    }

    /// A batch is in the database now. The caller holds `moving`.
    pub(super) fn written(&self, counts: &Counts) {
        let mut state = self.state();
        state.in_transit.clear();
        for ((org, _, month), calls) in counts {
            if let Some(stored) = state.stored.get_mut(org).filter(|stored| stored.month == *month) {
                stored.calls += calls;
            }
        }
    }

    fn known(&self, org: OrgId, month: Month) -> Option<i64> {
        let state = self.state();
        let stored = state.stored.get(&org).filter(|stored| stored.month == month && stored.read_at.elapsed() < FRESH)?;
        Some(stored.calls + state.unwritten(org, month))
    }

    fn remember(&self, org: OrgId, month: Month, calls: i64) -> i64 {
        let mut state = self.state();
        state.stored.retain(|_, stored| stored.read_at.elapsed() < FRESH * 60);
        state.stored.insert(org, Stored { month, calls, read_at: Instant::now() });
        calls + state.unwritten(org, month)
    }
}

impl State {
    fn unwritten(&self, org: OrgId, month: Month) -> i64 {
        self.counts.iter().chain(&self.in_transit).filter(|((of, _, at), _)| *of == org && *at == month).map(|(_, calls)| calls).sum()
    }
}

/// The organisation's calls in a month; at most a second behind other replicas.
pub(super) async fn total(platform: &Platform, org: OrgId, month: Month) -> Result<u64> {
    let calls = match platform.meter.known(org, month) {
        Some(calls) => calls,
        None => {
            let _moving = platform.meter.moving.lock().await;
            let stored = store::usage::total(platform.db.connection(), org, &month.to_string()).await?;
            platform.meter.remember(org, month, stored)
        }
    };
    Ok(u64::try_from(calls).unwrap_or_default())
}

/// Calls by server id.
pub(super) async fn by_server(platform: &Platform, org: OrgId, month: Month) -> Result<HashMap<String, u64>> {
    let _moving = platform.meter.moving.lock().await;
    let rows = store::usage::of_month(platform.db.connection(), org, &month.to_string()).await?;
    let mut calls: HashMap<String, i64> = rows.into_iter().map(|row| (row.server_id, row.calls)).collect();
    for ((of, server, at), count) in &platform.meter.state().counts {
        if *of == org && *at == month {
            *calls.entry(server.to_string()).or_default() += count;
        }
    }
    Ok(calls.into_iter().map(|(server, calls)| (server, u64::try_from(calls).unwrap_or_default())).collect())
}

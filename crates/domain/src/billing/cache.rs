//! What Stripe said a moment ago, so that a page that is reloaded does not ask again.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use contract::{
    OrgId,
    plan::{Cycle, Plan},
};

use super::{
    payments::{Invoice, Price},
    status::Live,
};

/// How long a look at a subscription counts as new.
const FRESH: Duration = Duration::from_secs(5);
/// Prices change seldom.
const PRICES_FRESH: Duration = Duration::from_secs(600);
const MOST: usize = 1_000;

/// What each plan costs in each cycle.
type Prices = Vec<((Plan, Cycle), Price)>;

/// Short memories of what Stripe said.
#[derive(Default)]
pub(crate) struct Cache {
    live: Mutex<HashMap<OrgId, (Instant, Live)>>,
    prices: Mutex<Option<(Instant, Prices)>>,
}

impl Cache {
    pub fn live(&self, org: OrgId) -> Option<Live> {
        let known = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        known.get(&org).filter(|(at, _)| at.elapsed() < FRESH).map(|(_, live)| live.clone())
    }

    pub fn keep_live(&self, org: OrgId, live: Live) {
        let mut known = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, (at, _)| at.elapsed() < FRESH);
        }
        known.insert(org, (Instant::now(), live));
    }

    /// Something has changed: the next look asks Stripe.
    pub fn forget(&self, org: OrgId) {
        self.live.lock().unwrap_or_else(PoisonError::into_inner).remove(&org);
    }

    pub fn prices(&self) -> Option<Vec<((Plan, Cycle), Price)>> {
        let known = self.prices.lock().unwrap_or_else(PoisonError::into_inner);
        known.as_ref().filter(|(at, _)| at.elapsed() < PRICES_FRESH).map(|(_, prices)| prices.clone())
    }

    pub fn keep_prices(&self, prices: Vec<((Plan, Cycle), Price)>) {
        *self.prices.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), prices));
    }

    /// An invoice that was just listed for this organisation.
    pub fn invoice(&self, org: OrgId, id: &str) -> Option<Invoice> {
        self.live(org)?.invoices.into_iter().find(|invoice| invoice.id == id)
    }
}

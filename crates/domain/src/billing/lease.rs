//! A fenced lease on an organisation's account: whoever writes what Stripe said has asked Stripe after everybody who wrote before.
//!
//! Taken in a short transaction, held while Stripe is asked, checked again in the transaction that writes. A holder that
//! dies loses it by time; one that is too slow finds a higher fence and writes nothing.

use std::{sync::Arc, time::Duration};

use contract::{AppError, OrgId};
use store::billing::accounts;
use tokio::time::{Instant, sleep, timeout};

use super::payments::{Outcome, PaymentError};
use crate::{Error, Platform, Result};

/// How long a lease holds. Longer than [`OUTSIDE`], so that who holds it can always write.
pub(crate) const LEASE_SECONDS: i64 = 20;
/// How long everything that is asked outside may take.
pub(crate) const OUTSIDE: Duration = Duration::from_secs(15);
const POLL: Duration = Duration::from_millis(20);

/// A lease that is held. Dropped without being ended (a process that dies), it runs out by itself.
pub(crate) struct Lease {
    platform: Arc<Platform>,
    pub org: OrgId,
    pub fence: i64,
}

impl Lease {
    /// Waits until the lease is free, at most `patience`.
    pub async fn take(platform: &Arc<Platform>, org: OrgId, patience: Duration) -> Result<Self> {
        let until = Instant::now() + patience;
        loop {
            let now = platform.now();
            if let Some(fence) = accounts::lease(platform.db.connection(), org, now, now.plus_seconds(LEASE_SECONDS)).await? {
                return Ok(Self::of(platform, org, fence));
            }
            if Instant::now() >= until {
                return Err(busy().into());
            }
            sleep(POLL).await;
        }
    }

    /// A lease that was taken in a transaction of the caller's.
    pub fn of(platform: &Arc<Platform>, org: OrgId, fence: i64) -> Self {
        Self { platform: Arc::clone(platform), org, fence }
    }

    /// The time, as the lease counts it.
    pub fn now(&self) -> contract::dto::Timestamp {
        self.platform.now()
    }

    /// Does something outside while the lease is held, within its time.
    pub async fn outside<T>(&self, work: impl Future<Output = Outcome<T>>) -> Result<T> {
        let ended = timeout(OUTSIDE, work).await.unwrap_or_else(|_| Err(PaymentError::Unavailable("everything together took too long".into())));
        Ok(ended?)
    }

    /// Checks the fence in the transaction that is going to write; nobody else gets the lease before it ends.
    pub async fn check(&self, tx: &store::Tx) -> Result<()> {
        if accounts::holds(tx, self.org, self.fence, self.platform.now()).await? { Ok(()) } else { Err(busy().into()) }
    }

    /// Ends the lease, whatever came of the work: gives it back where the work did not.
    pub async fn end<T>(self, outcome: Result<T>) -> Result<T> {
        if let Err(cause) = accounts::release(self.platform.db.connection(), self.org, self.fence).await {
            tracing::warn!(%cause, org.id = %self.org, "a lease could not be given back; it runs out by itself");
        }
        outcome
    }
}

/// Carries something out to its end even when the one who asked hangs up: half a change of plan would be worse than a late one.
pub(crate) async fn to_the_end<T: Send + 'static>(work: impl Future<Output = Result<T>> + Send + 'static) -> Result<T> {
    tokio::spawn(work).await.map_err(Error::hidden)?
}

fn busy() -> AppError {
    AppError { retry_after: Some(2), ..AppError::unavailable("Another change of this organisation's plan is under way. Try again in a moment.") }
}

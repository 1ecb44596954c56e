//! The nightly comparison: whoever has not been asked about for a day is compared with Stripe, so that a webhook that never
//! came is made up for.

use std::{sync::Arc, time::Duration};

use contract::OrgId;
use store::{
    billing::{accounts, events},
    orgs, parse,
};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::{
    Billing,
    lease::Lease,
    sync::{self, Cause},
};
use crate::{Platform, Result};

const EVERY: Duration = Duration::from_secs(60);
const PATIENCE: Duration = Duration::from_secs(5);
const DAY_SECONDS: i64 = 86_400;
/// After a failure the next comparison is this much sooner than a day later.
const AGAIN_SECONDS: i64 = 3_600;
/// Customers of one round; with a round a minute, 28,800 a day.
const AT_ONCE: u64 = 20;
/// How long an event is known to have been handled.
const EVENT_DAYS: i64 = 7;
/// Invoices that are looked at for renewals that were missed.
const INVOICES: u8 = 10;

/// Called once at start: organisations that were made before billing was switched on are on the Free plan now.
pub async fn begin(platform: &Platform) -> Result<()> {
    if platform.billing.is_some() {
        let moved = orgs::begin_billing(platform.db.connection()).await?;
        if moved > 0 {
            tracing::info!(organizations = moved, "billing is on: organisations without a plan are on Free now");
        }
    }
    Ok(())
}

/// Compares and tidies up, once a minute, until told to stop. Does nothing without billing.
pub async fn work(platform: &Arc<Platform>, stop: CancellationToken) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = tick.tick() => {}
        }
        if platform.billing.is_none() {
            continue;
        }
        if let Err(cause) = round(platform).await {
            tracing::warn!(%cause, "a round of billing's housekeeping failed; the next one is in a minute");
        }
    }
}

async fn round(platform: &Arc<Platform>) -> Result<()> {
    events::purge(platform.db.connection(), platform.now().plus_seconds(-EVENT_DAYS * DAY_SECONDS)).await?;
    reconcile(platform).await.map(drop)
}

/// Compares customers whom nobody has asked about for a day; answers how many.
pub async fn reconcile(platform: &Arc<Platform>) -> Result<usize> {
    let billing = super::of(platform)?;
    let before = platform.now().plus_seconds(-DAY_SECONDS);
    let stale = accounts::not_synced_since(platform.db.connection(), before, AT_ONCE).await?;
    let count = stale.len();
    for account in stale {
        let org: OrgId = parse(&account.org_id)?;
        if let Err(cause) = compare(platform, billing, org, account.customer_id.as_deref().unwrap_or_default()).await {
            tracing::warn!(%cause, org.id = %org, "an organisation could not be compared with Stripe; it is tried again in an hour");
            accounts::touch(platform.db.connection(), org, platform.now().plus_seconds(AGAIN_SECONDS - DAY_SECONDS)).await?;
        }
    }
    Ok(count)
}

async fn compare(platform: &Arc<Platform>, billing: &Billing, org: OrgId, customer: &str) -> Result<()> {
    let lease = Lease::take(platform, org, PATIENCE).await?;
    let compared = under_lease(platform, billing, &lease, customer).await;
    lease.end(compared).await
}

async fn under_lease(platform: &Arc<Platform>, billing: &Billing, lease: &Lease, customer: &str) -> Result<()> {
    let payments = &*billing.payments;
    let asked = async {
        let (look, invoices) = tokio::join!(sync::look(payments, customer), payments.invoices(customer, INVOICES));
        let mut look = look?;
        look.invoices.extend(invoices?);
        Ok(look)
    };
    let look = lease.outside(asked).await?;
    let tx = platform.db.begin().await?;
    sync::write(&tx, platform, billing, lease, look, Cause::Stripe("comparison")).await?;
    tx.commit().await?;
    sync::after(billing, lease.org);
    Ok(())
}

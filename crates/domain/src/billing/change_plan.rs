//! Changing plan and cycle, prorated from the previewed moment.

use std::time::Duration;

use contract::dto::{BillingStatus, ChangePlan};

use super::{
    Billing, customer,
    lease::{Lease, to_the_end},
    managed,
    payments::Change,
    preview_change::change,
    status,
    sync::{self, Cause},
};
use crate::{Ctx, Result, audit::By};

const PATIENCE: Duration = Duration::from_secs(10);

/// Swaps the plan and writes what Stripe answered, never what was asked: a change whose payment is not confirmed waits.
pub async fn change_plan(ctx: &Ctx, request: ChangePlan) -> Result<BillingStatus> {
    managed(ctx)?;
    let own = ctx.clone();
    to_the_end(async move {
        let lease = Lease::take(&own.platform, own.org.id, PATIENCE).await?;
        let done = under_lease(&own, &lease, &request).await;
        lease.end(done).await
    })
    .await?;
    status(ctx).await
}

async fn under_lease(ctx: &Ctx, lease: &Lease, request: &ChangePlan) -> Result<()> {
    let billing = managed(ctx)?;
    ctx.require_recent().await?;
    let (account, customer) = customer::account(ctx).await?;
    let change = change(ctx, &account, request)?;
    let changed = carry_out(billing, lease, &change, account.ends_at.is_some()).await;
    // Also after a refusal: the plan may have moved in Stripe meanwhile.
    let synced = sync::sync(&ctx.platform, billing, lease, &customer, Cause::By(By::person(ctx))).await;
    changed?;
    synced.map(drop)
}

/// A cancellation is taken back in a call of its own first, because a change that may wait for a payment cannot carry it;
/// if the change is refused then, the cancellation is made again.
async fn carry_out(billing: &Billing, lease: &Lease, change: &Change, cancelled: bool) -> Result<()> {
    if cancelled {
        lease.outside(billing.payments.clear_cancellation(&change.subscription)).await?;
    }
    // The moment is part of the key: a double click is one change.
    let key = format!("change-{}-{}-{}", change.subscription, change.price, change.from.millis() / 1_000);
    let changed = lease.outside(billing.payments.change(change, &key)).await;
    if changed.is_err() && cancelled {
        lease.outside(billing.payments.cancel_at_period_end(&change.subscription, None)).await?;
    }
    changed.map(drop)
}

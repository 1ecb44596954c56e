//! Taking a cancellation back, wherever it was made.

use std::time::Duration;

use contract::{AppError, dto::BillingStatus};

use super::{
    customer,
    lease::{Lease, to_the_end},
    managed, status,
    sync::{self, Cause},
};
use crate::{Ctx, Result, audit::By};

const PATIENCE: Duration = Duration::from_secs(10);

/// The plan renews again.
///
/// # Errors
/// 409 where nothing was cancelled, or where the plan has ended.
pub async fn reactivate(ctx: &Ctx) -> Result<BillingStatus> {
    managed(ctx)?;
    let own = ctx.clone();
    to_the_end(async move {
        let lease = Lease::take(&own.platform, own.org.id, PATIENCE).await?;
        let done = under_lease(&own, &lease).await;
        lease.end(done).await
    })
    .await?;
    status(ctx).await
}

async fn under_lease(ctx: &Ctx, lease: &Lease) -> Result<()> {
    let billing = managed(ctx)?;
    let (account, customer) = customer::account(ctx).await?;
    let nothing = || AppError::conflict("There is no cancellation to take back. If the plan has ended, choose it again.");
    let subscription = account.subscription_id.filter(|_| account.plan != "free").ok_or_else(nothing)?;
    // The cancellation may have been made in the portal a moment ago, so Stripe is asked and not the database.
    lease.outside(billing.payments.clear_cancellation(&subscription)).await?;
    sync::sync(&ctx.platform, billing, lease, &customer, Cause::By(By::person(ctx))).await.map(drop)
}

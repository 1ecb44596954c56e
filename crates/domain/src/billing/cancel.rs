//! Cancelling: the plan goes on until the end of what is paid for.

use std::time::Duration;

use contract::{
    AppError,
    dto::{BillingStatus, CancelPlan, SubscriptionState},
};
use serde_json::json;

use super::{
    customer,
    lease::{Lease, to_the_end},
    managed, state, status,
    sync::{self, Cause},
};
use crate::{
    Ctx, Result,
    audit::{self, Action, By},
};

const PATIENCE: Duration = Duration::from_secs(10);
const LONGEST_REASON: usize = 500;

/// Ends the plan with the period that is paid for; at once where the period was never paid.
///
/// # Errors
/// 409 where there is nothing to cancel.
pub async fn cancel(ctx: &Ctx, request: CancelPlan) -> Result<BillingStatus> {
    managed(ctx)?;
    let reason = request.reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    if reason.as_ref().is_some_and(|reason| reason.chars().count() > LONGEST_REASON) {
        return Err(AppError::field("reason", format!("Write at most {LONGEST_REASON} characters.")).into());
    }
    let own = ctx.clone();
    to_the_end(async move {
        let lease = Lease::take(&own.platform, own.org.id, PATIENCE).await?;
        let done = under_lease(&own, &lease, reason.as_deref()).await;
        lease.end(done).await
    })
    .await?;
    status(ctx).await
}

async fn under_lease(ctx: &Ctx, lease: &Lease, reason: Option<&str>) -> Result<()> {
    let billing = managed(ctx)?;
    ctx.require_recent().await?;
    let (account, customer) = customer::account(ctx).await?;
    let nothing = || AppError::conflict("There is no plan to cancel: this organisation is on the Free plan.");
    let subscription = account.subscription_id.ok_or_else(nothing)?;
    match state::named(&account.status) {
        SubscriptionState::None => return Err(nothing().into()),
        SubscriptionState::Active if account.ends_at.is_some() => {}
        SubscriptionState::Active => drop(lease.outside(billing.payments.cancel_at_period_end(&subscription, reason)).await?),
        SubscriptionState::PastDue | SubscriptionState::Unpaid | SubscriptionState::Incomplete => {
            lease.outside(billing.payments.cancel_now(&subscription)).await?;
        }
    }
    let look = lease.outside(sync::look(&*billing.payments, &customer)).await?;
    let tx = ctx.db.begin().await?;
    sync::write(&tx, &ctx.platform, billing, lease, look, Cause::By(By::person(ctx))).await?;
    audit::append(&tx, ctx, Action::PlanCancelled, &subscription, json!({ "gave_a_reason": reason.is_some() })).await?;
    tx.commit().await?;
    sync::after(billing, ctx.org.id);
    Ok(())
}

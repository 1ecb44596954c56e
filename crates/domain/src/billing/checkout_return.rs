//! Coming back from a checkout: the session is verified, and the plan changes when Stripe has confirmed it.

use std::time::Duration;

use contract::{AppError, dto::CheckoutState, plan::Plan};
use store::billing::accounts;

use super::{
    customer,
    lease::{Lease, to_the_end},
    managed,
    payments::CheckoutStatus,
    sync::{self, Cause},
};
use crate::{Ctx, Result, audit::By};

const PATIENCE: Duration = Duration::from_secs(3);

/// Where a checkout of this organisation stands. `impatient`: the webhook has been waited for long enough, so Stripe is
/// asked and what it says is written, just as the webhook would have done.
///
/// # Errors
/// 404 for a session that is not this organisation's.
pub async fn checkout_return(ctx: &Ctx, session: &str, impatient: bool) -> Result<CheckoutState> {
    managed(ctx)?;
    let missing = || AppError::not_found("checkout");
    let well_formed = session.starts_with("cs_") && session.len() <= 200 && session.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if !well_formed {
        return Err(missing().into());
    }
    let (account, customer) = customer::account(ctx).await.map_err(|_| missing())?;
    if Plan::named(&account.plan).is_some_and(Plan::is_paid) && account.checkout_id.as_deref() != Some(session) {
        return owned(ctx, session, &customer).await.map(|_| CheckoutState::Done);
    }
    match owned(ctx, session, &customer).await? {
        CheckoutStatus::Open => return Ok(CheckoutState::Open),
        CheckoutStatus::Expired => return Ok(CheckoutState::Expired),
        CheckoutStatus::Complete => {}
    }
    if impatient {
        let ctx = ctx.clone();
        to_the_end(async move {
            let lease = Lease::take(&ctx.platform, ctx.org.id, PATIENCE).await?;
            let synced = sync::sync(&ctx.platform, managed(&ctx)?, &lease, &customer, Cause::By(By::person(&ctx))).await;
            lease.end(synced).await
        })
        .await?;
    }
    let account = accounts::of(ctx.db.connection(), ctx.org.id).await?.ok_or_else(missing)?;
    let paid = Plan::named(&account.plan).is_some_and(Plan::is_paid);
    Ok(if paid { CheckoutState::Done } else { CheckoutState::Confirming })
}

/// The state of a session, if its customer is this organisation's.
async fn owned(ctx: &Ctx, session: &str, customer: &str) -> Result<CheckoutStatus> {
    let found = managed(ctx)?.payments.checkout(session).await;
    let found = match found {
        Err(super::payments::PaymentError::Missing(_)) => return Err(AppError::not_found("checkout").into()),
        found => found?,
    };
    if found.customer.as_deref() == Some(customer) { Ok(found.status) } else { Err(AppError::not_found("checkout").into()) }
}

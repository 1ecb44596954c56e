//! Opening a checkout: one at a time for each organisation, and none beside a subscription.

use std::time::Duration;

use contract::{
    AppError,
    dto::{CheckoutSession, OpenCheckout},
};
use serde_json::json;
use store::billing::accounts;

use super::{
    Billing, customer,
    lease::{Lease, to_the_end},
    managed,
    payments::{Checkout, CheckoutStatus, NewCheckout, PaymentError},
    state::State,
    sync::{self, Cause, Look},
};
use crate::{
    Ctx, Result,
    audit::{self, Action, By},
};

const PATIENCE: Duration = Duration::from_secs(10);
/// A session that ends sooner is not handed out again.
const LEFT_SECONDS: i64 = 300;

/// A session that the page can show. The same one as before while it is open and for the same price; the price comes from
/// the settings and never from the browser.
///
/// # Errors
/// 409 beside a subscription or a payment that is being confirmed; 422 for a plan that is not sold here.
pub async fn checkout_session(ctx: &Ctx, request: OpenCheckout) -> Result<CheckoutSession> {
    let billing = managed(ctx)?;
    ctx.require_recent().await?;
    let price = price(billing, &request)?;
    let ctx = ctx.clone();
    to_the_end(async move {
        accounts::ensure(ctx.db.connection(), ctx.org.id, ctx.now()).await?;
        let lease = Lease::take(&ctx.platform, ctx.org.id, PATIENCE).await?;
        let opened = open(&ctx, &lease, &price).await;
        let checkout = lease.end(opened).await?;
        answer(&ctx, checkout)
    })
    .await
}

/// The configured price of a plan.
pub(super) fn price(billing: &Billing, request: &OpenCheckout) -> Result<String> {
    if !request.tier.is_paid() {
        return Err(AppError::field("tier", "Choose pro or team. To go back to the Free plan, cancel the current one.").into());
    }
    let price = billing.settings.prices.of(request.tier, request.cycle).map(str::to_owned);
    price.ok_or_else(|| {
        let (plan, cycle) = (request.tier.label(), request.cycle.as_str());
        AppError::field("tier", format!("The {plan} plan cannot be bought {cycle} here yet: the operator has not set its price.")).into()
    })
}

async fn open(ctx: &Ctx, lease: &Lease, price: &str) -> Result<Checkout> {
    let billing = managed(ctx)?;
    let account = accounts::of(ctx.db.connection(), ctx.org.id).await?.ok_or_else(AppError::internal)?;
    let customer = customer::ensure(ctx, billing, lease, &account).await?;
    let look = lease.outside(sync::look(&*billing.payments, &customer)).await?;
    let had_subscriptions = !look.subscriptions.is_empty();
    refuse_second(ctx, billing, lease, look).await?;
    if let Some(open) = still_open(billing, lease, &account, price, had_subscriptions).await? {
        return Ok(open);
    }
    let new = NewCheckout {
        customer,
        org: ctx.org.id.to_string(),
        price: price.to_owned(),
        return_url: ctx.url("/settings/billing/return?session_id={CHECKOUT_SESSION_ID}"),
    };
    // The count moves with the session that it made, so that an attempt that broke off is repeated and not doubled.
    let key = format!("checkout-{}-{}-{price}", ctx.org.id, account.checkout_count);
    let checkout = lease.outside(billing.payments.create_checkout(&new, &key)).await?;
    let tx = ctx.db.begin().await?;
    lease.check(&tx).await?;
    accounts::set_checkout(&tx, ctx.org.id, Some((&checkout.id, price))).await?;
    accounts::count_checkout(&tx, ctx.org.id).await?;
    audit::append(&tx, ctx, Action::CheckoutOpened, &checkout.id, json!({ "price": price })).await?;
    tx.commit().await?;
    Ok(checkout)
}

/// Who has a subscription changes it; a second one would be paid for twice.
async fn refuse_second(ctx: &Ctx, billing: &Billing, lease: &Lease, look: Look) -> Result<()> {
    let Ok(state) = State::of(look.subscriptions.clone(), look.open.clone(), &billing.settings.prices) else {
        return Err(AppError::conflict("This organisation has a plan that is no longer sold. Write to support to change it.").into());
    };
    let Some(subscription) = &state.subscription else { return Ok(()) };
    let sentence = if state.plan.is_paid() {
        format!("This organisation is on the {} plan already. Change the plan instead of buying a second one.", state.plan.label())
    } else {
        "A payment of this organisation is being confirmed. The plan changes by itself as soon as it arrives.".to_owned()
    };
    tracing::info!(org.id = %ctx.org.id, subscription = subscription.id, "a second checkout was refused");
    // What was missed about it is written down on this occasion.
    let tx = ctx.db.begin().await?;
    sync::write(&tx, &ctx.platform, billing, lease, look, Cause::By(By::person(ctx))).await?;
    tx.commit().await?;
    sync::after(billing, ctx.org.id);
    Err(AppError::conflict(sentence).into())
}

/// The session that is open, if it is the right one; another one is closed.
async fn still_open(billing: &Billing, lease: &Lease, account: &accounts::Model, price: &str, had_subscriptions: bool) -> Result<Option<Checkout>> {
    let Some(id) = &account.checkout_id else { return Ok(None) };
    let found = lease
        .outside(async {
            match billing.payments.checkout(id).await {
                Err(PaymentError::Missing(_)) => Ok(None),
                found => found.map(Some),
            }
        })
        .await?;
    let Some(found) = found else { return Ok(None) };
    match found.status {
        CheckoutStatus::Expired => Ok(None),
        // Its subscription has come and gone.
        CheckoutStatus::Complete if had_subscriptions => Ok(None),
        CheckoutStatus::Complete => Err(AppError::conflict("The payment is being confirmed. The plan changes by itself as soon as it arrives.").into()),
        CheckoutStatus::Open => {
            let fits = account.checkout_price.as_deref() == Some(price) && found.client_secret.is_some();
            if fits && found.expires_at > lease.now().plus_seconds(LEFT_SECONDS) {
                return Ok(Some(found));
            }
            lease.outside(billing.payments.expire_checkout(id)).await?;
            Ok(None)
        }
    }
}

fn answer(ctx: &Ctx, checkout: Checkout) -> Result<CheckoutSession> {
    let settings = &managed(ctx)?.settings;
    let client_secret = checkout.client_secret.ok_or_else(|| crate::Error::hidden("a checkout session came without a client secret"))?;
    Ok(CheckoutSession {
        return_url: ctx.url(&format!("/settings/billing/return?session_id={}", checkout.id)),
        id: checkout.id,
        client_secret,
        publishable_key: settings.publishable_key.clone(),
        script_url: settings.script_url.clone(),
    })
}

//! Where an organisation stands: the database, joined with one live look at Stripe.

use std::time::Duration;

use contract::{
    Permission,
    dto::{BillingStatus, PastDue, SubscriptionState, Timestamp, UsageView},
    plan::{Cycle, Plan},
};
use store::{billing::accounts, orgs, servers};
use tokio::time::timeout;

use super::{
    Billing, invoices,
    payments::Invoice,
    state::{self, State},
    sync,
};
use crate::{Ctx, Result, usage as calls};

/// A look at Stripe that takes longer is given up, and what is known is shown.
const PATIENCE: Duration = Duration::from_millis(2_500);
const INVOICES: u8 = 5;

/// What Stripe said a moment ago.
#[derive(Clone, Debug)]
pub(crate) struct Live {
    pub state: State,
    pub invoices: Vec<Invoice>,
}

/// Plan, usage, invoices and what is owed. Fails only when the database does: while Stripe is slow or down the database is
/// shown, with a notice.
pub async fn status(ctx: &Ctx) -> Result<BillingStatus> {
    ctx.require(Permission::ViewBilling)?;
    let usage = usage(ctx).await?;
    let Some(billing) = &ctx.platform.billing else { return Ok(bare(ctx, usage, false, false)) };
    let blank = bare(ctx, usage, true, billing.settings.demo);
    let Some(account) = accounts::of(ctx.db.connection(), ctx.org.id).await? else { return Ok(blank) };
    let Some(customer) = account.customer_id.clone() else { return Ok(blank) };
    Ok(match look(ctx, billing, &customer).await {
        Ok(live) => joined(blank, &account, &live),
        Err(sentence) => stored(blank, &account, sentence),
    })
}

/// What is in use.
pub(super) async fn usage(ctx: &Ctx) -> Result<UsageView> {
    let db = ctx.db.connection();
    Ok(UsageView {
        servers: servers::count(db, ctx.org.id).await?,
        calls: calls::this_month(ctx).await?,
        members: orgs::members::count(db, ctx.org.id).await?,
        resets_at: ctx.org.month.resets_at(ctx.now()),
    })
}

/// Subscription and invoices, asked for at the same time.
async fn look(ctx: &Ctx, billing: &Billing, customer: &str) -> Result<Live, &'static str> {
    if let Some(live) = billing.cache.live(ctx.org.id) {
        return Ok(live);
    }
    let payments = &*billing.payments;
    let both = async { tokio::join!(sync::look(payments, customer), payments.invoices(customer, INVOICES)) };
    let (look, invoices) =
        timeout(PATIENCE, both).await.map_err(|_| "Stripe answers slowly at the moment. Shown is what was known last; invoices come back by themselves.")?;
    let down = |cause: super::payments::PaymentError| {
        tracing::warn!(%cause, org.id = %ctx.org.id, "the billing page is shown without Stripe");
        "Stripe does not answer at the moment. Shown is what was known last; invoices come back by themselves."
    };
    let (look, invoices) = (look.map_err(down)?, invoices.map_err(down)?);
    let state = State::of(look.subscriptions, look.open, &billing.settings.prices).map_err(|_| "This plan is no longer sold. It goes on as it is.")?;
    let live = Live { state, invoices };
    billing.cache.keep_live(ctx.org.id, live.clone());
    Ok(live)
}

/// Nothing is paid for.
fn bare(ctx: &Ctx, usage: UsageView, enabled: bool, demo: bool) -> BillingStatus {
    BillingStatus {
        enabled,
        demo,
        plan: ctx.org.plan,
        limits: ctx.org.plan.limits(),
        cycle: None,
        state: SubscriptionState::None,
        renews_at: None,
        ends_at: None,
        suspended: ctx.org.suspended,
        waiting_for_payment: false,
        past_due: None,
        usage,
        payment_method: None,
        invoices: Vec::new(),
        notice: None,
    }
}

/// What Stripe says; the plan that is enforced stays the one in the database, and a difference is said.
fn joined(blank: BillingStatus, account: &accounts::Model, live: &Live) -> BillingStatus {
    let (state, subscription) = (&live.state, live.state.subscription.as_ref());
    let stored = Plan::named(&account.plan).unwrap_or(Plan::Free);
    let behind = (stored != state.plan).then(|| format!("Stripe has confirmed the {} plan; it is being taken over.", state.plan.label()));
    BillingStatus {
        plan: stored,
        limits: stored.limits(),
        cycle: state.cycle.filter(|_| stored.is_paid()),
        state: state.state,
        renews_at: state.renews_at(),
        ends_at: state.ends_at,
        suspended: blank.suspended,
        waiting_for_payment: subscription.is_some_and(|subscription| subscription.pending_update),
        past_due: state.failed.as_ref().map(|invoice| PastDue {
            attempts: invoice.attempts,
            next_attempt_at: invoice.next_attempt_at,
            pay_url: invoice.hosted_url.clone(),
        }),
        payment_method: subscription.and_then(|subscription| subscription.payment_method.clone()),
        invoices: live.invoices.iter().map(invoices::view).collect(),
        notice: behind,
        ..blank
    }
}

/// What is known without Stripe.
fn stored(blank: BillingStatus, account: &accounts::Model, sentence: &str) -> BillingStatus {
    let plan = Plan::named(&account.plan).unwrap_or(Plan::Free);
    let ends_at = account.ends_at.map(Timestamp);
    BillingStatus {
        plan,
        limits: plan.limits(),
        cycle: account.cycle.as_deref().and_then(Cycle::named).filter(|_| plan.is_paid()),
        state: state::named(&account.status),
        renews_at: account.period_end.map(Timestamp).filter(|_| plan.is_paid() && ends_at.is_none()),
        ends_at,
        waiting_for_payment: account.waiting,
        past_due: account.open_invoice.is_some().then(|| PastDue {
            attempts: u32::try_from(account.attempts).unwrap_or_default(),
            next_attempt_at: account.next_attempt_at.map(Timestamp),
            pay_url: account.pay_url.clone(),
        }),
        notice: Some(sentence.to_owned()),
        ..blank
    }
}

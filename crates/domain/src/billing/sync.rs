//! Asking Stripe and writing down what it said: the one way by which a plan changes.
//!
//! Whatever happened (a webhook, a button, the nightly comparison), the subscription is asked for anew while the lease on the
//! organisation is held. The order in which events arrive therefore cannot matter.

use std::sync::Arc;

use contract::{OrgId, dto::Timestamp, plan::Plan};
use serde_json::{Value, json};
use store::{
    Tx,
    billing::{accounts, months},
    orgs,
};

use super::{
    Billing,
    lease::Lease,
    notices::{self, Notice},
    payments::{Invoice, Outcome, Payments, Status, Subscription},
    state::{self, State},
};
use crate::{
    Error, Platform, Result,
    audit::{self, Action, By},
};

/// What Stripe says at this moment.
pub(crate) struct Look {
    pub subscriptions: Vec<Subscription>,
    pub open: Vec<Invoice>,
    /// Invoices that may have opened a usage month.
    pub invoices: Vec<Invoice>,
}

/// Asks for a customer's subscriptions, and for open invoices where a payment failed.
pub(crate) async fn look(payments: &dyn Payments, customer: &str) -> Outcome<Look> {
    let subscriptions = payments.subscriptions(customer).await?;
    let mut open = Vec::new();
    for owing in subscriptions.iter().filter(|subscription| matches!(subscription.status, Status::PastDue | Status::Unpaid)) {
        open.extend(payments.open_invoices(&owing.id).await?);
    }
    let invoices = subscriptions.iter().filter_map(|subscription| subscription.latest_invoice.clone()).collect();
    Ok(Look { subscriptions, open, invoices })
}

/// Who set off the change, for the audit log.
pub(crate) enum Cause<'a> {
    /// A person or a key, through a use case.
    By(By<'a>),
    /// A webhook event, or the nightly comparison.
    Stripe(&'a str),
}

/// Writes what Stripe said, in the transaction of the caller, behind the fence; the lease ends with it.
pub(crate) async fn write(tx: &Tx, platform: &Platform, billing: &Billing, lease: &Lease, look: Look, cause: Cause<'_>) -> Result<State> {
    lease.check(tx).await?;
    let (org, now) = (lease.org, platform.now());
    let account = accounts::of(tx, org).await?.ok_or_else(|| Error::hidden("a billing account vanished"))?;
    let row = orgs::by_id(tx, org).await?.ok_or_else(|| Error::hidden("an organisation vanished"))?;
    let state = read(look.subscriptions, look.open, billing, &account)?;

    let mut journal = Journal { tx, platform, org, cause };
    let opened = open_months(&mut journal, &look.invoices, now).await?;
    let suspended_at = state.suspended.then(|| row.payment_suspended_at.unwrap_or(now.micros()));
    let standing = orgs::Standing {
        plan: state.plan.as_str(),
        suspended_at,
        month_opened_at: row.month_opened_at.into_iter().chain(opened).max(),
        month_phase_at: state.phase_at().map(Timestamp::micros),
        month_ends_at: state.phase_at().and(state.subscription.as_ref()).map(|subscription| subscription.period_end.micros()),
    };
    tell(&mut journal, &account, &row, &state).await?;
    orgs::set_standing(tx, org, &standing).await?;
    accounts::set_facts(tx, org, &state.facts(), now).await?;
    if state.subscription.is_some() {
        // The checkout has done its work.
        accounts::set_checkout(tx, org, None).await?;
    }
    accounts::release(tx, org, lease.fence).await?;
    Ok(state)
}

/// A subscription that was sold under a price which has left the settings since keeps the plan that is known for it.
fn read(subscriptions: Vec<Subscription>, open: Vec<Invoice>, billing: &Billing, account: &accounts::Model) -> Result<State> {
    let known = &billing.settings.prices;
    match State::of(subscriptions.clone(), open.clone(), known) {
        Ok(state) => Ok(state),
        Err(state::UnknownPrice(price, _)) if account.price_id.as_deref() == Some(&price) => {
            let plan = Plan::named(&account.plan).filter(|plan| plan.is_paid());
            let cycle = account.cycle.as_deref().and_then(contract::plan::Cycle::named);
            let (Some(plan), Some(cycle)) = (plan, cycle) else { return Err(unknown(&price)) };
            let prices = known.and(plan, cycle, &price);
            State::of(subscriptions, open, &prices).map_err(Error::hidden)
        }
        Err(state::UnknownPrice(price, _)) => Err(unknown(&price)),
    }
}

fn unknown(price: &str) -> Error {
    tracing::error!(alarm = true, price, "a subscription has a price that no STRIPE_PRICE_… names; set it, and Stripe will deliver the event again");
    Error::hidden(format!("unknown price {price}"))
}

/// Notes every paid renewal once; answers when the newest of them began.
async fn open_months(journal: &mut Journal<'_>, invoices: &[Invoice], now: Timestamp) -> Result<Option<i64>> {
    let mut newest = None;
    for invoice in invoices.iter().filter(|invoice| state::opens_month(invoice)) {
        if months::open(journal.tx, journal.org, &invoice.id, invoice.period_start, now).await? {
            journal.append(Action::UsageMonthOpened, &invoice.id, json!({ "from": invoice.period_start.rfc3339() })).await?;
        }
        newest = newest.max(Some(invoice.period_start.micros()));
    }
    Ok(newest)
}

/// One audit event for each thing that is different now, and the mails that go with it.
async fn tell(journal: &mut Journal<'_>, before: &accounts::Model, org: &orgs::Model, now: &State) -> Result<()> {
    let facts = now.facts();
    let subscription = facts.subscription_id.clone().or_else(|| before.subscription_id.clone()).unwrap_or_default();
    if (before.plan.as_str(), before.cycle.as_deref()) != (facts.plan, facts.cycle) && (before.plan != "free" || facts.plan != "free") {
        let change = json!({ "from": before.plan, "from_cycle": before.cycle, "to": facts.plan, "to_cycle": facts.cycle });
        journal.append(Action::PlanChanged, &subscription, change.clone()).await?;
        journal.notify(&Notice::PlanChanged { plan: facts.plan.into(), cycle: facts.cycle.map(str::to_owned) }).await?;
    }
    match (before.ends_at, facts.ends_at) {
        (None, Some(at)) => journal.append(Action::CancellationScheduled, &subscription, json!({ "ends_at": Timestamp(at).rfc3339() })).await?,
        (Some(_), None) if facts.plan != "free" => journal.append(Action::CancellationTakenBack, &subscription, json!({})).await?,
        _ => {}
    }
    if let Some(invoice) = &now.failed
        && (before.open_invoice.as_deref() != Some(&invoice.id) || before.attempts < facts.attempts)
    {
        journal.append(Action::PaymentFailed, &invoice.id, json!({ "attempt": invoice.attempts })).await?;
        if !now.suspended {
            journal.notify(&Notice::PaymentFailed { attempt: invoice.attempts, amount: invoice.total.to_string() }).await?;
        }
    }
    match (org.payment_suspended_at.is_some(), now.suspended) {
        (false, true) => {
            journal.append(Action::OrgSuspended, &subscription, json!({ "attempts": facts.attempts })).await?;
            journal.notify(&Notice::Suspended).await?;
        }
        (true, false) => {
            journal.append(Action::OrgRestored, &subscription, json!({})).await?;
            journal.notify(&Notice::Restored).await?;
        }
        _ => {}
    }
    Ok(())
}

/// Where changes are written down.
struct Journal<'a> {
    tx: &'a Tx,
    platform: &'a Platform,
    org: OrgId,
    cause: Cause<'a>,
}

impl Journal<'_> {
    async fn append(&mut self, action: Action, resource: &str, mut metadata: Value) -> Result<()> {
        let by = match &self.cause {
            Cause::By(by) => By { kind: by.kind, id: by.id.clone(), request: by.request },
            Cause::Stripe(event) => {
                metadata["cause"] = json!(event);
                By::system()
            }
        };
        audit::append_by(self.tx, self.platform, self.org, by, action, resource, metadata).await
    }

    async fn notify(&mut self, notice: &Notice) -> Result<()> {
        notices::add(self.tx, self.platform, self.org, notice).await
    }
}

/// Takes the lease, asks, writes: what everything else that is no webhook ends with.
pub(crate) async fn sync(platform: &Arc<Platform>, billing: &Billing, lease: &Lease, customer: &str, cause: Cause<'_>) -> Result<State> {
    let look = lease.outside(look(&*billing.payments, customer)).await?;
    let tx = platform.db.begin().await?;
    let state = write(&tx, platform, billing, lease, look, cause).await?;
    tx.commit().await?;
    after(billing, lease.org);
    Ok(state)
}

/// What follows a committed change: pages show it at once.
pub(crate) fn after(billing: &Billing, org: OrgId) {
    billing.cache.forget(org);
}

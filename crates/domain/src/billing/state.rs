//! What Stripe's objects mean for an organisation. Pure: the same objects always mean the same, in whatever order they were heard of.

use contract::{
    dto::{SubscriptionState, Timestamp},
    plan::{Cycle, Plan},
};
use store::billing::accounts;

use super::{
    config::Prices,
    payments::{Invoice, Reason, Status, Subscription},
};

/// The attempt after which an organisation is suspended.
pub const ATTEMPTS: u32 = 3;

/// What an organisation's subscription means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    pub subscription: Option<Subscription>,
    pub state: SubscriptionState,
    /// What is paid for.
    pub plan: Plan,
    pub cycle: Option<Cycle>,
    pub ends_at: Option<Timestamp>,
    /// The invoice whose payment failed.
    pub failed: Option<Invoice>,
    pub suspended: bool,
}

/// A subscription has a price that no setting names, so what it pays for is not known.
#[derive(Debug, thiserror::Error)]
#[error("the price {0} of subscription {1} stands in none of the settings STRIPE_PRICE_…")]
pub struct UnknownPrice(pub String, pub String);

impl State {
    /// Nothing is paid for.
    pub const fn free() -> Self {
        Self { subscription: None, state: SubscriptionState::None, plan: Plan::Free, cycle: None, ends_at: None, failed: None, suspended: false }
    }

    /// Reads a customer's subscriptions; `open` are the open invoices of the current one.
    ///
    /// # Errors
    /// When the current subscription's price is unknown.
    pub fn of(subscriptions: Vec<Subscription>, open: Vec<Invoice>, prices: &Prices) -> Result<Self, UnknownPrice> {
        let Some(current) = current(subscriptions) else { return Ok(Self::free()) };
        let (plan, cycle) = prices.plan_of(&current.price).ok_or_else(|| UnknownPrice(current.price.clone(), current.id.clone()))?;
        let state = match current.status {
            Status::Active | Status::Trialing => SubscriptionState::Active,
            Status::PastDue => SubscriptionState::PastDue,
            Status::Unpaid => SubscriptionState::Unpaid,
            _ => SubscriptionState::Incomplete,
        };
        let entitled = state != SubscriptionState::Incomplete;
        let owes = matches!(state, SubscriptionState::PastDue | SubscriptionState::Unpaid);
        let failed = if owes { worst(open.into_iter().chain(current.latest_invoice.clone())) } else { None };
        let suspended = state == SubscriptionState::Unpaid || failed.as_ref().is_some_and(|invoice| invoice.attempts >= ATTEMPTS);
        Ok(Self {
            state,
            plan: if entitled { plan } else { Plan::Free },
            cycle: Some(cycle),
            ends_at: current.cancel_at.or(current.cancel_at_period_end.then_some(current.period_end)),
            failed,
            suspended,
            subscription: Some(current),
        })
    }

    /// Since when a monthly plan opens usage months; `None`: they follow the clock.
    pub fn phase_at(&self) -> Option<Timestamp> {
        let monthly = self.plan.is_paid() && self.cycle == Some(Cycle::Monthly);
        self.subscription.as_ref().filter(|_| monthly).map(|subscription| subscription.anchor)
    }

    pub fn renews_at(&self) -> Option<Timestamp> {
        self.subscription.as_ref().filter(|_| self.plan.is_paid() && self.ends_at.is_none()).map(|subscription| subscription.period_end)
    }

    /// The same as a row.
    pub fn facts(&self) -> accounts::Facts {
        let of = |read: fn(&Subscription) -> &String| self.subscription.as_ref().map(|subscription| read(subscription).clone());
        accounts::Facts {
            subscription_id: of(|subscription| &subscription.id),
            item_id: of(|subscription| &subscription.item),
            status: name(self.state),
            plan: self.plan.as_str(),
            cycle: self.cycle.map(Cycle::as_str),
            price_id: of(|subscription| &subscription.price),
            period_end: self.subscription.as_ref().map(|subscription| subscription.period_end.micros()),
            ends_at: self.ends_at.map(Timestamp::micros),
            waiting: self.subscription.as_ref().is_some_and(|subscription| subscription.pending_update),
            attempts: self.failed.as_ref().map_or(0, |invoice| i32::try_from(invoice.attempts).unwrap_or(i32::MAX)),
            next_attempt_at: self.failed.as_ref().and_then(|invoice| invoice.next_attempt_at).map(Timestamp::micros),
            open_invoice: self.failed.as_ref().map(|invoice| invoice.id.clone()),
            pay_url: self.failed.as_ref().and_then(|invoice| invoice.hosted_url.clone()),
        }
    }
}

/// A paid renewal: the only kind of invoice that opens a usage month.
pub fn opens_month(invoice: &Invoice) -> bool {
    invoice.status == "paid" && invoice.reason == Reason::Cycle
}

/// The name of a state in the database.
pub const fn name(state: SubscriptionState) -> &'static str {
    match state {
        SubscriptionState::None => "none",
        SubscriptionState::Active => "active",
        SubscriptionState::Incomplete => "incomplete",
        SubscriptionState::PastDue => "past_due",
        SubscriptionState::Unpaid => "unpaid",
    }
}

/// The state of this name.
pub fn named(name: &str) -> SubscriptionState {
    match name {
        "active" => SubscriptionState::Active,
        "incomplete" => SubscriptionState::Incomplete,
        "past_due" => SubscriptionState::PastDue,
        "unpaid" => SubscriptionState::Unpaid,
        _ => SubscriptionState::None,
    }
}

/// The one that counts: what is paid for before what is not, then the newest. An ended one counts for nothing, so events
/// about it change nothing.
fn current(subscriptions: Vec<Subscription>) -> Option<Subscription> {
    let rank = |subscription: &Subscription| match subscription.status {
        Status::Active | Status::Trialing => Some(3),
        Status::PastDue => Some(2),
        Status::Unpaid => Some(1),
        Status::Incomplete | Status::Paused => Some(0),
        Status::Canceled | Status::IncompleteExpired | Status::Unknown => None,
    };
    let ranked = subscriptions.into_iter().filter_map(|subscription| Some((rank(&subscription)?, subscription)));
    ranked.max_by(|(a, one), (b, other)| (a, one.created, &one.id).cmp(&(b, other.created, &other.id))).map(|(_, subscription)| subscription)
}

/// The open invoice with the most failed attempts. The first invoice of a subscription is part of its checkout and no reason to suspend.
fn worst(invoices: impl Iterator<Item = Invoice>) -> Option<Invoice> {
    let failed = invoices.filter(|invoice| matches!(invoice.status.as_str(), "open" | "uncollectible") && invoice.reason != Reason::Create);
    failed.max_by(|one, other| (one.attempts, &one.id).cmp(&(other.attempts, &other.id)))
}

#[cfg(test)]
mod tests {
    use contract::dto::Money;

    use super::*;

    fn prices() -> Prices {
        Prices::new([((Plan::Pro, Cycle::Monthly), "price_pm".to_owned()), ((Plan::Team, Cycle::Yearly), "price_ty".to_owned())])
    }

    fn subscription(id: &str, status: Status, price: &str, created: i64) -> Subscription {
        Subscription {
            id: id.into(),
            customer: "cus_1".into(),
            status,
            item: "si_1".into(),
            price: price.into(),
            period_start: Timestamp(0),
            period_end: Timestamp(100),
            anchor: Timestamp(7),
            created: Timestamp(created),
            cancel_at_period_end: false,
            cancel_at: None,
            pending_update: false,
            latest_invoice: None,
            payment_method: None,
            livemode: false,
        }
    }

    fn invoice(attempts: u32, reason: Reason, status: &str) -> Invoice {
        Invoice {
            id: "in_1".into(),
            customer: "cus_1".into(),
            subscription: Some("sub_1".into()),
            number: None,
            status: status.into(),
            reason,
            total: Money::euro(1_900),
            created: Timestamp(0),
            period_start: Timestamp(0),
            attempts,
            next_attempt_at: None,
            hosted_url: None,
            pdf: None,
        }
    }

    fn state(subscriptions: Vec<Subscription>, open: Vec<Invoice>) -> State {
        State::of(subscriptions, open, &prices()).expect("known prices")
    }

    #[test]
    fn an_ended_subscription_counts_for_nothing_beside_a_new_one() {
        let old = subscription("sub_old", Status::Canceled, "price_pm", 9);
        assert_eq!(state(vec![old.clone()], vec![]), State::free());
        let found = state(vec![old, subscription("sub_new", Status::Active, "price_ty", 1)], vec![]);
        assert_eq!((found.plan, found.cycle), (Plan::Team, Some(Cycle::Yearly)));
    }

    #[test]
    fn what_is_not_paid_yet_gives_nothing() {
        let found = state(vec![subscription("sub_1", Status::Incomplete, "price_pm", 1)], vec![]);
        assert_eq!((found.plan, found.state), (Plan::Free, SubscriptionState::Incomplete));
    }

    #[test]
    fn the_third_failed_attempt_suspends_and_the_first_invoice_never_does() {
        let owing = || vec![subscription("sub_1", Status::PastDue, "price_pm", 1)];
        assert!(!state(owing(), vec![invoice(2, Reason::Cycle, "open")]).suspended);
        assert!(state(owing(), vec![invoice(3, Reason::Cycle, "open")]).suspended);
        assert!(!state(owing(), vec![invoice(3, Reason::Cycle, "paid")]).suspended);
        assert!(!state(owing(), vec![invoice(4, Reason::Create, "open")]).suspended);
        assert!(!state(vec![subscription("sub_1", Status::Active, "price_pm", 1)], vec![invoice(3, Reason::Cycle, "open")]).suspended);
        assert!(state(vec![subscription("sub_1", Status::Unpaid, "price_pm", 1)], vec![]).suspended);
    }

    #[test]
    fn a_cancellation_in_the_portal_is_seen() {
        let here = Subscription { cancel_at_period_end: true, ..subscription("sub_1", Status::Active, "price_pm", 1) };
        assert_eq!(state(vec![here], vec![]).ends_at, Some(Timestamp(100)));
        let portal = Subscription { cancel_at: Some(Timestamp(90)), ..subscription("sub_1", Status::Active, "price_pm", 1) };
        assert_eq!(state(vec![portal], vec![]).ends_at, Some(Timestamp(90)));
    }

    #[test]
    fn an_unknown_price_is_an_alarm_and_not_a_plan() {
        assert!(State::of(vec![subscription("sub_1", Status::Active, "price_old", 1)], vec![], &prices()).is_err());
    }

    #[test]
    fn only_a_monthly_plan_opens_its_months_by_invoice() {
        assert_eq!(state(vec![subscription("sub_1", Status::Active, "price_pm", 1)], vec![]).phase_at(), Some(Timestamp(7)));
        assert_eq!(state(vec![subscription("sub_1", Status::Active, "price_ty", 1)], vec![]).phase_at(), None);
    }
}

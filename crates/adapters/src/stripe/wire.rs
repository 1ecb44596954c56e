//! Stripe's objects as JSON: the fields that are read, and nothing else, so that a new field can never break anything.

use contract::dto::{Money, PaymentMethod, Timestamp};
use domain::billing::payments::{self, CheckoutStatus, Outcome, PaymentError, Reason, Status};
use serde::Deserialize;

/// A list; one page is enough for everything that is asked for.
#[derive(Deserialize)]
pub struct List<T> {
    pub data: Vec<T>,
}

/// An object, or only its id where it was not expanded.
#[derive(Deserialize)]
#[serde(untagged)]
pub enum Expandable<T> {
    Id(String),
    Object(Box<T>),
}

impl<T> Expandable<T> {
    fn object(self) -> Option<T> {
        match self {
            Self::Object(object) => Some(*object),
            Self::Id(_) => None,
        }
    }
}

/// Anything of which only the id matters.
#[derive(Deserialize)]
pub struct Identified {
    pub id: String,
}

impl Expandable<Identified> {
    fn id(self) -> String {
        match self {
            Self::Id(id) => id,
            Self::Object(object) => object.id,
        }
    }
}

const fn at(seconds: i64) -> Timestamp {
    Timestamp(seconds.saturating_mul(1_000_000))
}

#[derive(Deserialize)]
pub struct Session {
    id: String,
    customer: Option<Expandable<Identified>>,
    status: Option<String>,
    client_secret: Option<String>,
    #[serde(default)]
    expires_at: i64,
}

impl From<Session> for payments::Checkout {
    fn from(session: Session) -> Self {
        let status = match session.status.as_deref() {
            Some("complete") => CheckoutStatus::Complete,
            Some("expired") => CheckoutStatus::Expired,
            _ => CheckoutStatus::Open,
        };
        Self {
            id: session.id,
            customer: session.customer.map(Expandable::id),
            status,
            client_secret: session.client_secret,
            expires_at: at(session.expires_at),
        }
    }
}

#[derive(Deserialize)]
pub struct Subscription {
    pub id: String,
    customer: Expandable<Identified>,
    status: String,
    items: List<Item>,
    billing_cycle_anchor: i64,
    created: i64,
    pub cancel_at_period_end: bool,
    pub cancel_at: Option<i64>,
    pending_update: Option<serde_json::Value>,
    latest_invoice: Option<Expandable<Invoice>>,
    default_payment_method: Option<Expandable<Method>>,
    livemode: bool,
}

#[derive(Deserialize)]
struct Item {
    id: String,
    price: Identified,
    current_period_start: i64,
    current_period_end: i64,
}

impl Subscription {
    /// # Errors
    /// When it has no item: nothing of ours is sold like that.
    pub fn read(self) -> Outcome<payments::Subscription> {
        let item = self.items.data.into_iter().next();
        let item = item.ok_or_else(|| PaymentError::Refused(format!("subscription {} has no item", self.id)))?;
        Ok(payments::Subscription {
            customer: self.customer.id(),
            status: status(&self.status),
            item: item.id,
            price: item.price.id,
            period_start: at(item.current_period_start),
            period_end: at(item.current_period_end),
            anchor: at(self.billing_cycle_anchor),
            created: at(self.created),
            cancel_at_period_end: self.cancel_at_period_end,
            cancel_at: self.cancel_at.map(at),
            pending_update: self.pending_update.is_some(),
            latest_invoice: self.latest_invoice.and_then(Expandable::object).map(Into::into),
            payment_method: self.default_payment_method.and_then(Expandable::object).and_then(Method::read),
            livemode: self.livemode,
            id: self.id,
        })
    }
}

fn status(name: &str) -> Status {
    match name {
        "active" => Status::Active,
        "trialing" => Status::Trialing,
        "past_due" => Status::PastDue,
        "unpaid" => Status::Unpaid,
        "incomplete" => Status::Incomplete,
        "incomplete_expired" => Status::IncompleteExpired,
        "canceled" => Status::Canceled,
        "paused" => Status::Paused,
        _ => Status::Unknown,
    }
}

#[derive(Deserialize)]
struct Method {
    card: Option<Card>,
    sepa_debit: Option<Debit>,
}

#[derive(Deserialize)]
struct Card {
    brand: String,
    last4: String,
    exp_month: u32,
    exp_year: u32,
}

#[derive(Deserialize)]
struct Debit {
    last4: Option<String>,
}

impl Method {
    fn read(self) -> Option<PaymentMethod> {
        if let Some(card) = self.card {
            let brand = match card.brand.as_str() {
                "visa" => "Visa".to_owned(),
                "mastercard" => "Mastercard".to_owned(),
                "amex" => "American Express".to_owned(),
                other => other.to_owned(),
            };
            return Some(PaymentMethod { label: brand, last4: card.last4, expires: Some(format!("{:02}/{}", card.exp_month, card.exp_year)) });
        }
        let debit = self.sepa_debit?;
        Some(PaymentMethod { label: "SEPA debit".into(), last4: debit.last4.unwrap_or_default(), expires: None })
    }
}

#[derive(Deserialize)]
pub struct Invoice {
    #[serde(default)]
    id: String,
    customer: Option<Expandable<Identified>>,
    parent: Option<Parent>,
    number: Option<String>,
    status: Option<String>,
    billing_reason: Option<String>,
    total: i64,
    currency: String,
    created: i64,
    #[serde(default)]
    lines: Option<List<Line>>,
    #[serde(default)]
    attempt_count: u32,
    next_payment_attempt: Option<i64>,
    hosted_invoice_url: Option<String>,
    invoice_pdf: Option<String>,
}

#[derive(Deserialize)]
struct Parent {
    subscription_details: Option<ParentDetails>,
}

#[derive(Deserialize)]
struct ParentDetails {
    subscription: Option<Expandable<Identified>>,
}

#[derive(Deserialize)]
struct Line {
    description: Option<String>,
    #[serde(default)]
    amount: i64,
    period: Option<Period>,
}

#[derive(Deserialize)]
struct Period {
    start: i64,
}

impl From<Invoice> for payments::Invoice {
    fn from(invoice: Invoice) -> Self {
        let reason = match invoice.billing_reason.as_deref() {
            Some("subscription_create") => Reason::Create,
            Some("subscription_cycle") => Reason::Cycle,
            Some("subscription_update") => Reason::Update,
            other => Reason::Other(other.unwrap_or_default().to_owned()),
        };
        let starts = invoice.lines.iter().flat_map(|lines| &lines.data).filter_map(|line| line.period.as_ref()).map(|period| period.start);
        let details = invoice.parent.and_then(|parent| parent.subscription_details);
        Self {
            customer: invoice.customer.map(Expandable::id).unwrap_or_default(),
            subscription: details.and_then(|details| details.subscription).map(Expandable::id),
            number: invoice.number,
            status: invoice.status.unwrap_or_default(),
            reason,
            total: Money::new(invoice.total, invoice.currency),
            created: at(invoice.created),
            period_start: at(starts.max().unwrap_or(invoice.created)),
            attempts: invoice.attempt_count,
            next_attempt_at: invoice.next_payment_attempt.map(at),
            hosted_url: invoice.hosted_invoice_url,
            pdf: invoice.invoice_pdf,
            id: invoice.id,
        }
    }
}

impl From<Invoice> for payments::Preview {
    fn from(invoice: Invoice) -> Self {
        let currency = invoice.currency;
        let lines = invoice.lines.map(|lines| lines.data).unwrap_or_default();
        let line = |line: Line| (line.description.unwrap_or_default(), Money::new(line.amount, currency.clone()));
        Self { total: Money::new(invoice.total, currency.clone()), lines: lines.into_iter().map(line).collect() }
    }
}

#[derive(Deserialize)]
pub struct WirePrice {
    id: String,
    active: bool,
    unit_amount: Option<i64>,
    currency: String,
    recurring: Option<Recurring>,
}

#[derive(Deserialize)]
struct Recurring {
    interval: String,
    #[serde(default = "one")]
    interval_count: u32,
}

const fn one() -> u32 {
    1
}

impl WirePrice {
    /// # Errors
    /// When it is not a plain amount for each month or year.
    pub fn read(self) -> Outcome<payments::Price> {
        let recurring = self.recurring.filter(|recurring| recurring.interval_count == 1);
        let (Some(amount), Some(recurring)) = (self.unit_amount, recurring) else {
            return Err(PaymentError::Refused(format!("price {} is not a plain amount for each month or year", self.id)));
        };
        Ok(payments::Price { id: self.id, amount: Money::new(amount, self.currency), active: self.active, interval: recurring.interval })
    }
}

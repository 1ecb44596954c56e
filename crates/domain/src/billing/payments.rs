//! The port to the payment provider, and its objects as far as the use cases need them.

use async_trait::async_trait;
use bytes::Bytes;
use contract::{
    AppError,
    dto::{Money, PaymentMethod, Timestamp},
};
use futures::stream::BoxStream;

/// The payment provider did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PaymentError {
    /// There is no such object.
    #[error("Stripe knows no such object: {0}")]
    Missing(String),
    /// The card was declined; the text is meant for its owner.
    #[error("the payment was declined: {0}")]
    Declined(String),
    /// The request was refused and would be refused again.
    #[error("Stripe refused a request: {0}")]
    Refused(String),
    /// Too many requests, a time-out, a failure on the other side, or an answer that could not be read: later it may work.
    #[error("Stripe did not answer: {0}")]
    Unavailable(String),
}

impl PaymentError {
    /// What the person sees; the cause goes to the log.
    pub fn into_shown(self) -> AppError {
        tracing::warn!(cause = %self, "the payment provider did not do what was asked");
        match self {
            Self::Declined(message) => AppError::payment_required(format!("The payment was declined: {message} Use another payment method under Billing.")),
            Self::Missing(_) | Self::Refused(_) => AppError::upstream(
                "The payment service refused this request, so nothing was changed. Reload the page and try again; if it happens again, write to support.",
            ),
            Self::Unavailable(_) => AppError {
                retry_after: Some(10),
                ..AppError::unavailable("The payment service does not answer at the moment. Try again in a minute: nothing is charged twice.")
            },
        }
    }
}

impl From<PaymentError> for crate::Error {
    fn from(error: PaymentError) -> Self {
        Self::Shown(error.into_shown())
    }
}

pub type Outcome<T> = Result<T, PaymentError>;

/// A customer that is to be made.
#[derive(Clone, Debug)]
pub struct NewCustomer {
    /// Stands in the customer's metadata.
    pub org: String,
    pub name: String,
    pub email: String,
}

/// A checkout that is to be opened.
#[derive(Clone, Debug)]
pub struct NewCheckout {
    pub customer: String,
    pub org: String,
    pub price: String,
    /// With the literal `{CHECKOUT_SESSION_ID}` in it.
    pub return_url: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CheckoutStatus {
    Open,
    Complete,
    Expired,
}

/// A checkout session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkout {
    pub id: String,
    pub customer: Option<String>,
    pub status: CheckoutStatus,
    pub client_secret: Option<String>,
    pub expires_at: Timestamp,
}

/// The states of a subscription; what Stripe may add later counts as paying for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Active,
    Trialing,
    PastDue,
    Unpaid,
    Incomplete,
    IncompleteExpired,
    Canceled,
    Paused,
    Unknown,
}

/// A subscription with its newest invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    pub id: String,
    pub customer: String,
    pub status: Status,
    pub item: String,
    pub price: String,
    /// Of its first item: subscriptions themselves have none.
    pub period_start: Timestamp,
    pub period_end: Timestamp,
    /// Moves when the cycle changes, and not when it renews.
    pub anchor: Timestamp,
    pub created: Timestamp,
    pub cancel_at_period_end: bool,
    /// Set by Stripe's portal instead of the flag.
    pub cancel_at: Option<Timestamp>,
    /// A change waits for its payment.
    pub pending_update: bool,
    pub latest_invoice: Option<Invoice>,
    pub payment_method: Option<PaymentMethod>,
    pub livemode: bool,
}

/// Why an invoice was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    Create,
    Cycle,
    Update,
    Other(String),
}

/// An invoice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invoice {
    pub id: String,
    pub customer: String,
    pub subscription: Option<String>,
    pub number: Option<String>,
    /// `draft`, `open`, `paid`, `void`, `uncollectible`.
    pub status: String,
    pub reason: Reason,
    pub total: Money,
    pub created: Timestamp,
    /// When the latest period among its lines begins: for a renewal, the new period.
    pub period_start: Timestamp,
    pub attempts: u32,
    pub next_attempt_at: Option<Timestamp>,
    pub hosted_url: Option<String>,
    pub pdf: Option<String>,
}

/// A change of price that counts from one moment.
#[derive(Clone, Debug)]
pub struct Change {
    pub subscription: String,
    pub item: String,
    pub price: String,
    pub from: Timestamp,
}

/// The invoice that a change would make at once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preview {
    pub total: Money,
    pub lines: Vec<(String, Money)>,
}

/// A price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Price {
    pub id: String,
    pub amount: Money,
    pub active: bool,
    /// `month`, `year`.
    pub interval: String,
}

/// A PDF on its way.
pub struct Pdf {
    pub length: Option<u64>,
    pub bytes: BoxStream<'static, Result<Bytes, std::io::Error>>,
}

/// The payment provider. Requests that change something carry a key under which they are carried out once.
#[async_trait]
pub trait Payments: Send + Sync {
    async fn create_customer(&self, new: &NewCustomer, key: &str) -> Outcome<String>;
    async fn create_checkout(&self, new: &NewCheckout, key: &str) -> Outcome<Checkout>;
    async fn checkout(&self, id: &str) -> Outcome<Checkout>;
    async fn expire_checkout(&self, id: &str) -> Outcome<Checkout>;
    /// Every subscription of a customer, ended ones included, newest first.
    async fn subscriptions(&self, customer: &str) -> Outcome<Vec<Subscription>>;
    /// Ends it with the period that is paid for; `reason` is kept beside it.
    async fn cancel_at_period_end(&self, id: &str, reason: Option<&str>) -> Outcome<Subscription>;
    /// Ends it at once: what was never paid needs no period.
    async fn cancel_now(&self, id: &str) -> Outcome<()>;
    /// Takes a cancellation back, wherever it was made.
    async fn clear_cancellation(&self, id: &str) -> Outcome<Subscription>;
    async fn preview_change(&self, change: &Change) -> Outcome<Preview>;
    /// Swaps the price and invoices the difference; where its payment needs more, the change waits.
    async fn change(&self, change: &Change, key: &str) -> Outcome<Subscription>;
    async fn invoices(&self, customer: &str, limit: u8) -> Outcome<Vec<Invoice>>;
    /// Open invoices of a subscription.
    async fn open_invoices(&self, subscription: &str) -> Outcome<Vec<Invoice>>;
    async fn invoice(&self, id: &str) -> Outcome<Invoice>;
    async fn invoice_pdf(&self, invoice: &Invoice) -> Outcome<Pdf>;
    /// The address of the customer's own pages; `fix_payment` leads straight to the payment method.
    async fn portal(&self, customer: &str, return_url: &str, fix_payment: bool) -> Outcome<String>;
    async fn price(&self, id: &str) -> Outcome<Price>;
}

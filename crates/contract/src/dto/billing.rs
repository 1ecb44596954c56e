//! Plans, checkout, invoices: what the billing page and `/v1/billing` show.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Timestamp;
use crate::plan::{Cycle, Limits, Plan};

/// An amount of money in the smallest unit of its currency.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Money {
    /// Cents; negative for a credit.
    pub cents: i64,
    /// ISO 4217 in lower case, as Stripe writes it: `eur`.
    pub currency: String,
}

impl Money {
    pub fn new(cents: i64, currency: impl Into<String>) -> Self {
        Self { cents, currency: currency.into() }
    }

    pub fn euro(cents: i64) -> Self {
        Self::new(cents, "eur")
    }
}

/// `€19`, `€17.42`, `−€3.10`, `12.00 CHF`.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, cents) = (if self.cents < 0 { "−" } else { "" }, self.cents.unsigned_abs());
        let number = if cents.is_multiple_of(100) { format!("{}", cents / 100) } else { format!("{}.{:02}", cents / 100, cents % 100) };
        match self.currency.as_str() {
            "eur" => write!(f, "{sign}€{number}"),
            "usd" => write!(f, "{sign}${number}"),
            "gbp" => write!(f, "{sign}£{number}"),
            other => write!(f, "{sign}{number} {}", other.to_ascii_uppercase()),
        }
    }
}

/// Where a subscription stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SubscriptionState {
    /// There is none: the Free plan, or billing is off.
    None,
    /// Paid, or in its trial.
    Active,
    /// The first payment is under way (SEPA takes days) or was not confirmed.
    Incomplete,
    /// A payment failed; Stripe tries again.
    PastDue,
    /// Every attempt failed.
    Unpaid,
}

/// `GET /v1/billing/status`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BillingStatus {
    /// `false`: this platform is self-hosted without Stripe, and every limit is open.
    pub enabled: bool,
    /// Payments go to a stand-in for Stripe; nothing is charged.
    pub demo: bool,
    pub plan: Plan,
    pub limits: Limits,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cycle: Option<Cycle>,
    pub state: SubscriptionState,
    /// When the plan renews; `None` when it ends instead, or costs nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub renews_at: Option<Timestamp>,
    /// When the plan ends, because somebody cancelled it: here or in Stripe's portal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<Timestamp>,
    /// Nothing new can be created until the open invoice is paid. Servers keep running.
    pub suspended: bool,
    /// A change of plan waits for its payment to be confirmed.
    pub waiting_for_payment: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub past_due: Option<PastDue>,
    pub usage: UsageView,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payment_method: Option<PaymentMethod>,
    /// The newest five; empty while Stripe does not answer.
    pub invoices: Vec<InvoiceView>,
    /// What could not be asked at the moment, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice: Option<String>,
}

/// A payment that failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PastDue {
    /// Attempts so far; the third suspends.
    pub attempts: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_attempt_at: Option<Timestamp>,
    /// Stripe's page on which the open invoice can be paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pay_url: Option<String>,
}

/// Why an organisation cannot make anything new, or soon cannot: shown on every page until it is settled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trouble {
    /// What has happened, and what it stops.
    pub text: String,
    /// Where it can be settled, and what to do there.
    pub path: String,
    pub action: String,
    /// Nothing new can be made until it is settled.
    pub blocks: bool,
}

/// What is in use of the plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct UsageView {
    pub servers: u64,
    /// Calls since the usage month began.
    pub calls: u64,
    pub members: u64,
    /// When calls are counted anew.
    pub resets_at: Timestamp,
}

/// How it is paid, as far as it may be shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PaymentMethod {
    /// `Visa`, `SEPA debit`.
    pub label: String,
    pub last4: String,
    /// `12/2030`; cards only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<String>,
}

/// One invoice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InvoiceView {
    pub id: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    pub at: Timestamp,
    pub total: Money,
    /// `paid`, `open`, `void`, `uncollectible`, `draft`.
    pub status: String,
    /// Why it was made, in words.
    pub about: String,
    /// Stripe's page of the invoice; leaves the application.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hosted_url: Option<String>,
    /// `/v1/billing/invoices/{id}/pdf` answers it as a PDF.
    pub has_pdf: bool,
}

/// `POST /v1/billing/checkout-session`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct OpenCheckout {
    /// `pro` or `team`.
    #[cfg_attr(feature = "schema", schemars(example = &"pro"))]
    pub tier: Plan,
    pub cycle: Cycle,
}

/// A checkout that Stripe.js can show.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CheckoutSession {
    pub id: String,
    pub client_secret: String,
    pub publishable_key: String,
    /// Where Stripe.js of the matching release lies.
    pub script_url: String,
    /// Where the browser goes when the checkout is complete.
    pub return_url: String,
}

/// Where a checkout stands, for the page that it returns to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckoutState {
    /// The plan has changed.
    Done,
    /// Paid or under way; Stripe has not confirmed it yet.
    Confirming,
    /// Not finished: it can be opened again.
    Open,
    /// Too old: a new one is needed.
    Expired,
}

/// `POST /v1/billing/change-plan` and `/v1/billing/preview-change`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChangePlan {
    #[cfg_attr(feature = "schema", schemars(example = &"team"))]
    pub tier: Plan,
    pub cycle: Cycle,
    /// The moment from the preview, so that what was shown is what is charged. Now, where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
}

/// What a change of plan would cost.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ChangePreview {
    pub tier: Plan,
    pub cycle: Cycle,
    /// Charged at once; negative: credited to later invoices.
    pub due_now: Money,
    pub lines: Vec<PreviewLine>,
    /// What each renewal costs, before tax.
    pub then: Money,
    /// The moment from which the change counts; give it back to `change-plan`.
    pub from: Timestamp,
    /// The plan was cancelled; changing it takes that back.
    pub takes_back_cancellation: bool,
    /// Where the smaller plan has less room than is in use. Nothing is stopped; only new things are refused.
    pub over: Vec<String>,
}

/// One line of the invoice that a change would make.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PreviewLine {
    pub about: String,
    pub amount: Money,
}

/// `POST /v1/billing/cancel`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CancelPlan {
    /// Why, in the person's own words; at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// `POST /v1/billing/portal`: Stripe's own page, for rare actions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PortalLink {
    pub url: String,
}

/// One price, for the pricing page and the plan grid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PriceView {
    pub tier: Plan,
    pub cycle: Cycle,
    pub amount: Money,
    /// It comes from Stripe and can be bought here; otherwise it is the list price.
    pub can_be_bought: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_for_people() {
        let written = |cents, currency: &str| Money::new(cents, currency).to_string();
        assert_eq!(written(1_900, "eur"), "€19");
        assert_eq!(written(-310, "eur"), "−€3.10");
        assert_eq!(written(5, "usd"), "$0.05");
        assert_eq!(written(1_200, "chf"), "12 CHF");
    }
}

//! Stripe, as the domain's payment provider.
//!
//! A thin typed client of its own: the one crate there is (async-stripe 1.0.0-rc.10) cannot unset `cancel_at`, loses the
//! HTTP status of an answer that is not JSON, refuses a whole answer for one missing field, makes a new TLS connection for
//! every call, and its generated types take longer to compile than the rest of the platform. docs/BILLING.md says more.

mod checkout;
mod client;
mod invoices;
mod subscriptions;
mod wire;

pub use client::{API_VERSION, SCRIPT_URL, StripeConfigError, StripePayments};

use async_trait::async_trait;
use domain::billing::payments::{Change, Checkout, Invoice, NewCheckout, NewCustomer, Outcome, Payments, Pdf, Preview, Price, Subscription};

#[async_trait]
impl Payments for StripePayments {
    async fn create_customer(&self, new: &NewCustomer, key: &str) -> Outcome<String> {
        checkout::create_customer(self, new, key).await
    }

    async fn create_checkout(&self, new: &NewCheckout, key: &str) -> Outcome<Checkout> {
        checkout::create(self, new, key).await
    }

    async fn checkout(&self, id: &str) -> Outcome<Checkout> {
        checkout::get(self, id).await
    }

    async fn expire_checkout(&self, id: &str) -> Outcome<Checkout> {
        checkout::expire(self, id).await
    }

    async fn subscriptions(&self, customer: &str) -> Outcome<Vec<Subscription>> {
        subscriptions::list(self, customer).await
    }

    async fn cancel_at_period_end(&self, id: &str, reason: Option<&str>) -> Outcome<Subscription> {
        subscriptions::cancel_at_period_end(self, id, reason).await
    }

    async fn cancel_now(&self, id: &str) -> Outcome<()> {
        subscriptions::cancel_now(self, id).await
    }

    async fn clear_cancellation(&self, id: &str) -> Outcome<Subscription> {
        subscriptions::clear_cancellation(self, id).await
    }

    async fn preview_change(&self, change: &Change) -> Outcome<Preview> {
        subscriptions::preview_change(self, change).await
    }

    async fn change(&self, change: &Change, key: &str) -> Outcome<Subscription> {
        subscriptions::change(self, change, key).await
    }

    async fn invoices(&self, customer: &str, limit: u8) -> Outcome<Vec<Invoice>> {
        invoices::list(self, &[("customer", customer), ("limit", &limit.to_string())]).await
    }

    async fn open_invoices(&self, subscription: &str) -> Outcome<Vec<Invoice>> {
        invoices::list(self, &[("subscription", subscription), ("status", "open"), ("limit", "20")]).await
    }

    async fn invoice(&self, id: &str) -> Outcome<Invoice> {
        invoices::get(self, id).await
    }

    async fn invoice_pdf(&self, invoice: &Invoice) -> Outcome<Pdf> {
        invoices::pdf(self, invoice).await
    }

    async fn portal(&self, customer: &str, return_url: &str, fix_payment: bool) -> Outcome<String> {
        checkout::portal(self, customer, return_url, fix_payment).await
    }

    async fn price(&self, id: &str) -> Outcome<Price> {
        checkout::price(self, id).await
    }
}

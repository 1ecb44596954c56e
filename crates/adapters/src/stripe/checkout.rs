//! Customers, checkout sessions, the portal and prices.

use domain::billing::payments::{Checkout, NewCheckout, NewCustomer, Outcome, Price};
use serde::Deserialize;

use super::{
    client::StripePayments,
    wire::{Identified, Session, WirePrice},
};

pub async fn create_customer(stripe: &StripePayments, new: &NewCustomer, key: &str) -> Outcome<String> {
    let form = [("name", new.name.as_str()), ("email", &new.email), ("metadata[org]", &new.org)];
    stripe.post::<Identified>("customers", &form, Some(key)).await.map(|customer| customer.id)
}

/// Embedded in the page, for card and SEPA debit. `payment_method_types` is gone since 2026-09-30.endive:
/// `allowed_payment_method_types` filters what the dashboard has switched on.
pub async fn create(stripe: &StripePayments, new: &NewCheckout, key: &str) -> Outcome<Checkout> {
    let form = [
        ("mode", "subscription"),
        ("ui_mode", "embedded_page"),
        ("return_url", new.return_url.as_str()),
        ("redirect_on_completion", "if_required"),
        ("customer", &new.customer),
        ("client_reference_id", &new.org),
        ("line_items[0][price]", &new.price),
        ("line_items[0][quantity]", "1"),
        ("allowed_payment_method_types[0]", "card"),
        ("allowed_payment_method_types[1]", "sepa_debit"),
        ("automatic_tax[enabled]", "true"),
        ("tax_id_collection[enabled]", "true"),
        ("billing_address_collection", "required"),
        // Tax needs the address and the name on the customer that exists already.
        ("customer_update[address]", "auto"),
        ("customer_update[name]", "auto"),
        ("allow_promotion_codes", "true"),
        ("metadata[org]", &new.org),
        ("subscription_data[metadata][org]", &new.org),
    ];
    stripe.post::<Session>("checkout/sessions", &form, Some(key)).await.map(Into::into)
}

pub async fn get(stripe: &StripePayments, id: &str) -> Outcome<Checkout> {
    stripe.get::<Session>(&format!("checkout/sessions/{id}"), &[]).await.map(Into::into)
}

pub async fn expire(stripe: &StripePayments, id: &str) -> Outcome<Checkout> {
    stripe.post::<Session>(&format!("checkout/sessions/{id}/expire"), &[], None).await.map(Into::into)
}

#[derive(Deserialize)]
struct Portal {
    url: String,
}

pub async fn portal(stripe: &StripePayments, customer: &str, return_url: &str, fix_payment: bool) -> Outcome<String> {
    let mut form = vec![("customer", customer), ("return_url", return_url)];
    if fix_payment {
        form.push(("flow_data[type]", "payment_method_update"));
    }
    stripe.post::<Portal>("billing_portal/sessions", &form, None).await.map(|portal| portal.url)
}

pub async fn price(stripe: &StripePayments, id: &str) -> Outcome<Price> {
    stripe.get::<WirePrice>(&format!("prices/{id}"), &[]).await?.read()
}

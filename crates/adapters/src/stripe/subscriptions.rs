//! Subscriptions: looking at them, cancelling, changing.

use domain::billing::payments::{Change, Outcome, Preview, Subscription};

use super::{
    client::StripePayments,
    wire::{self, Identified, Invoice, List},
};

pub async fn list(stripe: &StripePayments, customer: &str) -> Outcome<Vec<Subscription>> {
    let query =
        [("customer", customer), ("status", "all"), ("limit", "20"), ("expand[0]", "data.latest_invoice"), ("expand[1]", "data.default_payment_method")];
    stripe.get::<List<wire::Subscription>>("subscriptions", &query).await?.data.into_iter().map(wire::Subscription::read).collect()
}

pub async fn cancel_at_period_end(stripe: &StripePayments, id: &str, reason: Option<&str>) -> Outcome<Subscription> {
    let mut form = vec![("cancel_at_period_end", "true")];
    if let Some(reason) = reason {
        form.push(("cancellation_details[comment]", reason));
    }
    update(stripe, id, &form, None).await?.read()
}

pub async fn cancel_now(stripe: &StripePayments, id: &str) -> Outcome<()> {
    stripe.delete::<Identified>(&format!("subscriptions/{id}")).await.map(drop)
}

/// A cancellation made here is a flag, one made in the portal is a date; Stripe takes one of the two in a request.
pub async fn clear_cancellation(stripe: &StripePayments, id: &str) -> Outcome<Subscription> {
    let mut found: wire::Subscription = stripe.get(&format!("subscriptions/{id}"), &[]).await?;
    if found.cancel_at_period_end {
        found = update(stripe, id, &[("cancel_at_period_end", "false")], None).await?;
    }
    if found.cancel_at.is_some() {
        found = update(stripe, id, &[("cancel_at", "")], None).await?;
    }
    found.read()
}

pub async fn preview_change(stripe: &StripePayments, change: &Change) -> Outcome<Preview> {
    let from = seconds(change);
    let form = [
        ("subscription", change.subscription.as_str()),
        ("subscription_details[items][0][id]", &change.item),
        ("subscription_details[items][0][price]", &change.price),
        ("subscription_details[proration_behavior]", "always_invoice"),
        ("subscription_details[proration_date]", &from),
    ];
    stripe.post::<Invoice>("invoices/create_preview", &form, None).await.map(Into::into)
}

/// Without the item's id Stripe would add a second item.
pub async fn change(stripe: &StripePayments, change: &Change, key: &str) -> Outcome<Subscription> {
    let from = seconds(change);
    let form = [
        ("items[0][id]", change.item.as_str()),
        ("items[0][price]", &change.price),
        ("proration_behavior", "always_invoice"),
        ("proration_date", &from),
        ("payment_behavior", "pending_if_incomplete"),
    ];
    update(stripe, &change.subscription, &form, Some(key)).await?.read()
}

async fn update(stripe: &StripePayments, id: &str, form: &[(&str, &str)], key: Option<&str>) -> Outcome<wire::Subscription> {
    stripe.post(&format!("subscriptions/{id}"), form, key).await
}

fn seconds(change: &Change) -> String {
    (change.from.millis() / 1_000).to_string()
}

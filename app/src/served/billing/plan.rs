//! The current plan: what it costs, until when, how it is paid, and how to end it.

use contract::{
    dto::{BillingStatus, PriceView, SubscriptionState},
    plan::{Cycle, Plan},
};
use leptos::prelude::*;

use crate::ui::{Area, Badge, Time, Tone};

/// `over` says where the Free plan has less room than is in use.
pub fn section(status: &BillingStatus, prices: &[PriceView], over: &[String]) -> AnyView {
    let (label, tone) = state(status);
    let paid = status.cycle.and_then(|cycle| price(prices, status.plan, cycle).map(|price| format!("{price} a {}, before tax", cycle.unit())));
    let method = status.payment_method.clone().map(|method| {
        let expires = method.expires.map(|expires| format!(", expires {expires}")).unwrap_or_default();
        view! { <div><dt>"Paid with"</dt><dd>{format!("{} ending in {}{expires}", method.label, method.last4)}</dd></div> }
    });
    let ending = match (status.state, status.ends_at) {
        (SubscriptionState::None, _) => ().into_any(),
        (_, Some(_)) => reactivate(),
        (_, None) => cancel(status, over),
    };
    view! {
        <section class="section" aria-labelledby="plan">
            <div class="card">
                <div class="page-head">
                    <h2 id="plan">{format!("{} plan", status.plan.label())}</h2>
                    <Badge label=label tone=tone dot=true />
                </div>
                <dl class="facts">
                    <div><dt>"Price"</dt><dd>{paid.unwrap_or_else(|| "Nothing is charged".to_owned())}</dd></div>
                    {dates(status)}
                    {method}
                </dl>
                {ending}
            </div>
        </section>
    }
    .into_any()
}

fn state(status: &BillingStatus) -> (&'static str, Tone) {
    match status.state {
        _ if status.suspended => ("Suspended", Tone::Bad),
        SubscriptionState::Active if status.ends_at.is_some() => ("Cancelled", Tone::Warn),
        SubscriptionState::Active if status.waiting_for_payment => ("Waiting for payment", Tone::Warn),
        SubscriptionState::None | SubscriptionState::Active => ("Active", Tone::Good),
        SubscriptionState::Incomplete => ("Payment is being confirmed", Tone::Warn),
        SubscriptionState::PastDue => ("Payment failed", Tone::Bad),
        SubscriptionState::Unpaid => ("Unpaid", Tone::Bad),
    }
}

fn dates(status: &BillingStatus) -> AnyView {
    match (status.ends_at, status.renews_at) {
        (Some(at), _) => {
            view! { <div><dt>"Ends"</dt><dd><Time at=at /><p class="muted">"Then the Free plan begins; servers keep running."</p></dd></div> }.into_any()
        }
        (None, Some(at)) if status.state == SubscriptionState::Active => view! { <div><dt>"Renews"</dt><dd><Time at=at /></dd></div> }.into_any(),
        (None, _) => ().into_any(),
    }
}

/// What a plan costs here, as people read it.
pub fn price(prices: &[PriceView], plan: Plan, cycle: Cycle) -> Option<String> {
    prices.iter().find(|price| (price.tier, price.cycle) == (plan, cycle)).map(|price| price.amount.to_string())
}

fn reactivate() -> AnyView {
    view! {
        <form method="post" action="/forms/billing/reactivate">
            <button type="submit" class="button is-primary">"Keep the plan"</button>
        </form>
    }
    .into_any()
}

fn cancel(status: &BillingStatus, over: &[String]) -> AnyView {
    let (what, button) = match (status.state, status.renews_at) {
        (SubscriptionState::Active, Some(at)) => {
            (format!("The plan goes on until {}, then the Free plan begins. Until then you can take it back.", at.day()), "Cancel the plan")
        }
        _ => ("The plan ends at once, because its period was never paid. The open invoice is dropped with it.".to_owned(), "Cancel now"),
    };
    let over: Vec<_> = over.iter().map(|text| view! { <li>{text.clone()}</li> }.into_any()).collect();
    let over = if over.is_empty() { ().into_any() } else { view! { <ul class="bullets">{over}</ul> }.into_any() };
    view! {
        <details class="more">
            <summary>"Cancel the plan"</summary>
            <form method="post" action="/forms/billing/cancel" class="stack is-short-form">
                <p>{what} " Servers keep running, and nothing is deleted."</p>
                {over}
                <Area name="reason" label="Why are you leaving? (optional)" rows=3 help="At most 500 characters, for the people who run this platform." />
                <button type="submit" class="button is-danger">{button}</button>
            </form>
        </details>
    }
    .into_any()
}

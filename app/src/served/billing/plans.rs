//! Every plan and cycle side by side, and the way to each.

use contract::{
    dto::{BillingStatus, PriceView, SubscriptionState},
    plan::{Cycle, Plan},
};
use leptos::prelude::*;

use super::{address, plan::price};
use crate::ui::{Badge, Tone, grouped};

pub fn section(status: &BillingStatus, prices: &[PriceView]) -> AnyView {
    let cards: Vec<_> = Plan::SOLD.into_iter().map(|plan| card(plan, status, prices)).collect();
    let note = match status.state {
        SubscriptionState::None => "Prices before tax. You pay in Stripe’s form, by card or by direct debit.",
        SubscriptionState::Active => "Prices before tax. What a change costs is shown to the cent before you confirm it.",
        SubscriptionState::Incomplete => "The plan can be changed as soon as the first payment has arrived.",
        SubscriptionState::PastDue | SubscriptionState::Unpaid => "The plan can be changed as soon as the open invoice is paid.",
    };
    view! {
        <section class="section" aria-labelledby="plans">
            <h2 id="plans">"Plans"</h2>
            <p class="muted">{note}</p>
            <ul class="plan-grid">{cards}</ul>
        </section>
    }
    .into_any()
}

fn card(plan: Plan, status: &BillingStatus, prices: &[PriceView]) -> AnyView {
    let limits = plan.limits();
    let number = |limit: Option<u64>| limit.map_or_else(|| "Unlimited".to_owned(), grouped);
    let members = match limits.members {
        Some(1) => "1 member".to_owned(),
        members => format!("{} members", number(members.map(u64::from))),
    };
    let current = plan == status.plan;
    let offers: Vec<_> = Cycle::ALL.into_iter().filter(|_| plan.is_paid()).map(|cycle| offer(plan, cycle, status, prices)).collect();
    view! {
        <li class=if current { "card is-current" } else { "card" }>
            <div class="page-head">
                <h3>{plan.label()}</h3>
                {current.then(|| view! { <Badge label="Your plan" tone=Tone::Accent /> })}
            </div>
            <ul class="plan-limits">
                <li>{format!("{} servers", number(limits.servers.map(u64::from)))}</li>
                <li>{format!("{} calls a month", number(limits.calls))}</li>
                <li>{members}</li>
                <li>{format!("{} days of call log", limits.log_days)}</li>
            </ul>
            {(!plan.is_paid()).then(|| view! { <p class="plan-offer"><span><strong>"€0"</strong> <span class="muted">" for ever"</span></span></p> })}
            {offers}
        </li>
    }
    .into_any()
}

fn offer(plan: Plan, cycle: Cycle, status: &BillingStatus, prices: &[PriceView]) -> AnyView {
    let amount = price(prices, plan, cycle).unwrap_or_default();
    let sold = prices.iter().any(|price| (price.tier, price.cycle) == (plan, cycle) && price.can_be_bought);
    let (verb, subscribed) = match status.state {
        SubscriptionState::None => ("Choose", false),
        _ => ("Switch to", true),
    };
    let open = !subscribed || status.state == SubscriptionState::Active && !status.waiting_for_payment;
    let action = if (plan, Some(cycle)) == (status.plan, status.cycle) {
        view! { <span class="muted">"Paid "{cycle.as_str()}</span> }.into_any()
    } else if sold && open {
        let spoken = format!("{verb} {}, paid {}", plan.label(), cycle.as_str());
        view! { <a class="button is-small" href=address((plan, cycle), subscribed) aria-label=spoken>{if subscribed { "Switch" } else { "Choose" }}</a> }
            .into_any()
    } else {
        ().into_any()
    };
    view! {
        <p class="plan-offer">
            <span><strong>{amount}</strong> <span class="muted">{format!(" a {}", cycle.unit())}</span></span>
            {action}
        </p>
    }
    .into_any()
}

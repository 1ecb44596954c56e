//! `/settings/billing`: everything about the plan on one page. `?tier=…&cycle=…` opens the checkout at once.

use contract::{
    AppError, Permission,
    dto::{BillingStatus, PriceView, SubscriptionState},
    plan::Plan,
};
use leptos::prelude::*;

use super::{PATH, address, checkout, choice, invoices, members, notices, plan, plans};
use crate::{
    served::{
        At, Served,
        settings::{frame, usage},
    },
    ui::{Banner, Icon, Summary, Tone, icon},
};

pub(super) async fn page(at: At) -> domain::Result<Served> {
    let ctx = at.ctx()?;
    if !ctx.may(Permission::ViewBilling) {
        return members::page(ctx).await;
    }
    let (status, prices, over) = futures::join!(domain::billing::status(ctx), domain::billing::prices(&ctx.platform), domain::billing::over(ctx, Plan::Free));
    let (status, over, error) = (status?, over?, at.error_for("billing"));
    let Some(script) = domain::billing::script_url(&ctx.platform) else {
        return Ok(Served::new("Billing", move || frame(PATH, "Settings", self_hosted(&status))));
    };
    let chosen = choice(at.query("tier"), at.query("cycle"));
    if let Some((tier, cycle)) = chosen.filter(|_| status.state != SubscriptionState::None) {
        // A plan that is owed for or not confirmed cannot be changed; the page says why.
        let changeable = status.state == SubscriptionState::Active && (tier, Some(cycle)) != (status.plan, status.cycle);
        return Ok(Served::elsewhere(if changeable { address((tier, cycle), true) } else { PATH.to_owned() }));
    }
    let sold = chosen.filter(|chosen| prices.iter().any(|price| (price.tier, price.cycle) == *chosen && price.can_be_bought));
    let refused = chosen.filter(|_| sold.is_none()).map(|(tier, cycle)| {
        AppError::conflict(format!("The {} plan cannot be bought {} here: the operator has not set its price.", tier.label(), cycle.as_str()))
    });
    let stripe = script.clone();
    let served = Served::new("Billing", move || {
        let dialog = sold.map(|chosen| checkout::dialog(chosen, &prices, &script));
        let sections = sections(&status, &prices, &over, error.or(refused), sold.is_some());
        view! {
            {frame(PATH, "Settings", sections)}
            {dialog}
        }
        .into_any()
    });
    Ok(if sold.is_some() { served.live().with_payments(stripe) } else { served })
}

fn sections(status: &BillingStatus, prices: &[PriceView], over: &[String], error: Option<AppError>, buying: bool) -> AnyView {
    let limits = status.limits;
    let used = [
        ("Servers", status.usage.servers, limits.servers.map(u64::from)),
        ("Calls this month", status.usage.calls, limits.calls),
        ("Members", status.usage.members, limits.members.map(u64::from)),
    ];
    let bars: Vec<_> = used.into_iter().map(|(label, used, limit)| usage::bar(label, used, limit)).collect();
    view! {
        {error.map(|error| view! { <Summary error=error /> })}
        {buying.then(checkout::without_script)}
        {notices::all(status)}
        {plan::section(status, prices, over)}
        <section class="section" aria-labelledby="usage">
            <h2 id="usage">"In use"</h2>
            <ul class="usage">{bars}</ul>
            <p class="muted">{format!("Calls are counted anew on {}.", status.usage.resets_at.day())}</p>
        </section>
        {plans::section(status, prices)}
        {invoices::section(status)}
        {(status.state != SubscriptionState::None || !status.invoices.is_empty()).then(portal)}
    }
    .into_any()
}

/// The way out for rare actions.
fn portal() -> AnyView {
    view! {
        <section class="section" aria-labelledby="portal">
            <h2 id="portal">"Everything else"</h2>
            <p class="muted">"Card, bank account, billing address, tax ids and older invoices are on Stripe’s own pages, which lead back here."</p>
            <form method="post" action="/forms/billing/portal">
                <button type="submit" class="button">"Open Stripe’s pages" {icon(Icon::External)}</button>
            </form>
        </section>
    }
    .into_any()
}

fn self_hosted(status: &BillingStatus) -> AnyView {
    view! {
        <section class="section" aria-labelledby="plan">
            <h2 id="plan">{status.plan.label()}</h2>
            <Banner tone=Tone::Good>
                <p>"Billing is off on this platform: nothing is charged, and every limit is open."</p>
            </Banner>
            <p class="muted">
                "Whoever runs it can sell plans with Stripe: " <a href="/docs/self-hosting#selling-plans-with-stripe">"how to set it up"</a> "."
            </p>
        </section>
    }
    .into_any()
}

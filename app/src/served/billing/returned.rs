//! `/settings/billing/return?session_id=…`: the checkout is verified, and the page waits for Stripe's confirmation.

use contract::dto::CheckoutState;
use leptos::prelude::*;

use super::PATH;
use crate::{
    served::{At, Served},
    ssr::encode,
};

/// So long the webhook is waited for; then Stripe is asked.
const PATIENCE_MILLIS: i64 = 4_000;

pub async fn page(at: At) -> domain::Result<Served> {
    let ctx = at.ctx()?;
    let Some(session) = at.query("session_id") else { return Ok(Served::elsewhere(PATH)) };
    let now = ctx.now().millis();
    // The moment of the first look stands in the address, so that a page without script knows it, too.
    let Some(since) = at.query("since").and_then(|text| text.parse::<i64>().ok()) else {
        return Ok(Served::elsewhere(format!("/settings/billing/return?session_id={}&since={now}", encode(session))));
    };
    let impatient = now.saturating_sub(since) >= PATIENCE_MILLIS;
    let state = domain::billing::checkout_return(ctx, session, impatient).await?;
    if state == CheckoutState::Done && !ctx.org.plan.is_paid() && at.query("again").is_none() {
        // The plan has changed since this request began: the next one shows it everywhere.
        return Ok(Served::elsewhere(format!("{}&again=1", at.here)));
    }
    let plan = domain::billing::status(ctx).await?.plan.label();
    let waits = state == CheckoutState::Confirming && !impatient;
    let served = Served::new("Checkout", move || {
        view! {
            <section class="page is-narrow">
                <div class="card is-raised">{show(state, plan, waits)}</div>
            </section>
        }
        .into_any()
    });
    Ok(if waits { served.head(|| view! { <noscript><meta http-equiv="refresh" content="2" /></noscript> }.into_any()) } else { served })
}

fn show(state: CheckoutState, plan: &'static str, waits: bool) -> AnyView {
    match state {
        CheckoutState::Done => view! {
            <h1>{format!("You are on the {plan} plan")}</h1>
            <p>"It counts from now on. The invoice comes by mail and stands under Billing."</p>
            <p class="row"><a class="button is-primary" href="/servers">"Go to your servers"</a> <a class="button" href=PATH>"Billing"</a></p>
        }
        .into_any(),
        CheckoutState::Confirming if waits => view! {
            <h1>"One moment"</h1>
            <ol class="plain-list" role="status" data-follow=""><li>"Stripe is confirming the payment. This page goes on by itself."</li></ol>
        }
        .into_any(),
        CheckoutState::Confirming => view! {
            <h1>"The payment is on its way"</h1>
            <p>"The bank has not confirmed it yet; a debit from a bank account takes a few days. The plan changes by itself when it arrives, and a mail tells you."</p>
            <p class="row"><a class="button is-primary" href=PATH>"Billing"</a></p>
        }
        .into_any(),
        CheckoutState::Open => view! {
            <h1>"The checkout is not finished"</h1>
            <p>"Nothing was charged. You can go on where you stopped."</p>
            <p class="row"><a class="button is-primary" href=PATH>"Choose a plan again"</a></p>
        }
        .into_any(),
        CheckoutState::Expired => view! {
            <h1>"This checkout is too old"</h1>
            <p>"Nothing was charged. Choose the plan once more."</p>
            <p class="row"><a class="button is-primary" href=PATH>"Choose a plan again"</a></p>
        }
        .into_any(),
    }
}

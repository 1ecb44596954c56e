//! The dialog in which Stripe's checkout is shown. `crate::browser::checkout` brings it to life.

use contract::{
    dto::PriceView,
    plan::{Cycle, Plan},
};
use leptos::prelude::*;

use super::{PATH, plan::price};
use crate::ui::{Banner, Icon, Tone, icon};

/// `script`: where Stripe.js lies.
pub fn dialog((plan, cycle): (Plan, Cycle), prices: &[PriceView], script: &str) -> AnyView {
    let amount = price(prices, plan, cycle).unwrap_or_default();
    let title = format!("{} plan, {amount} a {}", plan.label(), cycle.unit());
    view! {
        <dialog class="dialog is-checkout" data-checkout=script.to_owned() data-back=PATH aria-labelledby="checkout-title">
            <div class="dialog-head">
                <h2 id="checkout-title">{title}</h2>
                <form method="dialog">
                    <button type="submit" class="icon-button" aria-label="Close">{icon(Icon::Cross)}</button>
                </form>
            </div>
            <div class="dialog-body">
                <form method="post" action="/forms/billing/checkout" hidden=true>
                    <input type="hidden" name="tier" value=plan.as_str() />
                    <input type="hidden" name="cycle" value=cycle.as_str() />
                </form>
                <p class="checkout-waiting" role="status" data-checkout-waiting="">"Opening the checkout…"</p>
                <div data-checkout-place=""></div>
                <div class="checkout-problem" data-checkout-problem="" hidden=true>
                    <p role="alert"></p>
                    <button type="button" class="button is-primary">"Try again"</button>
                </div>
            </div>
        </dialog>
    }
    .into_any()
}

/// What who has no script reads in the dialog's place.
pub fn without_script() -> AnyView {
    view! {
        <noscript>
            <Banner tone=Tone::Warn>
                <p>"The checkout is Stripe’s and needs JavaScript. Switch it on for this page and load it again; everything else here works without."</p>
            </Banner>
        </noscript>
    }
    .into_any()
}

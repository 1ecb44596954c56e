//! What has to be known or done before anything else.

use contract::dto::{BillingStatus, PastDue, SubscriptionState};
use leptos::prelude::*;

use crate::ui::{Banner, Icon, Tone, icon};

/// The banners, the most urgent one first.
pub fn all(status: &BillingStatus) -> AnyView {
    let open = status.invoices.iter().find(|invoice| invoice.status == "open").and_then(|invoice| invoice.hosted_url.clone());
    let incomplete = status.state == SubscriptionState::Incomplete;
    view! {
        {status.past_due.as_ref().map(|due| past_due(due, status.suspended))}
        {status.waiting_for_payment.then(|| waiting(
            "A change of plan waits for its payment. Until that is confirmed, the plan stays as it was.",
            open.clone(),
        ))}
        {incomplete.then(|| waiting(
            "The first payment is being confirmed. A debit from a bank account takes up to 14 days; a card may ask for a confirmation. The plan begins by itself.",
            open,
        ))}
        {status.notice.clone().map(|notice| view! { <Banner tone=Tone::Warn><p>{notice}</p></Banner> })}
        {status.demo.then(|| view! { <Banner><p>"This is a demo: payments go to a stand-in for Stripe, and nothing is charged."</p></Banner> })}
    }
    .into_any()
}

fn past_due(due: &PastDue, suspended: bool) -> AnyView {
    let what = match (suspended, due.attempts) {
        (true, _) => "The payment failed three times, so nothing new can be made until the open invoice is paid. Servers keep running.".to_owned(),
        (false, 1) => "The last payment failed. After the third attempt nothing new can be made; servers keep running.".to_owned(),
        (false, attempts) => format!("The last payment failed {attempts} times. After the third attempt nothing new can be made; servers keep running."),
    };
    let next = due.next_attempt_at.map(|at| view! { <p>{format!("Stripe tries again on {}. You can pay before that.", at.day())}</p> });
    let pay = due.pay_url.clone().map(|url| pay(url, "Pay the open invoice", "button is-primary"));
    view! {
        <Banner tone=Tone::Bad>
            <p><strong>{what}</strong></p>
            {next}
            <div class="row">
                {pay}
                <form method="post" action="/forms/billing/portal">
                    <input type="hidden" name="fix_payment" value="1" />
                    <button type="submit" class="button">"Change the payment method" {icon(Icon::External)}</button>
                </form>
            </div>
        </Banner>
    }
    .into_any()
}

fn waiting(what: &'static str, open: Option<String>) -> AnyView {
    let pay = open.map(|url| view! { <div class="row">{pay(url, "Confirm or pay it", "button")}</div> });
    view! {
        <Banner tone=Tone::Warn>
            <p>{what}</p>
            {pay}
        </Banner>
    }
    .into_any()
}

/// A link to Stripe's page of an invoice.
fn pay(url: String, label: &'static str, class: &'static str) -> AnyView {
    view! {
        <a class=class href=url target="_blank" rel="external noopener">
            {label} {icon(Icon::External)} <span class="visually-hidden">" (Stripe’s page, in a new window)"</span>
        </a>
    }
    .into_any()
}

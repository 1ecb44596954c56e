//! The newest invoices.

use contract::dto::{BillingStatus, InvoiceView};
use leptos::prelude::*;

use crate::ui::{Badge, Icon, Tone, icon};

pub fn section(status: &BillingStatus) -> AnyView {
    let body = if status.invoices.is_empty() {
        let text = if status.notice.is_some() {
            "They are shown again as soon as Stripe answers."
        } else {
            "There are none yet. The first one comes with the first payment."
        };
        view! { <p class="muted">{text}</p> }.into_any()
    } else {
        let rows: Vec<_> = status.invoices.iter().cloned().map(row).collect();
        view! {
            <p class="muted">"The last five, with tax."</p>
            <div class="table-scroll" tabindex="0" role="region" aria-label="Table of invoices">
                <table class="table">
                    <thead><tr><th scope="col">"Invoice"</th><th scope="col" class="is-number">"Total"</th><th scope="col"><span class="visually-hidden">"Documents"</span></th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any()
    };
    view! {
        <section class="section" aria-labelledby="invoices">
            <h2 id="invoices">"Invoices"</h2>
            {body}
        </section>
    }
    .into_any()
}

fn row(invoice: InvoiceView) -> AnyView {
    let number = invoice.number.clone().unwrap_or_else(|| "Not numbered yet".to_owned());
    let (label, tone) = state(&invoice.status);
    let pdf = invoice.has_pdf.then(|| {
        let (href, spoken) = (format!("/v1/billing/invoices/{}/pdf", invoice.id), format!("Invoice {number} as PDF"));
        view! { <a class="button is-small" href=href download="" rel="external" aria-label=spoken>{icon(Icon::Document)} "PDF"</a> }
    });
    let hosted = invoice.hosted_url.clone().map(|url| {
        let spoken = format!("Invoice {number} on Stripe’s page, opens a new window");
        view! { <a class="button is-small" href=url target="_blank" rel="external noopener" aria-label=spoken>"Stripe" {icon(Icon::External)}</a> }
    });
    view! {
        <tr>
            <th scope="row">
                <div class="row">
                    <span class="row-title">{invoice.about}</span>
                    <Badge label=label tone=tone dot=true />
                </div>
                <span class="member-email">{number} ", " {invoice.at.day()}</span>
            </th>
            <td class="is-number">{invoice.total.to_string()}</td>
            <td><div class="row is-tight is-end">{pdf} {hosted}</div></td>
        </tr>
    }
    .into_any()
}

fn state(status: &str) -> (&'static str, Tone) {
    match status {
        "paid" => ("Paid", Tone::Good),
        "open" => ("Open", Tone::Warn),
        "void" => ("Void", Tone::Neutral),
        "uncollectible" => ("Not collected", Tone::Bad),
        _ => ("Draft", Tone::Neutral),
    }
}

//! `/settings/billing/change?tier=…&cycle=…`: what a change costs, to the cent, before it is confirmed.

use contract::{
    AppError,
    dto::{ChangePlan, ChangePreview, Money},
};
use leptos::prelude::*;

use super::{PATH, choice};
use crate::{
    served::{At, Served},
    ui::{Banner, Icon, Tone, icon},
};

pub async fn page(at: At) -> domain::Result<Served> {
    let ctx = at.ctx()?;
    let Some((tier, cycle)) = choice(at.query("tier"), at.query("cycle")) else { return Ok(Served::elsewhere(PATH)) };
    let preview = domain::billing::preview_change(ctx, ChangePlan { tier, cycle, from: None }).await;
    let preview = match preview {
        Ok(preview) => Ok(preview),
        Err(error) => Err(error.into_shown(at.visit.meta.id)),
    };
    let status = preview.as_ref().err().map_or(200, AppError::status);
    let mut served = Served::new(format!("Switch to {}", tier.label()), move || {
        let body = match preview {
            Ok(preview) => show(preview),
            Err(error) => view! { <Banner tone=Tone::Bad><p>{error.detail}</p></Banner> }.into_any(),
        };
        view! {
            <section class="page is-narrow">
                <a class="back" href=PATH>{icon(Icon::ArrowLeft)} "Billing"</a>
                <h1>{format!("Switch to {}, paid {}", tier.label(), cycle.as_str())}</h1>
                {body}
            </section>
        }
        .into_any()
    });
    served.status = status;
    Ok(served)
}

fn show(preview: ChangePreview) -> AnyView {
    let credit = preview.due_now.cents < 0;
    let due = if credit { "Credited to later invoices" } else { "Charged now" };
    let amount = Money::new(preview.due_now.cents.abs(), preview.due_now.currency.clone());
    let lines: Vec<_> = preview
        .lines
        .iter()
        .map(|line| view! { <tr><td>{line.about.clone()}</td><td class="is-number">{line.amount.to_string()}</td></tr> }.into_any())
        .collect();
    let over: Vec<_> = preview.over.iter().map(|text| view! { <li>{text.clone()}</li> }.into_any()).collect();
    let confirm = if preview.due_now.cents <= 0 { "Confirm the change".to_owned() } else { format!("Confirm and pay {amount}") };
    view! {
        {preview.takes_back_cancellation.then(|| view! { <Banner><p>"The plan was cancelled. Changing it takes that back."</p></Banner> })}
        {(!over.is_empty()).then(|| view! { <Banner tone=Tone::Warn><p>"The new plan has less room than is in use:"</p><ul class="bullets">{over}</ul></Banner> })}
        <div class="table-scroll">
            <table class="table">
                <thead><tr><th scope="col">"What"</th><th scope="col" class="is-number">"Amount"</th></tr></thead>
                <tbody>{lines}</tbody>
                <tfoot><tr><th scope="row">{due}</th><td class="is-number"><strong data-due="">{amount.to_string()}</strong></td></tr></tfoot>
            </table>
        </div>
        <p class="muted">{format!("The amounts above include tax. Later invoices: {} a {}, plus tax.", preview.then, preview.cycle.unit())}</p>
        <form method="post" action="/forms/billing/change" class="row">
            <input type="hidden" name="tier" value=preview.tier.as_str() />
            <input type="hidden" name="cycle" value=preview.cycle.as_str() />
            <input type="hidden" name="from" value=preview.from.micros().to_string() />
            <button type="submit" class="button is-primary">{confirm}</button>
            <a class="button" href=PATH>"Leave it as it is"</a>
        </form>
        <p class="muted">"This amount holds for half an hour; after that it is worked out anew."</p>
    }
    .into_any()
}

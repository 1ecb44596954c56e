//! `/support`: the person's tickets.

use contract::dto::TicketSummary;
use leptos::prelude::*;

use super::thread::state_badge;
use crate::{
    served::{At, Served},
    ssr::encode,
    ui::{Banner, Empty, Icon, Time, Tone, icon},
};

pub async fn page(at: At) -> domain::Result<Served> {
    let ctx = at.ctx()?;
    let tickets = domain::tickets::list(ctx, at.query("cursor")).await?;
    let next = tickets.next.map(|cursor| format!("/support?cursor={}", encode(&cursor)));
    let nobody_reads = ctx.config.admin_emails.is_empty();
    Ok(Served::new("Support", move || {
        let body = if tickets.items.is_empty() { none() } else { table(tickets.items) };
        view! {
            <section class="page">
                <div class="page-head">
                    <div>
                        <h1>"Support"</h1>
                        <p class="muted">"What you write is read by the people who run this platform. They answer here, and a mail tells you."</p>
                    </div>
                    <a class="button is-primary" href="/support/new">{icon(Icon::Plus)} "New ticket"</a>
                </div>
                {nobody_reads.then(|| view! { <Banner tone=Tone::Warn>"Nobody has been named yet who reads tickets on this platform. Whoever runs it sets BMM_ADMIN_EMAILS and restarts it; tickets written until then are kept."</Banner> })}
                {body}
                {next.map(|href| view! { <p class="row"><a class="button" href=href>"Older tickets"</a></p> })}
            </section>
        }
        .into_any()
    }))
}

fn none() -> AnyView {
    view! {
        <Empty sign=Icon::Mail title="No tickets yet">
            <p>"Something does not work, or your address has to change? Write to us."</p>
            <p class="row is-centred"><a class="button is-primary" href="/support/new">{icon(Icon::Plus)} "Write a ticket"</a></p>
        </Empty>
    }
    .into_any()
}

fn table(tickets: Vec<TicketSummary>) -> AnyView {
    let rows: Vec<_> = tickets
        .into_iter()
        .map(|ticket| {
            view! {
                <tr>
                    <td><a class="row-link" href=format!("/support/{}", ticket.id)><span class="row-title" dir="auto">{ticket.subject}</span></a></td>
                    <td>{state_badge(ticket.state, "Waiting for you")}</td>
                    <td class="is-end is-wide-only"><Time at=ticket.updated_at short=true /></td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="table-scroll" role="region" aria-label="Your tickets" tabindex="0">
            <table class="table is-list">
                <thead><tr><th scope="col">"Subject"</th><th scope="col">"State"</th><th scope="col" class="is-end is-wide-only">"Last change"</th></tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

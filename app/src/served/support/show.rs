//! `/support/{id}`: one ticket.

use contract::{TicketId, dto::TicketState};
use leptos::prelude::*;

use super::thread::{state_badge, thread};
use crate::{
    served::{At, Served},
    ui::{Area, Icon, Summary, icon},
};

pub async fn page(at: At) -> domain::Result<Served> {
    let ticket = domain::tickets::get(at.ctx()?, at.param::<TicketId>("id", "ticket")?).await?;
    let refused = at.error_for("ticket");
    Ok(Served::new(ticket.summary.subject.clone(), move || {
        let summary = ticket.summary;
        let solved = summary.state == TicketState::Solved;
        view! {
            <section class="page is-narrow">
                <a class="back" href="/support">{icon(Icon::ArrowLeft)} "Support"</a>
                <div class="page-head">
                    <div>
                        <h1 dir="auto">{summary.subject}</h1>
                        <p class="row">{state_badge(summary.state, "Waiting for you")} <code class="muted">{summary.id.to_string()}</code></p>
                    </div>
                    <form method="post" action=format!("/forms/tickets/{}/state", summary.id)>
                        <input type="hidden" name="state" value=if solved { "reopened" } else { "solved" } />
                        <button type="submit" class="button">{if solved { "Reopen" } else { "Mark as solved" }}</button>
                    </form>
                </div>
                {refused.map(|error| view! { <Summary error=error /> })}
                {thread(ticket.messages, "You")}
                {reply_form(&format!("/forms/tickets/{}/reply", summary.id), String::new(), solved)}
            </section>
        }
        .into_any()
    }))
}

/// The form of a reply.
pub fn reply_form(action: &str, text: String, solved: bool) -> AnyView {
    let help = if solved { "Writing again reopens the ticket." } else { "Plain text, at most 10,000 characters. Files cannot be sent yet." };
    view! {
        <form method="post" action=action.to_owned() class="card">
            <Area name="text" label="Your reply" value=text rows=6 help=help />
            <p class="row"><button type="submit" class="button is-primary">"Send"</button></p>
        </form>
    }
    .into_any()
}

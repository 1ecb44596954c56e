//! `/support/new`: a new ticket. `?subject=` and `?text=` fill the form in.

use leptos::prelude::*;

use crate::{
    served::{At, Served},
    ui::{Area, Icon, Input, icon},
};

pub async fn page(at: At) -> domain::Result<Served> {
    let prefill = |field: &str, longest: usize| at.query(field).unwrap_or_default().chars().take(longest).collect::<String>();
    let (subject, text) = (prefill("subject", 120), prefill("text", 10_000));
    Ok(Served::new("New ticket", move || {
        view! {
            <section class="page is-narrow">
                <a class="back" href="/support">{icon(Icon::ArrowLeft)} "Support"</a>
                <h1>"New ticket"</h1>
                {form(subject, text)}
            </section>
        }
        .into_any()
    }))
}

/// The form of a new ticket.
pub fn form(subject: String, text: String) -> AnyView {
    view! {
        <form method="post" action="/forms/tickets/create" class="card">
            <Input name="subject" label="Subject" value=subject help="What it is about, in a few words." required=true />
            <Area
                name="text"
                label="Message"
                value=text
                rows=9
                help="Plain text, at most 10,000 characters. Files cannot be sent yet. Never send passwords or keys."
            />
            <p class="row"><button type="submit" class="button is-primary">"Send"</button></p>
        </form>
    }
    .into_any()
}

//! What was written in a ticket, as its person and the team see it.

use contract::dto::{TicketMessage, TicketState};
use leptos::prelude::*;

use crate::ui::{Badge, Time, Tone};

/// The state as a badge; `waiting` says for whom it waits.
pub fn state_badge(state: TicketState, waiting: &'static str) -> AnyView {
    let (label, tone) = match state {
        TicketState::Open => ("Open", Tone::Accent),
        TicketState::Waiting => (waiting, Tone::Warn),
        TicketState::Solved => ("Solved", Tone::Good),
        TicketState::Reopened => ("Reopened", Tone::Accent),
    };
    view! { <Badge label=label tone=tone dot=true /> }.into_any()
}

/// The messages, oldest first. `person` is the name above what the person wrote.
pub fn thread(messages: Vec<TicketMessage>, person: &str) -> AnyView {
    let messages: Vec<_> = messages
        .into_iter()
        .map(|message| {
            let (class, who) = if message.from_team { ("card message is-team", "Support team") } else { ("card message", person) };
            view! {
                <li class=class>
                    <p class="message-head"><strong dir="auto">{who.to_owned()}</strong> <Time at=message.at /></p>
                    <p class="message-text" dir="auto">{message.text}</p>
                </li>
            }
            .into_any()
        })
        .collect();
    view! { <ol class="messages">{messages}</ol> }.into_any()
}

//! The person's organisations: open another one, make a new one.

use contract::{AppError, dto::OrgChoice};
use leptos::prelude::*;

use crate::ui::{Badge, Icon, Input, Summary, Tone, icon};

/// The list, and the form for a new one.
pub fn section(choices: Vec<OrgChoice>, typed: String, error: Option<AppError>) -> AnyView {
    let rows: Vec<_> = choices.into_iter().map(row).collect();
    let wrong = error.as_ref().and_then(|error| error.for_field("name").map(str::to_owned));
    let summary = error.filter(|error| error.errors.is_empty());
    view! {
        <section class="section" aria-labelledby="organisations">
            <h2 id="organisations">"Your organisations"</h2>
            <ul class="choices">{rows}</ul>
            {summary.map(|error| view! { <Summary error=error /> })}
            <form method="post" action="/forms/orgs/create" class="stack is-short-form">
                <Input name="name" label="New organisation" help="It has servers, members, keys and a plan of its own." value=typed error=wrong placeholder="Research team" />
                <button type="submit" class="button">{icon(Icon::Plus)} "Create organisation"</button>
            </form>
        </section>
    }
    .into_any()
}

fn row(choice: OrgChoice) -> AnyView {
    let name = choice.name.to_string();
    let action = if choice.current {
        view! { <Badge label="Current" tone=Tone::Good dot=true /> }.into_any()
    } else {
        view! {
            <form method="post" action="/forms/orgs/switch">
                <input type="hidden" name="to" value=choice.id.to_string() />
                <input type="hidden" name="next" value="/settings" />
                <button type="submit" class="button is-small">"Switch" <span class="visually-hidden">" " {name.clone()}</span></button>
            </form>
        }
        .into_any()
    };
    view! {
        <li>
            <span>
                <strong dir="auto">{name}</strong>
                <span class="muted">" " <code>{choice.handle.to_string()}</code> " · " {choice.role.label()}</span>
            </span>
            {action}
        </li>
    }
    .into_any()
}

//! Incidents, and the forms with which admins write them.

use app::{
    ssr::Visit,
    ui::{Area, Badge, Input, Tone},
};
use contract::dto::{IncidentState, IncidentView};
use leptos::prelude::*;

pub fn list(incidents: &[IncidentView], visit: &Visit) -> AnyView {
    let writes = visit.ctx.as_ref().is_some_and(|ctx| domain::admin::enter(ctx).is_ok());
    let shown: Vec<_> = incidents.iter().map(|incident| one(incident, writes)).collect();
    let none = shown.is_empty().then(|| view! { <p class="muted">"Nothing has been reported."</p> });
    view! {
        <section class="section" aria-labelledby="incidents">
            <h2 id="incidents">"Incidents"</h2>
            {none}
            <div class="incidents">{shown}</div>
            {writes.then(new)}
        </section>
    }
    .into_any()
}

fn one(incident: &IncidentView, writes: bool) -> AnyView {
    let (label, tone) = if incident.ended_at.is_some() { ("Resolved", Tone::Good) } else { ("Goes on", Tone::Bad) };
    let notes: Vec<_> = incident
        .notes
        .iter()
        .rev()
        .map(|note| {
            view! {
                <li>
                    <p><strong>{note.state.label()}</strong> <span class="muted">{note.at.for_people()}</span></p>
                    <p>{note.text.clone()}</p>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <article class="incident">
            <div class="row"><h3>{incident.title.clone()}</h3><Badge label=label tone=tone dot=true /></div>
            <p class="muted">{incident.started_at.for_people()} {incident.ended_at.map(|end| format!(" to {}", end.for_people()))}</p>
            <ol>{notes}</ol>
            {writes.then(|| answer(incident))}
        </article>
    }
    .into_any()
}

fn answer(incident: &IncidentView) -> AnyView {
    let options: Vec<_> = IncidentState::ALL.into_iter().map(|state| view! { <option value=state.as_str()>{state.label()}</option> }.into_any()).collect();
    let state = format!("state-{}", incident.id);
    view! {
        <details class="more">
            <summary>"Write an update"</summary>
            <form method="post" action=format!("/forms/status/incidents/{}", incident.id) class="stack">
                <div class="field">
                    <label class="field-label" for=state.clone()>"What it has come to"</label>
                    <select class="input" id=state name="state">{options}</select>
                </div>
                <Area name="text" label="What visitors should know" rows=3 />
                <button type="submit" class="button is-primary">"Publish"</button>
            </form>
        </details>
    }
    .into_any()
}

fn new() -> AnyView {
    view! {
        <details class="more">
            <summary>"Report an incident"</summary>
            <form method="post" action="/forms/status/incidents" class="stack">
                <Input name="title" label="What is wrong, in a few words" required=true />
                <Area name="text" label="What visitors should know" rows=3 />
                <button type="submit" class="button is-primary">"Publish"</button>
            </form>
        </details>
    }
    .into_any()
}

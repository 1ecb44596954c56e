//! One event.

use contract::dto::AuditEventView;
use leptos::prelude::*;

use crate::{
    ssr::encode,
    ui::{Badge, Time, Tone},
};

pub fn row(event: AuditEventView) -> AnyView {
    let details = serde_json::to_string_pretty(&event.metadata).unwrap_or_default();
    let actor = actor(&event);
    let (about, about_below) = (about(&event), about(&event));
    let (label, tone) = (event.action.clone(), tone(&event.action));
    let action = format!("/audit?action={}", encode(&event.action));
    view! {
        <tr>
            <td class="audit-at"><Time at=event.at short=true /></td>
            <td>
                <a href=action class="audit-action"><Badge label=label tone=tone dot=true /></a>
                <span class="audit-about is-narrow-only">{about_below}</span>
            </td>
            <td>{actor}</td>
            <td class="is-wide-only">{about}</td>
            <td class="is-wide-only"><code>{event.ip.unwrap_or_else(|| "–".to_owned())}</code></td>
            <td>
                <details class="audit-details">
                    <summary>{format!("Event {}", event.seq)}</summary>
                    <pre class="code-text is-wrapped" tabindex="0"><code>{details}</code></pre>
                    {event.user_agent.filter(|agent| !agent.is_empty()).map(|agent| view! { <p class="muted">{agent}</p> })}
                    <p class="muted audit-hash">"SHA-256 " <code>{event.hash}</code></p>
                </details>
            </td>
        </tr>
    }
    .into_any()
}

fn actor(event: &AuditEventView) -> AnyView {
    if event.actor_kind == "system" {
        return view! { <span class="muted">"The platform"</span> }.into_any();
    }
    if event.actor_id.is_empty() {
        return view! { <span class="muted">"Somebody who was not signed in"</span> }.into_any();
    }
    let href = format!("/audit?actor={}", encode(&event.actor_id));
    let name = match (&event.actor_name, event.erased) {
        (Some(name), _) => name.clone(),
        (None, true) => "Deleted account".to_owned(),
        (None, false) => event.actor_id.clone(),
    };
    let with_key = event.actor_kind == "key";
    view! {
        <a href=href dir="auto">{name}</a>
        {with_key.then(|| view! { <span class="muted">" with a key"</span> })}
        {event.actor_email.clone().map(|email| view! { <span class="audit-email muted">{email}</span> })}
    }
    .into_any()
}

/// A link to the page of what it is about where that still exists, and to its other events.
fn about(event: &AuditEventView) -> AnyView {
    if event.resource.is_empty() {
        return view! { <span class="muted">"–"</span> }.into_any();
    }
    let name = ["slug", "name", "hint"].iter().find_map(|field| event.metadata[field].as_str()).map_or_else(|| shortened(&event.resource), str::to_owned);
    let events = format!("/audit?resource={}", encode(&event.resource));
    match event.resource_path.clone() {
        Some(page) => view! { <a href=page>{name}</a> " " <a href=events class="muted">"events"</a> }.into_any(),
        None => view! { <a href=events>{name}</a> }.into_any(),
    }
}

/// `inv_01J8…f526r`: an id that fits into a column; its link knows the whole of it.
fn shortened(id: &str) -> String {
    let (chars, ends) = (id.chars().count(), (8, 5));
    if chars <= ends.0 + ends.1 + 1 {
        return id.to_owned();
    }
    let start: String = id.chars().take(ends.0).collect();
    let end: String = id.chars().skip(chars - ends.1).collect();
    format!("{start}…{end}")
}

fn tone(action: &str) -> Tone {
    match action.rsplit('.').next().unwrap_or_default() {
        "created" | "published" | "accepted" | "added" | "organization_restored" | "suspension_lifted" => Tone::Good,
        "deleted" | "revoked" | "failed" | "erased" | "removed" | "suspended" | "organization_suspended" | "payment_failed" | "deletion_requested" => Tone::Bad,
        "updated" | "replaced" | "sealed" | "renamed" | "changed" | "role_changed" | "plan_changed" | "email_changed" | "phone_changed" | "key_rotated"
        | "transferred" => Tone::Accent,
        _ => Tone::Neutral,
    }
}

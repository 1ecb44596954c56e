//! Rename, pause, delete.

use contract::dto::ServerStatus;
use leptos::prelude::*;

use super::model::ServerPage;
use crate::{
    flash::Flash,
    session::{flash_for, org_field, use_page},
    ui::{Banner, Icon, Summary, Tone, icon, later, nothing},
};

#[component]
pub fn Settings(server: ServerPage) -> impl IntoView {
    let slug = server.summary.slug.to_string();
    let paused = server.summary.status == ServerStatus::Paused;
    let (rename, pause, delete) = (format!("/forms/servers/{slug}/rename"), format!("/forms/servers/{slug}/pause"), format!("/forms/servers/{slug}/delete"));
    let confirm = slug.clone();
    view! {
        <section class="section" aria-labelledby="rename">
            <h2 id="rename">"Name"</h2>
            <Refused form="settings" />
            <form method="post" action=rename class="inline-form">
                {org_field()}
                <label class="visually-hidden" for="name">"Name"</label>
                <input class="input" id="name" name="name" dir="auto" value=server.summary.name.to_string() autocomplete="off" />
                <button type="submit" class="button">"Save"</button>
            </form>
            <p class="field-help">"The address " <code>{slug.clone()}</code> " stays: clients depend on it."</p>
        </section>
        <section class="section" aria-labelledby="pause">
            <h2 id="pause">{if paused { "Resume" } else { "Pause" }}</h2>
            <p class="muted">
                {if paused { "The server refuses every call. Nothing was lost." } else { "Calls are refused with a sentence that says so. Credentials, keys and the call log stay, and you can resume at any time." }}
            </p>
            <form method="post" action=pause>
                {org_field()}
                <input type="hidden" name="paused" value=if paused { "false" } else { "true" } />
                <button type="submit" class="button">
                    {icon(if paused { Icon::Play } else { Icon::Pause })} {if paused { "Resume the server" } else { "Pause the server" }}
                </button>
            </form>
        </section>
        <section class="section is-danger" aria-labelledby="delete">
            <h2 id="delete">"Delete"</h2>
            <Refused form="delete" />
            <Banner tone=Tone::Bad>
                <p>
                    "Clients that use this server stop working at once. Its credentials, versions and call log are erased, and its address "
                    <code>{slug}</code> " is never given out again. This cannot be undone."
                </p>
            </Banner>
            <form method="post" action=delete class="stack">
                {org_field()}
                <div class="field">
                    <label class="field-label" for="confirm">"Type " <code>{confirm}</code> " to confirm"</label>
                    <input class="input is-mono is-short" id="confirm" name="confirm" autocomplete="off" autocapitalize="none" spellcheck="false" />
                </div>
                <button type="submit" class="button is-danger">{icon(Icon::Trash)} "Delete this server"</button>
            </form>
        </section>
    }
}

/// What was wrong with the last attempt, and what was typed.
#[component]
fn Refused(form: &'static str) -> impl IntoView {
    let page = use_page();
    let show = |flash: Flash| {
        let typed = flash.typed.get("name").cloned().filter(|name| !name.is_empty());
        flash.error.map(|error| {
            view! {
                <Summary error=error />
                {typed.map(|typed| view! { <p class="muted">"You typed: " <span dir="auto">{typed}</span></p> })}
            }
        })
    };
    later(nothing, move || async move { flash_for(page, form).await.and_then(show).into_any() })
}

//! Who may call a server, and with which credentials it calls the upstream.

use leptos::prelude::*;

use super::model::{SecretRow, ServerPage};
use crate::{
    features::keys::panel::Keys,
    session::{org_field, refused},
    ui::{Banner, Icon, Time, Tone, icon},
    wire::Answer,
};

#[component]
pub fn Access(server: ServerPage, keys: Answer) -> impl IntoView {
    let slug = server.summary.slug.to_string();
    let next = format!("/servers/{slug}?tab=access");
    view! {
        <Secrets slug=slug.clone() secrets=server.secrets />
        <Keys next=next keys=keys />
        <Visibility slug=slug public=server.summary.public />
    }
}

#[component]
fn Secrets(slug: String, secrets: Vec<SecretRow>) -> impl IntoView {
    let rows: Vec<_> = secrets.into_iter().map(|secret| view! { <Secret slug=slug.clone() secret=secret /> }.into_any()).collect();
    let body = if rows.is_empty() {
        view! { <p class="quiet-empty">{icon(Icon::Check)} "No credentials needed."</p> }.into_any()
    } else {
        view! { <ul class="secrets">{rows}</ul> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="credentials">
            <h2 id="credentials">"Credentials for the upstream"</h2>
            <p class="muted">"Sealed for your organisation and added to requests on their way out. Neither the tools nor their sandbox ever hold them, and they are never shown again."</p>
            {refused("secret")}
            {body}
        </section>
    }
}

#[component]
fn Secret(slug: String, secret: SecretRow) -> impl IntoView {
    let action = format!("/forms/servers/{slug}/secret");
    let id = format!("secret-{}", secret.name);
    let origins = secret.origins.join(", ");
    let state = match secret.set_at {
        Some(at) => view! { <span class="text-good">{icon(Icon::Lock)} "Entered " <Time at=at short=true /></span> }.into_any(),
        None if secret.entered => view! { <span class="text-good">{icon(Icon::Lock)} "Entered"</span> }.into_any(),
        None => view! { <span class="text-bad">"Missing"</span> }.into_any(),
    };
    view! {
        <li class="secret">
            <div class="secret-head">
                <label class="field-label" for=id.clone()>{secret.label}</label>
                {state}
            </div>
            <form method="post" action=action class="inline-form">
                {org_field()}
                <input type="hidden" name="slot" value=secret.name />
                <input class="input is-mono" id=id name="value" type="password" autocomplete="new-password" placeholder=if secret.entered { "Enter a new value to replace it" } else { "Enter the value" } />
                <button type="submit" class="button">{if secret.entered { "Replace" } else { "Save" }}</button>
            </form>
            <p class="field-help">{secret.help} {(!origins.is_empty()).then(|| format!(" Sent to {origins} only."))}</p>
        </li>
    }
}

#[component]
fn Visibility(slug: String, public: bool) -> impl IntoView {
    let action = format!("/forms/servers/{slug}/visibility");
    let form = if public {
        view! {
            <Banner tone=Tone::Warn>
                <p>"This server is public: anybody who knows its address can call its tools, with your credentials and on your quota."</p>
            </Banner>
            <form method="post" action=action>
                {org_field()}
                <input type="hidden" name="public" value="false" />
                <button type="submit" class="button">{icon(Icon::Lock)} "Ask for a key again"</button>
            </form>
        }
        .into_any()
    } else {
        view! {
            <p class="muted">"Clients need one of your keys. A public server needs none: some clients can only connect to those."</p>
            <details class="more">
                <summary>"Make this server public…"</summary>
                <form method="post" action=action class="stack">
                    {org_field()}
                    <input type="hidden" name="public" value="true" />
                    <Banner tone=Tone::Warn>
                        <p>"Anybody who learns the address can call every tool, with your credentials and on your quota. Do this only for tools that may be seen and used by everybody."</p>
                    </Banner>
                    <label class="check"><input type="checkbox" name="understood" id="understood" /> "I understand that everybody can call it"</label>
                    <button type="submit" class="button is-danger">{icon(Icon::Globe)} "Make it public"</button>
                </form>
            </details>
        }
        .into_any()
    };
    view! {
        <section class="section" aria-labelledby="visibility">
            <h2 id="visibility">"Visibility"</h2>
            {refused("access")}
            {form}
        </section>
    }
}

//! The person's passkeys, and the form that adds one.

use contract::dto::PasskeyView;
use leptos::prelude::*;

use crate::ui::{Icon, Time, icon};

pub(super) fn section(passkeys: Vec<PasskeyView>, possible: bool) -> AnyView {
    let none = passkeys.is_empty();
    let rows: Vec<_> = passkeys.into_iter().map(row).collect();
    view! {
        <section class="section" aria-labelledby="passkeys">
            <h2 id="passkeys">"Passkeys"</h2>
            <p class="muted">"A passkey signs you in with your fingerprint, face or PIN, and confirms quickly what cannot be taken back. The link by mail keeps working."</p>
            {none.then(|| view! { <p>"You have no passkey yet."</p> })}
            {(!none).then(|| view! { <ul class="passkeys">{rows}</ul> })}
            {if possible { add() } else { impossible() }}
        </section>
    }
    .into_any()
}

fn row(passkey: PasskeyView) -> AnyView {
    let id = passkey.id.to_string();
    let (field, remove) = (format!("name-{id}"), format!("Remove the passkey {}", passkey.name));
    view! {
        <li class="card passkey-row">
            <form method="post" action="/forms/passkeys/rename" class="inline-form">
                <input type="hidden" name="passkey" value=id.clone() />
                <label class="visually-hidden" for=field.clone()>"Name of the passkey"</label>
                <input class="input" id=field name="name" value=passkey.name maxlength="80" autocomplete="off" dir="auto" />
                <button type="submit" class="button">"Rename"</button>
            </form>
            <p class="muted">
                "Added " <Time at=passkey.created_at />
                {match passkey.last_used_at {
                    Some(at) => view! { ", last used " <Time at=at /> }.into_any(),
                    None => view! { ", not used yet" }.into_any(),
                }}
            </p>
            <form method="post" action="/forms/passkeys/remove">
                <input type="hidden" name="passkey" value=id />
                <button type="submit" class="button is-small is-danger" aria-label=remove>"Remove"</button>
            </form>
        </li>
    }
    .into_any()
}

fn add() -> AnyView {
    view! {
        <form method="post" action="/forms/passkeys/add" class="stack needs-js" data-passkey="create" data-challenge="/forms/passkeys/challenge/register" data-needs-passkeys="">
            <input type="hidden" name="credential" />
            <div class="inline-form">
                <label class="visually-hidden" for="passkey-name">"Name of the new passkey"</label>
                <input class="input" id="passkey-name" name="name" placeholder="My laptop" maxlength="80" autocomplete="off" dir="auto" />
                <button type="submit" class="button">{icon(Icon::Plus)} "Add a passkey"</button>
            </div>
            <p class="field-error" role="alert" data-passkey-message=""></p>
        </form>
        <noscript><p class="muted">"Adding a passkey needs JavaScript."</p></noscript>
    }
    .into_any()
}

fn impossible() -> AnyView {
    view! { <p class="muted">"Passkeys belong to a name such as mcp.example.com, and this installation is reached at an address in numbers."</p> }.into_any()
}

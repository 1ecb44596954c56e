//! `/login/confirm`: the link in the mail leads here; a button confirms it, because mail scanners open links, too.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{LinkView, api};
use crate::{
    session::refused,
    ui::{loaded, text_waiting},
    wire::fetch_one,
};

#[component]
pub fn ConfirmPage() -> impl IntoView {
    let query = use_query_map();
    let token = Memo::new(move |_| query.with(|query| query.get("token").unwrap_or_default()));
    let link = fetch_one(move || token.get(), api::look_at_link);
    view! {
        <Title text="Confirm sign-in" />
        <section class="page is-form">
            <div class="card is-raised">{loaded(link, text_waiting, move |state: LinkView| show(state, token.get_untracked()))}</div>
        </section>
    }
    .into_any()
}

fn show(state: LinkView, token: String) -> AnyView {
    match state {
        LinkView::Ready => view! { <Ready token=token /> }.into_any(),
        LinkView::OtherBrowser { code } => view! {
            <h1>"Type this code in the other browser"</h1>
            <p>"This link was asked for in another browser or on another device. If that was you, type this code there:"</p>
            <p class="login-code"><code>{code}</code></p>
            <p class="muted">"If it was not you, close this page. Nothing happens without the code."</p>
        }
        .into_any(),
        LinkView::Gone => view! {
            <h1>"This link does not work any more"</h1>
            <p>"It was used already, is older than 15 minutes, or was replaced by a newer one."</p>
            <p class="row"><a class="button is-primary" href="/login">"Mail me a new link"</a></p>
        }
        .into_any(),
    }
}

#[component]
fn Ready(token: String) -> impl IntoView {
    view! {
        <h1>"Sign in to Build My MCP"</h1>
        <p>"One click, and you are in. The link works once."</p>
        {refused("confirm")}
        <form method="post" action="/forms/login/confirm">
            <input type="hidden" name="token" value=token />
            <button type="submit" class="button is-primary is-wide" autofocus=true>"Sign in"</button>
        </form>
    }
}

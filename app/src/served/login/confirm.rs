//! `/login/confirm`: the link in the mail leads here; a button confirms it, because mail scanners open links, too.

use contract::AppError;
use domain::identity::LinkState;
use leptos::prelude::*;

use crate::{
    served::{At, Served},
    ui::Summary,
};

pub(super) async fn confirm(at: At) -> domain::Result<Served> {
    let token = at.query("token").unwrap_or_default().to_owned();
    let state = domain::identity::look_at_link(&at.visit.platform, &token, at.visit.browser.as_deref()).await?;
    let error = at.error_for("confirm");
    Ok(Served::new("Confirm sign-in", move || {
        view! { <section class="page is-form"><div class="card is-raised">{show(state, token, error)}</div></section> }.into_any()
    }))
}

fn show(state: LinkState, token: String, error: Option<AppError>) -> AnyView {
    match state {
        LinkState::Ready => button("Sign in to Build My MCP", "One click, and you are in. The link works once.", "Sign in", token, error),
        LinkState::ReadyToConfirm => {
            button("Confirm that it is you", "One click, and you can go on with what you were about to do. The link works once.", "Confirm", token, error)
        }
        LinkState::OtherBrowser { code } => view! {
            <h1>"Type this code in the other browser"</h1>
            <p>"This link was asked for in another browser or on another device. If that was you, type this code there:"</p>
            <p class="login-code"><code>{code}</code></p>
            <p class="muted">"If it was not you, close this page. Nothing happens without the code."</p>
        }
        .into_any(),
        LinkState::Gone => view! {
            <h1>"This link does not work any more"</h1>
            <p>"It was used already, is older than 15 minutes, or was replaced by a newer one."</p>
            <p class="row"><a class="button is-primary" href="/login">"Mail me a new link"</a></p>
        }
        .into_any(),
    }
}

fn button(heading: &'static str, text: &'static str, label: &'static str, token: String, error: Option<AppError>) -> AnyView {
    view! {
        <h1>{heading}</h1>
        <p>{text}</p>
        {error.map(|error| view! { <Summary error=error /> })}
        <form method="post" action="/forms/login/confirm">
            <input type="hidden" name="token" value=token />
            <button type="submit" class="button is-primary is-wide" autofocus=true>{label}</button>
        </form>
    }
    .into_any()
}

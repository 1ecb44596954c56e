//! Loading, error and full look the same everywhere.

use contract::ErrorCode;
use leptos::prelude::*;
use serde::de::DeserializeOwned;

use super::{Icon, effect, icon, later, nothing};
use crate::{Failure, wire::Answer};

/// Shows a resource: `waiting` until it is there, `full` with its value, a [`problem`] when it failed.
pub fn loaded<T>(of: Answer, waiting: fn() -> AnyView, full: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static) -> AnyView
where
    T: DeserializeOwned + Send + 'static,
{
    later(waiting, move || {
        let full = full.clone();
        async move {
            match of.await.and_then(|answer| answer.open()) {
                Ok(value) => full(value),
                Err(failure) => problem(failure),
            }
        }
    })
}

/// Like [`loaded`], for a part of a page that says by itself when the whole thing was not found.
pub fn part<T>(of: Answer, waiting: fn() -> AnyView, full: impl Fn(T) -> AnyView + Clone + Send + Sync + 'static) -> AnyView
where
    T: DeserializeOwned + Send + 'static,
{
    later(waiting, move || {
        let full = full.clone();
        async move {
            match of.await.and_then(|answer| answer.open()) {
                Ok(value) => full(value),
                Err(failure) if failure.0.code == ErrorCode::NotFound => nothing(),
                Err(failure) => problem(failure),
            }
        }
    })
}

/// What happened, what to do, and the reference under which the cause stands in the log.
pub fn problem(failure: Failure) -> AnyView {
    if failure.is_signed_out() {
        let here = crate::session::here();
        let path = format!("/login?next={}", encode_query(&here.get_untracked()));
        // The sign-in page is no live page. On the server the visitor is on the way there already.
        effect(move || crate::browser::go(&path));
        return nothing();
    }
    let (title, again) = match failure.0.code {
        _ if failure.is_stale() => ("A new version is available", "Reload"),
        ErrorCode::NotFound => ("Not found", ""),
        code => (code.title(), "Try again"),
    };
    let reference = failure.0.reference.clone().filter(|_| !failure.is_stale());
    view! {
        <div class="problem" role="alert">
            <span class="problem-sign">{icon(Icon::Alert)}</span>
            {if failure.0.code == ErrorCode::NotFound { view! { <h1>{title}</h1> }.into_any() } else { view! { <h2>{title}</h2> }.into_any() }}
            <p>{failure.0.detail}</p>
            {reference.map(|reference| view! { <p class="muted">"Reference " <code>{reference}</code></p> })}
            <p class="row">
                {(!again.is_empty()).then(|| view! { <a class="button is-primary" href="" rel="external">{again}</a> })}
                <a class=if again.is_empty() { "button is-primary" } else { "button" } href="/servers">"Go to your servers"</a>
            </p>
        </div>
    }
    .into_any()
}

/// Percent-encodes what would end a query value.
pub fn encode_query(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

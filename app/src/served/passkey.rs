//! The parts of pages that `public/passkey.js` brings to life. Their place is kept until then; without script, or where the browser knows no passkeys, they
//! are not shown.

use leptos::prelude::*;

use crate::ui::{Icon, icon};

/// The script, for the head of a page.
pub fn script(build: &str) -> AnyView {
    view! { <script type="module" src=format!("/passkey.js?v={build}")></script> }.into_any()
}

/// A form that is submitted with a passkey's answer.
pub fn get(action: &'static str, challenge: &'static str, label: &'static str, next: String) -> AnyView {
    view! {
        <form method="post" action=action class="stack passkey needs-js" data-passkey="get" data-challenge=challenge data-needs-passkeys="">
            <input type="hidden" name="next" value=next />
            <input type="hidden" name="credential" />
            <button type="submit" class="button is-wide">{icon(Icon::Key)} {label}</button>
            <p class="field-error" role="alert" data-passkey-message=""></p>
        </form>
    }
    .into_any()
}

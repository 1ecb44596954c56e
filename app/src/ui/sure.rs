//! A second look before something ends: the button opens what goes with it, and the button that does it.

use leptos::prelude::*;

/// `label` opens; `name` is what it is about, for those who cannot see the row; `text` says what goes with it.
pub fn sure(label: &'static str, name: String, text: &'static str, form: AnyView) -> AnyView {
    view! {
        <details class="sure">
            <summary class="button is-small is-danger">{label} <span class="visually-hidden">" " {name}</span></summary>
            <div class="sure-body">
                <p>{text}</p>
                {form}
            </div>
        </details>
    }
    .into_any()
}

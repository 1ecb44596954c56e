//! Empty states: one sentence, one action, one example.

use leptos::prelude::*;

use super::{Icon, icon};

#[component]
pub fn Empty(sign: Icon, #[prop(into)] title: String, children: Children) -> impl IntoView {
    view! {
        <div class="empty">
            <span class="empty-sign">{icon(sign)}</span>
            <h2>{title}</h2>
            {children()}
        </div>
    }
}

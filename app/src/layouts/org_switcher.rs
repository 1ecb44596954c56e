//! The organisation beside the user menu: which one is open, the others, and the way to its settings.

use leptos::prelude::*;

use crate::{
    session::SignedIn,
    ui::{Icon, icon},
};

/// Opening another organisation is a form, so that it works without script.
#[component]
pub fn OrgSwitcher(session: SignedIn) -> impl IntoView {
    let label = format!("Organisation {}", session.org);
    let others: Vec<_> = session
        .others
        .into_iter()
        .map(|(id, name)| view! { <button type="submit" name="to" value=id class="menu-item" dir="auto">{name}</button> }.into_any())
        .collect();
    view! {
        <details class="menu is-org">
            <summary aria-label=label>
                <span class="org" dir="auto">{session.org}</span>
                {icon(Icon::ChevronDown)}
            </summary>
            <div class="menu-body">
                <form method="post" action="/forms/orgs/switch">{others}</form>
                <a class="menu-item" href="/settings">"Settings"</a>
            </div>
        </details>
    }
}

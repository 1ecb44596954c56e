//! The organisation beside the user menu: which one is open, the others, and the way to its settings.

use leptos::prelude::*;

use super::avatar;
use crate::{
    session::SignedIn,
    ui::{Icon, icon},
};

/// Opening another organisation is a form, so that it works without script.
#[component]
pub fn OrgSwitcher(session: SignedIn) -> impl IntoView {
    let label = format!("Organisation {}", session.org);
    let (letter, colour) = avatar(&session.org, &session.handle);
    let others: Vec<_> = session
        .others
        .into_iter()
        .map(|(id, name)| view! { <button type="submit" name="to" value=id class="menu-item" dir="auto">{name}</button> }.into_any())
        .collect();
    view! {
        <details class="menu is-org">
            <summary>
                <span class="visually-hidden">{label}</span>
                <span class=format!("{colour} is-org") aria-hidden="true">{letter}</span>
                <span class="org" dir="auto" aria-hidden="true">{session.org.clone()}</span>
                {icon(Icon::ChevronDown)}
            </summary>
            <div class="menu-body">
                <div class="menu-head">
                    <strong dir="auto">{session.org}</strong>
                    <span class="muted">{session.handle}</span>
                </div>
                {(!others.is_empty()).then(|| view! { <form method="post" action="/forms/orgs/switch">{others}</form> })}
                <a class="menu-item" href="/settings">"Settings"</a>
            </div>
        </details>
    }
}

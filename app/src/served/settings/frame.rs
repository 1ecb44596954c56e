//! The frame of every settings page: heading and tabs.

use leptos::prelude::*;

/// The tabs, in their order. One whose page does not exist is not shown.
const TABS: [(&str, &str); 7] = [
    ("/settings", "Organisation"),
    ("/settings/members", "Members"),
    ("/settings/keys", "API keys"),
    ("/settings/billing", "Billing"),
    ("/settings/profile", "Profile"),
    ("/settings/security", "Sign-in"),
    ("/settings/data", "Your data"),
];

/// Heading, tabs and sections. `current` is the path of the tab that is open.
pub fn frame(current: &str, heading: &'static str, sections: AnyView) -> AnyView {
    let known = crate::served::pages();
    let tabs: Vec<_> = TABS
        .into_iter()
        .filter(|(path, _)| known.iter().any(|page| page.path == *path))
        .map(|(path, label)| view! { <a href=path aria-current=(path == current).then_some("page")>{label}</a> }.into_any())
        .collect();
    view! {
        <section class="page is-settings">
            <div class="page-head">
                <h1>{heading}</h1>
            </div>
            <nav class="tabs" aria-label="Settings">{tabs}</nav>
            {sections}
        </section>
    }
    .into_any()
}

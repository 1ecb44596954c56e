//! Heading and tabs of every page of the administration.

use leptos::prelude::*;

const TABS: [(&str, &str); 6] = [
    ("/admin", "Overview"),
    ("/admin/organisations", "Organisations"),
    ("/admin/users", "Users"),
    ("/admin/tickets", "Tickets"),
    ("/admin/builds", "Builds"),
    ("/admin/events", "Events"),
];

/// The page around `body`; `current` is the path of its tab.
pub fn frame(current: &'static str, body: AnyView) -> AnyView {
    let tabs: Vec<_> =
        TABS.into_iter().map(|(path, label)| view! { <a href=path aria-current=(path == current).then_some("page")>{label}</a> }.into_any()).collect();
    view! {
        <section class="page">
            <h1>"Administration"</h1>
            <nav class="tabs" aria-label="Administration">{tabs}</nav>
            {body}
        </section>
    }
    .into_any()
}

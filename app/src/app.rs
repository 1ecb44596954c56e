//! The application: the routes of every live page, and what surrounds the pages.

use leptos::prelude::*;
use leptos_meta::{Title, provide_meta_context};
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route, Router},
    path,
};

use crate::{
    browser,
    elsewhere::Elsewhere,
    features::{builds, servers, wizard},
    layouts::{Footer, Header, Warning},
    session::Page,
    ui::{Toasts, effect},
};

/// Renders the same on both sides. Pages are rendered once their data is there ([`SsrMode::Async`]), so that they are
/// whole without script and their status line tells the truth.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    Page::provide();
    effect(browser::page::bring_to_life);
    view! {
        <Title formatter=|title: String| if title.is_empty() { "Build My MCP".to_owned() } else { format!("{title} · Build My MCP") } />
        <Router>
            <a class="skip-link" href="#main" rel="external">"Skip to content"</a>
            <Warning />
            <Header />
            <main id="main" tabindex="-1">
                <Toasts />
                <FlatRoutes fallback=Elsewhere>
                    <Route path=path!("/servers/new") view=wizard::page::WizardPage ssr=SsrMode::Async />
                    <Route path=path!("/servers/:slug") view=servers::page::ServerPage ssr=SsrMode::Async />
                    <Route path=path!("/builds/:id") view=builds::page::BuildPage ssr=SsrMode::Async />
                </FlatRoutes>
            </main>
            <Footer />
        </Router>
    }
}

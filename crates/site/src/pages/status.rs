//! `/status`: how the platform is right now, asked from the visitor's browser, and how it has been.

use app::ssr::Visit;
use axum::response::Response;
use leptos::prelude::*;

use crate::{
    frame::{self, Page},
    route::Public,
};

pub const TITLE: &str = "System status";
const ABOUT: &str = "Whether Build My MCP works right now, measured from your browser every ten seconds, and its availability over the last 90 days.";

pub async fn show(public: &Public, visit: &Visit) -> Response {
    let page = Page { path: "/status".to_owned(), title: TITLE.to_owned(), description: ABOUT.to_owned(), structured: Vec::new(), body: frame::html(body()) };
    frame::respond(public, visit, 200, &page)
}

fn body() -> AnyView {
    view! {
        <section class="page is-status">
            <header class="docs-head">
                <h1>{TITLE}</h1>
            </header>
            {probes()}
        </section>
    }
    .into_any()
}

/// Asked by `web/status.js` every ten seconds.
fn probes() -> AnyView {
    let probe = |path: &'static str, what: &'static str| {
        view! {
            <li data-probe=path>
                <span class="badge-dot" aria-hidden="true"></span>
                <strong>{what}</strong>
                <code class="muted">{path}</code>
                <span class="probe-answer" role="status" data-answer="">"Not asked yet"</span>
            </li>
        }
        .into_any()
    };
    view! {
        <section class="section" aria-labelledby="now">
            <h2 id="now">"From your browser, now"</h2>
            <ul class="probes" data-probes="">{[probe("/api/health", "Platform"), probe("/login", "Sign-in")]}</ul>
            <p class="muted">"Both are asked every ten seconds while this page is open."</p>
        </section>
    }
    .into_any()
}

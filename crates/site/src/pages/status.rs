//! `/status`: how the platform is right now, asked from the visitor's browser and by the platform itself, how it has
//! been for 90 days, and what the people who run it wrote about incidents.

mod bars;
mod incidents;

use app::{
    ssr::Visit,
    ui::{Badge, Tone},
};
use axum::response::Response;
use contract::dto::{PartState, PartView, StatusView};
use leptos::prelude::*;

use crate::{
    frame::{self, Page},
    route::Public,
};

pub const TITLE: &str = "System status";
const ABOUT: &str = "Whether Build My MCP works right now, measured from your browser every ten seconds, and its availability over the last 90 days.";

pub async fn show(public: &Public, visit: &Visit) -> Response {
    let (status, body) = match domain::status::view(&visit.platform).await {
        Ok(status) => (200, body(&status, visit)),
        Err(cause) => {
            tracing::error!(%cause, "the status cannot be read");
            (503, unknown())
        }
    };
    let page = Page { path: "/status".to_owned(), title: TITLE.to_owned(), description: ABOUT.to_owned(), structured: Vec::new(), body: frame::html(body) };
    frame::respond(public, visit, status, &page)
}

fn body(status: &StatusView, visit: &Visit) -> AnyView {
    let (class, text) = if status.is_well() { ("status-now", "All systems work") } else { ("status-now is-bad", "Something is wrong") };
    view! {
        <section class="page is-status">
            <header class="docs-head">
                <h1>{TITLE}</h1>
                <p class=class><span class="badge-dot" aria-hidden="true"></span>{text}</p>
            </header>
            {probes()}
            {parts(&status.parts)}
            {bars::days(status)}
            {bars::latency(&status.latency)}
            {incidents::list(&status.incidents, visit)}
        </section>
    }
    .into_any()
}

/// The database is gone, and with it the history. The probes still tell what a visitor can do.
fn unknown() -> AnyView {
    view! {
        <section class="page is-status">
            <header class="docs-head">
                <h1>{TITLE}</h1>
                <p class="status-now is-bad"><span class="badge-dot" aria-hidden="true"></span>"The database does not answer, so the history cannot be shown."</p>
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
                <span class="probe-answer muted" data-answer="">"Not asked yet"</span>
            </li>
        }
        .into_any()
    };
    view! {
        <section class="section" aria-labelledby="now">
            <h2 id="now">"From your browser, now"</h2>
            <ul class="probes" data-probes="">{[probe("/api/health", "Platform"), probe("/login", "Sign-in")].into_iter().collect::<Vec<_>>()}</ul>
            <p class="muted">"Both are asked every ten seconds while this page is open."</p>
        </section>
    }
    .into_any()
}

fn parts(parts: &[PartView]) -> AnyView {
    let rows: Vec<_> = parts
        .iter()
        .map(|part| {
            let (label, tone) = match part.state {
                PartState::Ok => ("Works", Tone::Good),
                PartState::Degraded => ("Limited", Tone::Warn),
                PartState::Down => ("Down", Tone::Bad),
                PartState::Off => ("Off", Tone::Neutral),
                PartState::Unknown => ("Not known", Tone::Neutral),
            };
            let name = match part.name.as_str() {
                "database" => "Database".to_owned(),
                "store" => "Shared store".to_owned(),
                "runtime" => "Sandboxes".to_owned(),
                "mail" => "Mail".to_owned(),
                "stripe" => "Payments".to_owned(),
                other => other.to_owned(),
            };
            view! { <li><strong>{name}</strong><span class="muted">{part.detail.clone()}</span><Badge label=label tone=tone dot=true /></li> }.into_any()
        })
        .collect();
    view! {
        <section class="section" aria-labelledby="parts">
            <h2 id="parts">"Parts, as the platform sees them"</h2>
            <ul class="status-parts">{rows}</ul>
        </section>
    }
    .into_any()
}

//! The HTML document around the application.

use axum::http::{HeaderName, header};
use leptos::{nonce::use_nonce, prelude::*, tachys::html::InertElement};
use leptos_meta::MetaTags;

use super::{Visit, add_header, set_status, visit};
use crate::{App, served::Content, session::Theme};

/// The policy of a page. No inline styles at all, inline scripts by nonce, WebAssembly, and nothing from other sites.
pub fn content_security_policy(nonce: &str) -> String {
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; \
         font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
}

/// The policy of a [`standalone`] page, which has no script.
pub const STANDALONE_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The document, with the policy that belongs to its nonce as a header.
pub fn shell(_options: LeptosOptions) -> impl IntoView {
    let visit = visit().ok();
    let content = served_content();
    set_status(content.status);
    let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
    add_header(header::CONTENT_SECURITY_POLICY, &content_security_policy(&nonce));
    add_header(HeaderName::from_static("referrer-policy"), "same-origin");
    add_header(header::CACHE_CONTROL, "no-store");
    let build = visit.as_ref().map(|visit| visit.build.to_string()).unwrap_or_default();
    let theme = visit.map(|visit| visit.theme).unwrap_or_default();
    let script = bootstrap(&build);
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=pinned(theme) data-build=build.clone()>
            <head>
                {head(&build)}
                <script src=format!("/pkg/site.js?v={build}") defer=true></script>
                <script type="module" nonce=nonce>{script}</script>
                <MetaTags />
                {InertElement::new(content.head)}
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// Loads script and wasm side by side once the page has been painted, so that neither stands in the way of what is read
/// first. A page in the background is never painted: it starts at once.
fn bootstrap(build: &str) -> String {
    format!(
        "const start=()=>{{const wasm=fetch('/pkg/bmm_bg.wasm?v={build}');\
         import('/pkg/bmm.js?v={build}').then(m=>m.default({{module_or_path:wasm}}).then(()=>m.hydrate()))}};\
         document.hidden?start():requestAnimationFrame(()=>setTimeout(start))"
    )
}

/// What a served page brings; nothing for the other pages.
fn served_content() -> Content {
    let parts = use_context::<axum::http::request::Parts>();
    parts.and_then(|parts| parts.extensions.get::<Content>().cloned()).unwrap_or_default()
}

/// The theme that the visitor has pinned, as `data-theme` has it.
pub fn pinned(theme: Theme) -> Option<&'static str> {
    (theme != Theme::System).then(|| theme.as_str())
}

fn head(build: &str) -> impl IntoView {
    view! {
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        {installable()}
        <link rel="stylesheet" href=format!("/pkg/bmm.css?v={build}") />
    }
}

/// Icons, colours and manifest: what an installed app shows.
pub fn installable() -> impl IntoView {
    view! {
        <meta name="color-scheme" content="light dark" />
        <meta name="theme-color" content="#4f46d8" />
        <link rel="icon" href="/favicon.svg" type="image/svg+xml" />
        <link rel="apple-touch-icon" href="/icons/apple-touch-icon.png" />
        <link rel="manifest" href="/manifest.webmanifest" />
    }
}

/// A page by itself, without script: for answers that are shown once and for errors outside the application.
pub fn standalone<V: IntoView>(visit: &Visit, title: &str, body: impl FnOnce() -> V) -> String {
    let owner = Owner::new();
    let html = owner.with(|| {
        view! {
            <html lang="en" data-theme=pinned(visit.theme)>
                <head>
                    {head(&visit.build)}
                    <title inner_html=format!("{title} · Build My MCP").replace('<', "&lt;")></title>
                </head>
                <body>
                    <main id="main" class="alone">{body()}</main>
                </body>
            </html>
        }
        .to_html()
    });
    format!("<!DOCTYPE html>{html}")
}

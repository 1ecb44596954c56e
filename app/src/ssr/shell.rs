//! The HTML document around the application.

use axum::http::{HeaderName, header};
use leptos::{nonce::use_nonce, prelude::*, tachys::html::InertElement};
use leptos_meta::MetaTags;

use super::{Visit, add_header, payments::Payments, set_status, visit};
use crate::{App, served::Content, session::Theme};

/// The policy of a page. No inline styles at all, inline scripts by nonce, WebAssembly on live pages only, and nothing from
/// other sites; the page with a checkout reaches Stripe.
pub fn content_security_policy(nonce: &str, live: bool, payments: Option<&Payments>) -> String {
    let wasm = if live { " 'wasm-unsafe-eval'" } else { "" };
    let Payments { script, frame, connect, img } = payments.cloned().unwrap_or_default();
    let frame = if frame.is_empty() { "'none'" } else { frame.trim_start() };
    format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}'{wasm}{script}; style-src 'self'; img-src 'self' data:{img}; \
         font-src 'self'; connect-src 'self'{connect}; frame-src {frame}; manifest-src 'self'; worker-src 'self'; form-action 'self'; \
         base-uri 'none'; frame-ancestors 'none'"
    )
}

/// The policy of a [`standalone`] page, which has no script.
pub const STANDALONE_POLICY: &str =
    "default-src 'none'; style-src 'self'; img-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The document, with the policy that belongs to its nonce as a header.
pub fn shell(_options: LeptosOptions) -> impl IntoView {
    let visit = visit().ok();
    let content = served_content();
    // A served page is whole as it is: it loads the application only where it says so.
    let live = content.as_ref().is_none_or(|content| content.live);
    let content = content.unwrap_or_default();
    set_status(content.status);
    let nonce = use_nonce().map(|nonce| nonce.to_string()).unwrap_or_default();
    let payments = content.payments.as_deref().map(Payments::of);
    add_header(header::CONTENT_SECURITY_POLICY, &content_security_policy(&nonce, live, payments.as_ref()));
    if let Some(payments) = &payments {
        add_header(HeaderName::from_static("permissions-policy"), &payments.permissions());
        // Banks open windows of their own for the second factor.
        add_header(HeaderName::from_static("cross-origin-opener-policy"), "same-origin-allow-popups");
    }
    add_header(HeaderName::from_static("referrer-policy"), "same-origin");
    add_header(header::CACHE_CONTROL, "no-store");
    let build = visit.as_ref().map(|visit| visit.build.to_string()).unwrap_or_default();
    let theme = visit.map(|visit| visit.theme).unwrap_or_default();
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=pinned(theme) data-build=build.clone() data-live=live.then_some("")>
            <head>
                {head(&build)}
                {whole()}
                <script src=format!("/pkg/site.js?v={build}") defer=true></script>
                <MetaTags />
                {InertElement::new(content.head)}
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// What a served page brings; nothing for live pages.
fn served_content() -> Option<Content> {
    use_context::<axum::http::request::Parts>()?.extensions.get::<Content>().cloned()
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

/// Nothing is painted before the footer is there: a page that arrives in pieces would move while it grows (HTML Standard,
/// link type `expect`).
pub fn whole() -> impl IntoView {
    view! { <link rel="expect" href="#end" blocking="render" /> }
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

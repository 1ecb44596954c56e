//! The document around every public page: head, header, footer. One style sheet, one deferred script, no wasm.

use app::{
    layouts::{ACCOUNT, ADMINISTRATION, FOOTER, Mark, avatar},
    session::Theme,
    ssr::{
        Visit,
        shell::{self, pinned},
    },
    ui::{Icon, icon},
};
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use leptos::prelude::*;
use serde_json::Value;

use crate::{
    content::escape,
    map,
    route::{Public, page_headers},
    seo,
};

/// The policy of a public page: own files only, no inline style, no inline script, no wasm.
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; \
     manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What one page brings along.
pub struct Page {
    /// Its canonical address; empty for pages that search engines leave alone.
    pub path: String,
    pub title: String,
    pub description: String,
    /// What search engines read beside the text (schema.org).
    pub structured: Vec<Value>,
    /// Wider than text: landing and documentation.
    pub body: String,
}

/// The page as an answer.
pub fn respond(public: &Public, visit: &Visit, status: u16, page: &Page) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::OK);
    let mut response = (status, page_headers(), document(public, visit, page)).into_response();
    if visit.ctx.is_some() {
        // The header names a person: nothing keeps it, not even for the back button.
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn document(public: &Public, visit: &Visit, page: &Page) -> String {
    let title = if page.path == "/" { page.title.clone() } else { format!("{} · Build My MCP", page.title) };
    let structured = page.structured.iter().map(seo::structured).collect::<String>();
    let sharing = sharing(public, page, &title);
    let build = &public.build;
    let owner = Owner::new();
    let html = owner.with(|| {
        view! {
            <html lang="en" data-theme=pinned(visit.theme) data-build=build.to_string()>
                <head>
                    <meta charset="utf-8" />
                    <meta name="viewport" content="width=device-width, initial-scale=1" />
                    <title inner_html=escape(&title)></title>
                    <link rel="stylesheet" href=format!("/pkg/bmm.css?v={build}") />
                    <script src=format!("/pkg/site.js?v={build}") defer=true></script>
                    {shell::installable()}
                    {shell::whole()}
                </head>
                <body class="public">
                    <a class="skip-link" href="#main">"Skip to content"</a>
                    {head_bar(visit, &page.path)}
                    <main id="main" tabindex="-1" inner_html=page.body.clone()></main>
                    <footer class="footer" inner_html=FOOTER></footer>
                </body>
            </html>
        }
        .to_html()
    });
    // Data for machines; nothing in it is executed.
    let html = html.replacen("</head>", &format!("{sharing}{structured}</head>"), 1);
    format!("<!DOCTYPE html>{html}")
}

/// What link previews and search engines read, with the canonical address.
fn sharing(public: &Public, page: &Page, title: &str) -> String {
    let Some(place) = map::place(&page.path) else { return "<meta name=\"robots\" content=\"noindex\">".to_owned() };
    let (address, image) = (format!("{}{}", public.url, place.path), format!("{}/og/{}.png?v={}", public.url, place.image, public.build));
    let meta = |kind: &str, name: &str, content: &str| format!("<meta {kind}=\"{name}\" content=\"{}\">", escape(content));
    let properties = [
        ("og:type", "website"),
        ("og:site_name", "Build My MCP"),
        ("og:title", title),
        ("og:description", &page.description),
        ("og:url", &address),
        ("og:image", &image),
        ("og:image:width", "1200"),
        ("og:image:height", "630"),
        ("og:image:alt", title),
    ];
    let properties: String = properties.into_iter().map(|(name, content)| meta("property", name, content)).collect();
    let names = meta("name", "description", &page.description) + &meta("name", "twitter:card", "summary_large_image") + &meta("name", "twitter:image", &image);
    format!("{names}<link rel=\"canonical\" href=\"{}\">{properties}", escape(&address))
}

const LINKS: [(&str, &str); 5] = [("/docs", "Docs"), ("/pricing", "Pricing"), ("/security", "Security"), ("/changelog", "Changelog"), ("/status", "Status")];

fn links(path: &str) -> Vec<AnyView> {
    let current = |to: &str| (path == to || path.starts_with(&format!("{to}/"))).then_some("page");
    LINKS.into_iter().map(|(to, label)| view! { <a href=to aria-current=current(to)>{label}</a> }.into_any()).collect()
}

fn head_bar(visit: &Visit, path: &str) -> AnyView {
    let next = if path.is_empty() { "/" } else { path };
    let theme = visit.theme;
    let account = match &visit.ctx {
        Some(ctx) => view! {
            <a class="button is-small public-servers" href="/servers">"Your servers"</a>
            {user_menu(ctx, theme, next)}
        }
        .into_any(),
        None => view! {
            {theme_form(theme, next)}
            <a class="button is-small" href="/login">"Sign in"</a>
        }
        .into_any(),
    };
    view! {
        <header class="header is-public">
            <div class="header-inner">
                <a class="brand" href="/" aria-label="Build My MCP, start page">
                    <Mark />
                    <span>"Build My MCP"</span>
                </a>
                <nav class="nav public-nav" aria-label="Main">{links(path)}</nav>
                <div class="header-end">
                    {account}
                    <details class="menu public-menu">
                        <summary aria-label="Menu">{icon(Icon::Menu)}</summary>
                        <nav class="menu-body" aria-label="Menu">{links(path)}</nav>
                    </details>
                </div>
            </div>
        </header>
    }
    .into_any()
}

/// The same menu as on every other page, as the server writes it: it opens without script.
fn user_menu(ctx: &domain::Ctx, theme: Theme, next: &str) -> AnyView {
    let email = ctx.person.email.to_string();
    let shown = if ctx.person.name.is_empty() { email.clone() } else { ctx.person.name.clone() };
    let (letter, colour) = avatar(&shown, &email);
    let admin = if domain::admin::enter(ctx).is_ok() { ADMINISTRATION } else { "" };
    let links = ["<a href='/servers'>Servers</a>", ACCOUNT, admin].concat();
    view! {
        <details class="menu">
            <summary aria-label=format!("Your account, {email}")>
                <span class=colour aria-hidden="true">{letter}</span>
                {icon(Icon::ChevronDown)}
            </summary>
            <div class="menu-body">
                <div class="menu-head">
                    <strong dir="auto">{shown}</strong>
                    <span class="muted">{email.clone()}</span>
                    <span class="badge">{ctx.org.plan.label()}</span>
                </div>
                <div class="menu-links" inner_html=links></div>
                {theme_form(theme, next)}
                <form method="post" action="/forms/sign-out">
                    <button type="submit" class="menu-item">"Sign out"</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}

fn theme_form(theme: Theme, next: &str) -> AnyView {
    let buttons: Vec<_> = Theme::ALL
        .into_iter()
        .map(|choice| {
            view! {
                <button type="submit" name="theme" value=choice.as_str() aria-pressed=if choice == theme { "true" } else { "false" }>{choice.label()}</button>
            }
            .into_any()
        })
        .collect();
    view! {
        <form method="post" action="/forms/theme" class="theme" aria-label="Theme">
            <input type="hidden" name="next" value=next.to_owned() />
            {buttons}
        </form>
    }
    .into_any()
}

/// A view as HTML.
pub fn html(view: impl IntoView) -> String {
    view.to_html()
}

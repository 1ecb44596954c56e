//! What stands where the application has no live page: a served page (`served`), or nothing.
//!
//! The server writes a served page's HTML into one element. The browser finds that element, leaves its inside alone, and
//! hydrates what is around it. It never renders one itself: links to served pages are full loads
//! ([`crate::browser::page`]).

use leptos::prelude::*;
use leptos_meta::Title;

use crate::features::errors::NotFound;

/// Marks the element that holds a served page.
pub const SERVED: &str = "served";

/// The HTML of the served page that is being rendered, on the server; in the browser, an empty text that is never used,
/// because hydration keeps what is there. With it, the title.
#[cfg(feature = "ssr")]
fn content() -> Option<(String, String)> {
    let parts = use_context::<axum::http::request::Parts>()?;
    let content = parts.extensions.get::<crate::served::Content>()?;
    Some((content.title.clone(), content.body.clone()))
}

#[cfg(not(feature = "ssr"))]
fn content() -> Option<(String, String)> {
    crate::browser::page::served_title().map(|title| (title, String::new()))
}

/// The page of every address that no live page has.
#[component]
pub fn Elsewhere() -> impl IntoView {
    match content() {
        Some((title, html)) => view! {
            <Title text=title.clone() />
            <div id=SERVED data-title=title inner_html=html></div>
        }
        .into_any(),
        None => view! { <NotFound /> }.into_any(),
    }
}

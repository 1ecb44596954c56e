//! No page stands at this address.

use app::ui::{Empty, Icon};
use leptos::prelude::*;

use crate::frame::{self, Page};

pub fn page() -> Page {
    let body = view! {
        <section class="page is-narrow">
            <h1 class="visually-hidden">"Page not found"</h1>
            <Empty sign=Icon::Search title="This page does not exist">
                <p>"The address may be mistyped, or what stood here has moved."</p>
                <p class="row is-centred">
                    <a class="button is-primary" href="/docs">"Read the documentation"</a>
                    <a class="button" href="/">"Go to the start page"</a>
                </p>
            </Empty>
        </section>
    };
    Page { path: String::new(), title: "Page not found".to_owned(), description: String::new(), structured: Vec::new(), body: frame::html(body) }
}

//! What an installed app shows without a connection.

use app::{
    ssr::Visit,
    ui::{Empty, Icon},
};
use axum::response::Response;
use leptos::prelude::*;

use crate::{
    frame::{self, Page},
    route::Public,
};

pub fn show(public: &Public, visit: &Visit) -> Response {
    let body = view! {
        <section class="page is-narrow">
            <h1 class="visually-hidden">"Offline"</h1>
            <Empty sign=Icon::Globe title="You are offline">
                <p>"This page needs a connection. Your servers keep running without you, and the documentation can be read here meanwhile."</p>
                <p class="row is-centred">
                    <button type="button" class="button is-primary needs-js" data-reload="">"Try again"</button>
                    <a class="button" href="/docs">"Read the documentation"</a>
                </p>
            </Empty>
        </section>
    };
    let page = Page { path: String::new(), title: "Offline".to_owned(), description: String::new(), structured: Vec::new(), body: frame::html(body) };
    frame::respond(public, visit, 200, &page)
}

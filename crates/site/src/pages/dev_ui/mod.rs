//! `/dev/ui`: every component in every state, light beside dark. Shown where the development mailbox is shown, and
//! nowhere else.

mod data;
mod text;
mod words;

use app::ssr::Visit;
use axum::response::Response;
use leptos::prelude::*;

use crate::{
    frame::{self, Page},
    route::Public,
};

type Sample = (&'static str, fn() -> AnyView);

/// What people press and fill in, what they are told, what they look at, and text.
const SAMPLES: [Sample; 20] = [
    ("Buttons", words::buttons),
    ("Badges", words::badges),
    ("Banners", words::banners),
    ("Notices", words::notices),
    ("Fields", words::fields),
    ("A form that was refused", words::refused),
    ("Something went wrong", words::problem),
    ("Empty list", data::empty),
    ("Waiting list", data::waiting),
    ("Figures", data::figures),
    ("Table", data::table),
    ("Usage", data::usage),
    ("Facts", data::facts),
    ("Tabs", data::tabs),
    ("One of several", data::picker),
    ("Tools with findings", data::tools),
    ("Code", text::code),
    ("Notes in text", text::notes),
    ("Cards", text::cards),
    ("Icons", text::icons),
];

pub fn show(public: &Public, visit: &Visit) -> Response {
    let sections: Vec<_> = SAMPLES
        .into_iter()
        .map(|(title, sample)| {
            view! {
                <section class="ui-sample">
                    <h2>{title}</h2>
                    <div class="ui-themes">
                        // Forms, so that radio buttons of one side know nothing of the other's.
                        <form class="ui-theme is-light">{sample()}</form>
                        <form class="ui-theme is-dark" inert=true>{sample()}</form>
                    </div>
                </section>
            }
            .into_any()
        })
        .collect();
    let body = view! {
        <div class="page ui-page">
            <header class="docs-head">
                <h1>"Components"</h1>
                <p class="lead">"Every component in every state, light on the left and dark on the right."</p>
            </header>
            {sections}
        </div>
    };
    // The sample of a refused form would take the focus, as it does on its own page.
    let body = frame::html(body).replace(" autofocus", "");
    let page = Page { path: String::new(), title: "Components".to_owned(), description: String::new(), structured: Vec::new(), body };
    frame::respond(public, visit, 200, &page)
}

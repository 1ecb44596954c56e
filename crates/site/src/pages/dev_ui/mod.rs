//! `/dev/ui`: every component in every state, light beside dark. Shown where the development mailbox is shown, and
//! nowhere else.

mod data;
mod parts;
mod text;
mod words;

use app::ssr::Visit;
use axum::response::Response;
use leptos::prelude::*;

use crate::{
    frame::{self, Page},
    route::Public,
};

/// A title, and what is shown under it. A sample gets the side on which it stands, for ids that occur once.
type Sample = (&'static str, fn(&'static str) -> AnyView);

/// What people press and fill in, what they are told, what they look at, and text.
const SAMPLES: [Sample; 31] = [
    ("Buttons", words::buttons),
    ("Badges", words::badges),
    ("Banners", words::banners),
    ("Notices", parts::toasts),
    ("Warning above every page", parts::warning),
    ("A new version", parts::update),
    ("Fields", words::fields),
    ("Choices", words::choices),
    ("A form that was refused", words::refused),
    ("Something went wrong", words::problem),
    ("Empty list", data::empty),
    ("Waiting list", data::waiting),
    ("Waiting text", parts::waiting_text),
    ("Figures", data::figures),
    ("Table", data::table),
    ("Usage", data::usage),
    ("Facts", data::facts),
    ("Moments", parts::time),
    ("Tabs", data::tabs),
    ("One of several", data::picker),
    ("Tools with findings", data::tools),
    ("A second look", parts::second_look),
    ("Dialog", parts::dialog),
    ("Menu", parts::menu),
    ("Steps", parts::stepper),
    ("Build log", parts::build),
    ("Answer of a tool", parts::answer),
    ("Code", text::code),
    ("Notes in text", text::notes),
    ("Cards", text::cards),
    ("Icons", text::icons),
];

pub fn show(public: &Public, visit: &Visit) -> Response {
    // Some components keep signals, which live as long as their owner.
    let body = Owner::new().with(|| frame::html(body()));
    // The sample of a refused form would take the focus, as it does on its own page; a dialog opens with a click.
    let body = body.replace(" autofocus", "").replace("<dialog ", "<dialog open ");
    let page = Page { path: String::new(), title: "Components".to_owned(), description: String::new(), structured: Vec::new(), body };
    frame::respond(public, visit, 200, &page)
}

fn body() -> AnyView {
    let sections: Vec<_> = SAMPLES
        .into_iter()
        .map(|(title, sample)| {
            view! {
                <section class="ui-sample">
                    <h2>{title}</h2>
                    <div class="ui-themes">
                        // Forms, so that radio buttons of one side know nothing of the other's.
                        <form class="ui-theme is-light">{sample("light")}</form>
                        <form class="ui-theme is-dark">{sample("dark")}</form>
                    </div>
                </section>
            }
            .into_any()
        })
        .collect();
    view! {
        <div class="page ui-page">
            <header class="docs-head">
                <h1>"Components"</h1>
                <p class="lead">"Every component in every state, light on the left and dark on the right."</p>
            </header>
            {sections}
        </div>
    }
    .into_any()
}

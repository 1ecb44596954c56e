//! What stands where no page is.

use leptos::prelude::*;
use leptos_meta::Title;

use crate::ui::{Empty, Icon};

/// No route leads here. The server answers 404 for it.
#[component]
pub fn NotFound() -> impl IntoView {
    view! {
        <Title text="Page not found" />
        <section class="page is-narrow">
            <h1 class="visually-hidden">"Page not found"</h1>
            <Empty sign=Icon::Search title="This page does not exist">
                <p>"The address may be mistyped, or what stood here was deleted."</p>
                <p class="row">
                    <a class="button is-primary" href="/servers">"Go to your servers"</a>
                </p>
            </Empty>
        </section>
    }
    .into_any()
}

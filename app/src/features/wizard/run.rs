//! Step 3: the build runs live, and ends in snippets and a playground.

use contract::dto::{BuildStatus, BuildView};
use leptos::prelude::*;

use super::page::Place;
use crate::{
    features::{
        builds::{self, log::BuildLog},
        servers::{self, install::Install, playground::Playground},
    },
    ui::{CopyText, Icon, icon, live, loaded, rows_waiting, text_waiting},
    wire::fetch_one,
};

#[component]
pub fn RunStep(place: Place) -> impl IntoView {
    let build = fetch_one(move || place.build.clone().unwrap_or_default(), builds::api::get_build);
    loaded(build, text_waiting, |build: BuildView| view! { <Run view=build /> }.into_any())
}

#[component]
fn Run(view: BuildView) -> impl IntoView {
    let slug = StoredValue::new(view.server.to_string());
    let state = RwSignal::new(view);
    let status = Memo::new(move |_| state.with(|build| build.status));
    view! {
        <BuildLog state=state />
        {live(move || match status.get() {
            BuildStatus::Succeeded => view! { <Ready slug=slug.get_value() /> }.into_any(),
            BuildStatus::Failed => view! { <Failed slug=slug.get_value() /> }.into_any(),
            BuildStatus::Queued | BuildStatus::Running => {
                view! { <p class="muted">"This takes a few seconds. You may leave the page; the build goes on without it."</p> }.into_any()
            }
        })}
    }
}

/// The server answers calls.
#[component]
fn Ready(slug: String) -> impl IntoView {
    let server = fetch_one(
        {
            let slug = slug.clone();
            move || slug.clone()
        },
        servers::api::get_server,
    );
    let playing = slug.clone();
    view! {
        <section class="section">
            {loaded(server, rows_waiting, |server: servers::model::ServerPage| view! {
                <div class="live">
                    <span class="live-sign">{icon(Icon::Check)}</span>
                    <div>
                        <h2><span dir="auto">{server.summary.name.to_string()}</span> " is live"</h2>
                        <CopyText text=server.summary.endpoint.clone() what="address" />
                    </div>
                    <a class="button" href=format!("/servers/{}", server.summary.slug)>"Open the server" {icon(Icon::ArrowRight)}</a>
                </div>
            }.into_any())}
        </section>
        <Install slug=slug />
        <section class="section" aria-labelledby="try">
            <h2 id="try">"Try a tool"</h2>
            <Playground slug=playing />
        </section>
    }
}

#[component]
fn Failed(slug: String) -> impl IntoView {
    view! {
        <p class="row">
            <a class="button is-primary" href="/servers/new">"Start again"</a>
            <a class="button" href=format!("/servers/{slug}")>"Open the server"</a>
        </p>
    }
}

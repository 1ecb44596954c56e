//! Step 3: the build runs live, and ends in snippets and a playground.

use contract::dto::{BuildStatus, BuildView};
use leptos::prelude::*;

use super::page::Place;
use crate::{
    features::{
        builds::{self, log::BuildLog},
        servers::{
            self,
            install::Install,
            model::ServerPage,
            playground::{Play, Playground},
        },
    },
    ui::{CopyText, Icon, effect, icon, live, loaded, rows_waiting, text_waiting},
    wire::{Answer, fetch, fetch_one},
};

/// What is shown once the build has succeeded. Asked for at once, outside of everything that waits, so that server and
/// browser number it alike.
#[derive(Clone, Copy)]
struct Outcome {
    server: Answer,
    snippets: Answer,
    play: Play,
}

#[component]
pub fn RunStep(place: Place) -> impl IntoView {
    let build = fetch_one(move || place.build.clone().unwrap_or_default(), builds::api::get_build);
    let slug = StoredValue::new(place.server.unwrap_or_default());
    let asked = RwSignal::new(0);
    // The server is another one once its build has ended.
    let server = fetch(move || [slug.get_value(), asked.get().to_string()], |[slug, _]| servers::api::get_server(slug));
    let snippets = fetch_one(move || slug.get_value(), servers::api::list_snippets);
    let outcome = Outcome { server, snippets, play: Play::new(slug.get_value(), server) };
    loaded(build, text_waiting, move |build: BuildView| {
        view! { <Run view=build outcome=outcome slug=slug.get_value() ended=move || asked.set(1) /> }.into_any()
    })
}

#[component]
fn Run(view: BuildView, outcome: Outcome, slug: String, ended: impl Fn() + Send + Sync + Copy + 'static) -> impl IntoView {
    let was_over = view.status.has_ended();
    let state = RwSignal::new(view);
    let status = Memo::new(move |_| state.with(|build| build.status));
    effect(move || {
        if status.get().has_ended() && !was_over {
            ended();
        }
    });
    view! {
        <BuildLog state=state />
        {live(move || match status.get() {
            BuildStatus::Succeeded => view! { <Ready slug=slug.clone() outcome=outcome /> }.into_any(),
            BuildStatus::Failed => view! { <Failed slug=slug.clone() /> }.into_any(),
            BuildStatus::Queued | BuildStatus::Running => {
                view! { <p class="muted">"This takes a few seconds. You may leave the page; the build goes on without it."</p> }.into_any()
            }
        })}
    }
}

/// The server answers calls.
#[component]
fn Ready(slug: String, outcome: Outcome) -> impl IntoView {
    view! {
        <section class="section">
            {loaded(outcome.server, rows_waiting, |server: ServerPage| view! {
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
        <Install slug=slug snippets=outcome.snippets />
        <section class="section" aria-labelledby="try">
            <h2 id="try">"Try a tool"</h2>
            <Playground play=outcome.play />
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

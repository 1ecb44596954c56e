//! `/builds/{id}`: one build by itself.

use contract::dto::BuildView;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;

use super::{api, log::BuildLog};
use crate::ui::{Icon, Time, icon, loaded, text_waiting};
use crate::wire::fetch_one;

#[component]
pub fn BuildPage() -> impl IntoView {
    let params = use_params_map();
    let build = fetch_one(move || params.with(|params| params.get("id").unwrap_or_default()), api::get_build);
    view! {
        <Title text="Build" />
        <section class="page is-wizard">{loaded(build, text_waiting, |build: BuildView| view! { <Build view=build /> }.into_any())}</section>
    }
    .into_any()
}

#[component]
fn Build(view: BuildView) -> impl IntoView {
    let server = view.server.to_string();
    let back = format!("/servers/{server}?tab=builds");
    let (id, at) = (view.id.to_string(), view.created_at);
    let state = RwSignal::new(view);
    view! {
        <a class="back" href=back>{icon(Icon::ArrowLeft)} {server}</a>
        <div class="page-head">
            <div>
                <h1>"Build"</h1>
                <p class="muted"><code>{id}</code> " started " <Time at=at /></p>
            </div>
        </div>
        <BuildLog state=state />
    }
}

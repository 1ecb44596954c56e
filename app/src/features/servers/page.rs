//! `/servers/{slug}`: a server with its tabs. The tab stands in the address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{access::Access, api, calls::Calls, list::tone, model, overview::Overview, playground::Playground, settings::Settings, tools::Tools};
use crate::{
    features::servers::overview::Builds,
    ui::{Badge, CopyText, Icon, Tone, attribute, icon, live, loaded, text_waiting},
    wire::fetch_one,
};

/// The tabs, in their order.
const TABS: [(&str, &str); 7] = [
    ("overview", "Overview"),
    ("tools", "Tools"),
    ("playground", "Playground"),
    ("calls", "Calls"),
    ("builds", "Builds"),
    ("access", "Access"),
    ("settings", "Settings"),
];

#[component]
pub fn ServerPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let slug = Memo::new(move |_| params.with(|params| params.get("slug").unwrap_or_default()));
    let tab = Memo::new(move |_| {
        let asked = query.with(|query| query.get("tab"));
        TABS.iter().map(|(name, _)| *name).find(|name| Some(*name) == asked.as_deref()).unwrap_or("overview")
    });
    let server = fetch_one(move || slug.get(), api::get_server);
    view! {
        <Title text=move || slug.get() />
        <section class="page">
            {loaded(server, text_waiting, move |server: model::ServerPage| view! { <Server server=server tab=tab /> }.into_any())}
        </section>
    }
    .into_any()
}

#[component]
fn Server(server: model::ServerPage, tab: Memo<&'static str>) -> impl IntoView {
    let summary = server.summary.clone();
    let slug = summary.slug.to_string();
    let base = format!("/servers/{slug}");
    let tabs: Vec<_> = TABS
        .into_iter()
        .map(|(name, label)| {
            let href = if name == "overview" { base.clone() } else { format!("{base}?tab={name}") };
            view! { <a href=href aria-current=attribute(move || (tab.get() == name).then_some("page"))>{label}</a> }.into_any()
        })
        .collect();
    let server = StoredValue::new(server);
    view! {
        <a class="back" href="/servers">{icon(Icon::ArrowLeft)} "Servers"</a>
        <div class="page-head">
            <div>
                <h1 dir="auto">{summary.name.to_string()}</h1>
                <p class="badges">
                    <Badge label=summary.status.label() tone=tone(summary.status) dot=true />
                    {if summary.public {
                        view! { <Badge label="Public" tone=Tone::Warn /> }.into_any()
                    } else {
                        view! { <Badge label="Key required" /> }.into_any()
                    }}
                </p>
            </div>
            <CopyText text=summary.endpoint.clone() what="address" />
        </div>
        <nav class="tabs" aria-label="Server">{tabs}</nav>
        {live(move || {
            let (server, slug) = (server.get_value(), slug.clone());
            match tab.get() {
                "tools" => view! { <Tools server=server /> }.into_any(),
                "playground" => view! { <Playground slug=slug /> }.into_any(),
                "calls" => view! { <Calls slug=slug /> }.into_any(),
                "builds" => view! { <Builds server=server /> }.into_any(),
                "access" => view! { <Access server=server /> }.into_any(),
                "settings" => view! { <Settings server=server /> }.into_any(),
                _ => view! { <Overview server=server /> }.into_any(),
            }
        })}
    }
}

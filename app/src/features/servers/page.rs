//! `/servers/{slug}`: a server with its tabs. The tab stands in the address.

use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    access::Access,
    api,
    calls::Calls,
    model,
    overview::{Builds, Overview},
    playground::{Play, Playground},
    settings::Settings,
    tone,
    tools::{Tools, opened_tool},
};
use crate::{
    features::keys::api::list_keys,
    ui::{Badge, CopyText, Icon, Tone, attribute, icon, live, loaded, part, rows_waiting, text_waiting},
    wire::{Answer, fetch_all, fetch_one},
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
            {loaded(server, text_waiting, move |server: model::ServerPage| view! { <Head server=server tab=tab /> }.into_any())}
            {live(move || body(tab.get(), slug.get(), server))}
        </section>
    }
    .into_any()
}

/// The chosen tab. Its data is asked for here, outside of everything that waits, so that server and browser number it alike.
fn body(tab: &'static str, slug: String, server: Answer) -> AnyView {
    let asked = slug.clone();
    match tab {
        "tools" => {
            let opened = opened_tool(slug);
            part(server, rows_waiting, move |server| view! { <Tools server=server opened=opened /> }.into_any())
        }
        "playground" => view! { <Playground play=Play::new(slug, server) /> }.into_any(),
        "calls" => view! { <Calls slug=slug /> }.into_any(),
        "builds" => part(server, rows_waiting, |server| view! { <Builds server=server /> }.into_any()),
        "access" => {
            let keys = fetch_all(list_keys);
            part(server, rows_waiting, move |server| view! { <Access server=server keys=keys /> }.into_any())
        }
        "settings" => part(server, rows_waiting, |server| view! { <Settings server=server /> }.into_any()),
        _ => {
            let snippets = fetch_one(move || asked.clone(), api::list_snippets);
            part(server, rows_waiting, move |server| view! { <Overview server=server snippets=snippets /> }.into_any())
        }
    }
}

#[component]
fn Head(server: model::ServerPage, tab: Memo<&'static str>) -> impl IntoView {
    let summary = server.summary;
    let base = format!("/servers/{}", summary.slug);
    let tabs: Vec<_> = TABS
        .into_iter()
        .map(|(name, label)| {
            let href = if name == "overview" { base.clone() } else { format!("{base}?tab={name}") };
            view! { <a href=href aria-current=attribute(move || (tab.get() == name).then_some("page"))>{label}</a> }.into_any()
        })
        .collect();
    view! {
        <a class="back" href="/servers">{icon(Icon::ArrowLeft)} "Servers"</a>
        <div class="page-head">
            <div>
                <h1 dir="auto">{summary.name.to_string()}</h1>
                <p class="badges">
                    <Badge label=summary.status.label() tone=tone(summary.status) dot=true />
                    {summary.mock.then(|| view! { <Badge label="Mock mode" tone=Tone::Warn /> })}
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
    }
}

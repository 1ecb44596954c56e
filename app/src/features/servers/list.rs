//! `/servers`: the dashboard.

use contract::{
    DraftId,
    dto::{ServerStatus, ServerSummary, Timestamp},
};
use leptos::{html, prelude::*};
use leptos_meta::Title;

use super::api;
use crate::{
    browser::form,
    features::wizard,
    session::org_field,
    ui::{Badge, Empty, Icon, Time, Tone, count, event, grouped, icon, later, loaded, nothing, rows_waiting},
    wire::fetch_all,
};

/// The colour of a server's status.
pub const fn tone(status: ServerStatus) -> Tone {
    match status {
        ServerStatus::Building => Tone::Busy,
        ServerStatus::Live => Tone::Good,
        ServerStatus::Failed => Tone::Bad,
        ServerStatus::Paused => Tone::Warn,
    }
}

#[component]
pub fn ServersPage() -> impl IntoView {
    let servers = fetch_all(api::list_servers);
    let drafts = fetch_all(wizard::api::list_drafts);
    view! {
        <Title text="Servers" />
        <section class="page">
            <div class="page-head">
                <h1>"Servers"</h1>
                <a class="button is-primary" href="/servers/new">{icon(Icon::Plus)} "New server"</a>
            </div>
            {loaded(servers, rows_waiting, show)}
            {later(nothing, move || async move { show_drafts(drafts.await.and_then(|answer| answer.open()).unwrap_or_default()) })}
        </section>
    }
    .into_any()
}

fn show(servers: Vec<ServerSummary>) -> AnyView {
    if servers.is_empty() {
        return view! {
            <Empty sign=Icon::Server title="No servers yet">
                <p>"Paste an OpenAPI document or a few curl commands, and your AI client can call that API minutes later."</p>
                <p class="row is-centred">
                    <a class="button is-primary" href="/servers/new">{icon(Icon::Plus)} "Build your first server"</a>
                    <a class="button" href="/servers/new?kind=recipe">"Try a ready recipe"</a>
                </p>
            </Empty>
        }
        .into_any();
    }
    let calls: u64 = servers.iter().map(|server| server.calls_this_month).sum();
    let live = servers.iter().filter(|server| server.status == ServerStatus::Live).count();
    let total = servers.len();
    let list = NodeRef::<html::Tbody>::new();
    let rows: Vec<_> = servers.into_iter().map(|server| view! { <Row server=server /> }.into_any()).collect();
    view! {
        <dl class="figures">
            <div><dt>"Servers"</dt><dd>{total}</dd></div>
            <div><dt>"Live"</dt><dd>{live}</dd></div>
            <div><dt>"Calls this month"</dt><dd>{grouped(calls)}</dd></div>
        </dl>
        <div class="search needs-js" hidden=total < 6>
            {icon(Icon::Search)}
            <input
                type="search" class="input" placeholder="Find a server" aria-label="Find a server" data-search=""
                on:input=event(move |typed| { if let Some(list) = list.get_untracked() { form::filter_rows(&list, &event_target_value::<leptos::ev::Event>(&typed), ""); } })
            />
        </div>
        <div class="table-scroll" tabindex="0" role="region" aria-label="Your servers">
            <table class="table is-list">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Status"</th>
                        <th scope="col" class="is-number">"Tools"</th>
                        <th scope="col" class="is-number">"Calls this month"</th>
                        <th scope="col" class="is-wide-only">"Changed"</th>
                    </tr>
                </thead>
                <tbody node_ref=list>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Row(server: ServerSummary) -> impl IntoView {
    let href = format!("/servers/{}", server.slug);
    view! {
        <tr>
            <th scope="row">
                <a class="row-link" href=href>
                    <span class="row-title" dir="auto">{server.name.to_string()}</span>
                    <span class="row-sub">{server.slug.to_string()}</span>
                </a>
            </th>
            <td>
                <span class="badges">
                    <Badge label=server.status.label() tone=tone(server.status) dot=true />
                    {server.public.then(|| view! { <Badge label="Public" tone=Tone::Warn /> })}
                </span>
            </td>
            <td class="is-number">{grouped(u64::from(server.tools))}</td>
            <td class="is-number">{grouped(server.calls_this_month)}</td>
            <td class="is-wide-only muted"><Time at=server.updated_at short=true /></td>
        </tr>
    }
}

fn show_drafts(drafts: Vec<(DraftId, String, Timestamp)>) -> AnyView {
    if drafts.is_empty() {
        return nothing();
    }
    let total = drafts.len() as u64;
    let rows: Vec<_> = drafts
        .into_iter()
        .map(|(id, name, at)| {
            view! {
                <li>
                    <a href=format!("/servers/new?draft={id}")>
                        {icon(Icon::Document)}
                        <span dir="auto">{name}</span>
                    </a>
                    <span class="muted"><Time at=at short=true /></span>
                    <form method="post" action="/forms/drafts/delete">
                        {org_field()}
                        <input type="hidden" name="draft" value=id.to_string() />
                        <button type="submit" class="icon-button" aria-label="Delete this draft">{icon(Icon::Trash)}</button>
                    </form>
                </li>
            }
            .into_any()
        })
        .collect();
    view! {
        <section class="drafts" aria-labelledby="drafts">
            <h2 id="drafts">{count(total, "unfinished draft", "unfinished drafts")}</h2>
            <ul>{rows}</ul>
        </section>
    }
    .into_any()
}

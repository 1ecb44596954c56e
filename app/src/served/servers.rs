//! `/servers`: the dashboard.

use std::collections::HashMap;

use contract::{
    DraftId, ServerId,
    dto::{ServerStatus, ServerSummary, Timestamp, Trouble},
};
use domain::usage::{DAYS, Days};
use leptos::prelude::*;

use super::{At, Served};
use crate::{
    features::servers::tone,
    ui::{Badge, Empty, Icon, Time, Tone, count, grouped, icon, sparkline, sure},
};

pub async fn page(at: At) -> domain::Result<Served> {
    let ctx = at.ctx()?;
    let (servers, drafts) = (domain::servers::list(ctx).await?, domain::drafts::list(ctx).await?);
    let days = domain::usage::by_day(ctx).await?;
    let blocked = domain::billing::trouble(ctx).await?.filter(|trouble| trouble.blocks);
    Ok(Served::new("Servers", move || {
        // An empty list asks for the first server by itself.
        let add =
            (!servers.is_empty() && blocked.is_none()).then(|| view! { <a class="button is-primary" href="/servers/new">{icon(Icon::Plus)} "New server"</a> });
        view! {
            <section class="page">
                <div class="page-head">
                    <h1>"Servers"</h1>
                    {add}
                </div>
                {if servers.is_empty() { none(blocked) } else { table(servers, &days) }}
                {(!drafts.is_empty()).then(|| unfinished(drafts))}
            </section>
        }
        .into_any()
    }))
}

/// Nothing yet: the way to a first server, or to what has to be settled before.
fn none(blocked: Option<Trouble>) -> AnyView {
    if let Some(trouble) = blocked {
        return view! {
            <Empty sign=Icon::Server title="No servers yet">
                <p>"Servers can be built as soon as this is settled."</p>
                <p class="row is-centred"><a class="button is-primary" href=trouble.path>{trouble.action}</a></p>
            </Empty>
        }
        .into_any();
    }
    view! {
        <Empty sign=Icon::Server title="No servers yet">
            <p>"Paste an OpenAPI document or a few curl commands, and your AI client can call that API minutes later."</p>
            <p class="row is-centred">
                <a class="button is-primary" href="/servers/new">{icon(Icon::Plus)} "Build your first server"</a>
                <a class="button" href="/servers/new?kind=recipe">"Try a ready recipe"</a>
            </p>
        </Empty>
    }
    .into_any()
}

fn table(servers: Vec<ServerSummary>, days: &HashMap<ServerId, Days>) -> AnyView {
    let calls: u64 = servers.iter().map(|server| server.calls_this_month).sum();
    let live = servers.iter().filter(|server| server.status == ServerStatus::Live).count();
    let total = servers.len();
    let rows: Vec<_> = servers.into_iter().map(|server| row(days.get(&server.id).copied().unwrap_or_default(), server)).collect();
    view! {
        <dl class="figures">
            <div><dt>"Servers"</dt><dd>{total}</dd></div>
            <div><dt>"Live"</dt><dd>{live}</dd></div>
            <div><dt>"Calls this month"</dt><dd>{grouped(calls)}</dd></div>
        </dl>
        <div class="search needs-js" hidden=total < 6>
            {icon(Icon::Search)}
            <input type="search" class="input" placeholder="Find a server" aria-label="Find a server" data-search="" data-filter="servers" />
        </div>
        <div class="table-scroll" tabindex="0" role="region" aria-label="Your servers">
            <table class="table is-list">
                <thead>
                    <tr>
                        <th scope="col">"Name"</th>
                        <th scope="col">"Status"</th>
                        <th scope="col" class="is-number is-wide-only">"Tools"</th>
                        <th scope="col" class="is-number is-wide-only">"Calls this month"</th>
                        <th scope="col" class="is-wide-only">{format!("Last {DAYS} days")}</th>
                        <th scope="col" class="is-wide-only">"Changed"</th>
                    </tr>
                </thead>
                <tbody id="servers">{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(days: Days, server: ServerSummary) -> AnyView {
    let href = format!("/servers/{}", server.slug);
    let said = format!("{} in the last {DAYS} days", count(days.iter().sum(), "call", "calls"));
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
            <td class="is-number is-wide-only">{grouped(u64::from(server.tools))}</td>
            <td class="is-number is-wide-only">{grouped(server.calls_this_month)}</td>
            <td class="is-wide-only">{sparkline(&days, said)}</td>
            <td class="is-wide-only muted"><Time at=server.updated_at short=true /></td>
        </tr>
    }
    .into_any()
}

fn unfinished(drafts: Vec<(DraftId, String, Timestamp)>) -> AnyView {
    let total = drafts.len() as u64;
    let rows: Vec<_> = drafts
        .into_iter()
        .map(|(id, name, at)| {
            view! {
                <li>
                    <a href=format!("/servers/new?draft={id}")>
                        {icon(Icon::Document)}
                        <span dir="auto">{name.clone()}</span>
                    </a>
                    <span class="muted"><Time at=at short=true /></span>
                    {sure("Delete", name, "The draft and what the model wrote for it are removed.", view! {
                        <form method="post" action="/forms/drafts/delete">
                            <input type="hidden" name="draft" value=id.to_string() />
                            <button type="submit" class="button is-small is-danger">"Delete the draft"</button>
                        </form>
                    }.into_any())}
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

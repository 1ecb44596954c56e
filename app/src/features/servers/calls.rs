//! The call log, with request and answer.

use contract::dto::{CallView, Page};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::api;
use crate::ui::{Badge, Code, Empty, Icon, Time, Tone, duration, icon, loaded, rows_waiting};
use crate::wire::fetch;

#[component]
pub fn Calls(slug: String) -> impl IntoView {
    let query = use_query_map();
    let cursor = Memo::new(move |_| query.with(|query| query.get("cursor").unwrap_or_default()));
    let base = slug.clone();
    let calls = fetch(move || [slug.clone(), cursor.get()], |[slug, cursor]| api::list_calls(slug, Some(cursor).filter(|cursor| !cursor.is_empty())));
    view! { <section class="section" aria-label="Calls">{loaded(calls, rows_waiting, move |calls: Page<CallView>| show(calls, &base))}</section> }
}

fn show(calls: Page<CallView>, slug: &str) -> AnyView {
    if calls.items.is_empty() {
        let playground = format!("/servers/{slug}?tab=playground");
        return view! {
            <Empty sign=Icon::Terminal title="No calls yet">
                <p>"Every call shows up here with its request and its answer."</p>
                <p class="row is-centred"><a class="button is-primary" href=playground>{icon(Icon::Play)} "Call a tool now"</a></p>
            </Empty>
        }
        .into_any();
    }
    let rows: Vec<_> = calls.items.into_iter().map(|call| view! { <Row call=call /> }.into_any()).collect();
    let older = calls.next.map(|next| format!("/servers/{slug}?tab=calls&cursor={}", crate::ui::loaded::encode_query(&next)));
    view! {
        <ol class="calls">{rows}</ol>
        {older.map(|href| view! { <p class="row"><a class="button" href=href>"Older calls"</a></p> })}
    }
    .into_any()
}

#[component]
fn Row(call: CallView) -> impl IntoView {
    let via = match call.via.as_str() {
        "playground" => "Playground",
        _ => "MCP",
    };
    view! {
        <li>
            <details class="call">
                <summary>
                    <Badge label=if call.is_error { "Error" } else { "OK" } tone=if call.is_error { Tone::Bad } else { Tone::Good } dot=true />
                    <code class="call-tool">{call.tool}</code>
                    <span class="call-via muted">{via}</span>
                    <span class="call-time">{duration(call.duration_ms)}</span>
                    <span class="call-at muted"><Time at=call.at short=true /></span>
                </summary>
                <div class="call-body">
                    <Code text=call.request label="Request" wrap=true />
                    <Code text=call.response label="Answer" wrap=true />
                </div>
            </details>
        </li>
    }
}

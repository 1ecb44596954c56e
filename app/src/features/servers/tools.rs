//! The tools of a server, as clients see them. Schemas are loaded when somebody opens one.

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::{
    api,
    model::{Mark, ServerPage, ToolDetail, ToolLine},
};
use crate::{
    ui::{Badge, Code, Icon, Tone, count, icon, nothing, part},
    wire::{Answer, Packed, fetch},
};

/// The colour of what a tool does.
pub const fn tone(mark: Mark) -> Tone {
    match mark {
        Mark::Read => Tone::Good,
        Mark::Write => Tone::Accent,
        Mark::Destructive => Tone::Bad,
    }
}

#[component]
pub fn Tools(server: ServerPage, opened: Answer) -> impl IntoView {
    let slug = server.summary.slug.to_string();
    let (on, off): (Vec<_>, Vec<_>) = server.tools.into_iter().partition(|tool| tool.enabled);
    let hidden = off.len() as u64;
    let rows: Vec<_> = on.into_iter().map(|tool| view! { <Row slug=slug.clone() tool=tool /> }.into_any()).collect();
    let many = rows.len() >= 8;
    let talk = format!("/servers/{slug}/refine");
    view! {
        <section class="section" aria-label="Tools">
            {part(opened, nothing, |tool: Option<ToolDetail>| tool.map(|tool| view! { <Detail tool=tool /> }).into_any())}
            <div class="search needs-js" hidden=!many>
                {icon(Icon::Search)}
                <input type="search" class="input" placeholder="Find a tool" aria-label="Find a tool" data-search="" data-filter="tool-rows" />
            </div>
            <ul class="tool-list" id="tool-rows">{rows}</ul>
            <p class="row"><a class="button" href=talk>"Change by talking"</a></p>
            {(hidden > 0).then(|| view! { <p class="muted">{count(hidden, "tool is", "tools are")} " switched off. Clients do not see them."</p> })}
        </section>
    }
}

#[component]
fn Row(slug: String, tool: ToolLine) -> impl IntoView {
    let href = format!("/servers/{slug}?tab=tools&tool={}", tool.name);
    view! {
        <li class="tool">
            <div class="tool-head">
                <a href=href class="tool-name">{tool.name.clone()}</a>
                <Badge label=tool.mark.label() tone=tone(tool.mark) />
                <code class="tool-does">{tool.does}</code>
            </div>
            <p class="tool-text" dir="auto">{tool.description}</p>
        </li>
    }
}

/// The tool named in the address, with its schemas; `None` where none is named.
pub fn opened_tool(slug: String) -> Answer {
    let query = use_query_map();
    let name = Memo::new(move |_| query.with(|query| query.get("tool").unwrap_or_default()));
    fetch(
        move || [slug.clone(), name.get()],
        |[slug, tool]| async move { if tool.is_empty() { Packed::of(None::<ToolDetail>) } else { api::get_tool(slug, tool).await } },
    )
}

#[component]
fn Detail(tool: ToolDetail) -> impl IntoView {
    view! {
        <section class="card tool-detail">
            <h2 class="is-mono">{tool.name}</h2>
            <p class="muted">{tool.mark.help()}</p>
            <p dir="auto" class="prose">{tool.description}</p>
            <Code text=tool.input_schema label="Arguments (JSON Schema)" />
            {tool.output_schema.map(|output| view! { <Code text=output label="Answer (JSON Schema)" /> })}
        </section>
    }
}

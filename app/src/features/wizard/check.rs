//! Step 2: what was found, what may be called, and with which credentials.

use contract::{AppError, lint::Severity};
use leptos::{html, prelude::*};

use super::{
    api,
    credentials::Credentials,
    edit::{Edits, OpenedTool},
    model::CheckPage,
    page::Place,
    picker::{Selection, Tools, finding_row},
};
use crate::{
    flash::Flash,
    session::{flash_for, org_field, use_page},
    ui::{Banner, Icon, Input, Summary, Tone, count, event, icon, later, problem, text, text_waiting},
    wire::{Answer, fetch, fetch_one},
};

#[component]
pub fn CheckStep(place: Place) -> impl IntoView {
    let id = place.draft.clone().unwrap_or_default();
    let draft = fetch_one(move || id.clone(), api::open_check);
    let page = use_page();
    let back = place.draft.unwrap_or_default();
    let of = back.clone();
    let tool = place.tool.map(|tool| fetch(move || [of.clone(), tool.clone()], |[draft, tool]| api::get_draft_tool(draft, tool)));
    later(text_waiting, move || {
        let back = format!("/servers/new?draft={back}&step=describe");
        async move {
            match draft.await.and_then(|answer| answer.open::<Option<CheckPage>>()) {
                Ok(Some(check)) => {
                    let flash = flash_for(page, "check").await.unwrap_or_default();
                    view! { <Check check=check flash=flash tool=tool /> }.into_any()
                }
                Ok(None) => view! {
                    <Banner>
                        <p>"This draft has no tools yet. " <a href=back>"Describe the server first"</a></p>
                    </Banner>
                }
                .into_any(),
                Err(failure) => problem(failure),
            }
        }
    })
}

/// `tools.NAME.description` and `edits.NAME.name` lead to the fields of that tool.
fn input_of(field: &str) -> String {
    let mut parts = field.split('.');
    match (parts.next(), parts.next(), parts.next()) {
        (Some("tools" | "edits"), Some(tool), Some(part)) => format!("{part}-{tool}"),
        (Some("credentials" | "secrets"), Some(slot), _) => format!("secret-{slot}"),
        (Some("added"), ..) => "new_param".to_owned(),
        _ => field.to_owned(),
    }
}

#[component]
fn Check(check: CheckPage, flash: Flash, tool: Option<Answer>) -> impl IntoView {
    let node = NodeRef::<html::Form>::new();
    let edits = Edits::new(&flash);
    let selection = Selection::of(&check);
    let base_error = flash.error.as_ref().and_then(|error| error.for_field("base_url")).map(str::to_owned);
    let base = flash.typed.get("base_url").cloned().unwrap_or_else(|| check.base_url.clone());
    let saved = flash.notice.clone().filter(|_| !flash.typed.contains_key("slot"));
    let id = check.id.clone();
    view! {
        {flash.error.clone().map(|error: AppError| view! { <Summary error=error ids=Box::new(input_of) /> })}
        {saved.map(|notice| view! { <p class="saved-note" role="status">{icon(Icon::Check)} {notice}</p> })}
        <Found check=check.clone() />
        <form method="post" action="/forms/drafts/check" id="check" class="wizard-form" novalidate node_ref=node on:change=event(move |_: leptos::ev::Event| selection.count(node))>
            {org_field()}
            <input type="hidden" name="draft" value=id.clone() />
            // Enter in a field saves; without this the first button of the page would be pressed.
            <button type="submit" name="action" value="save" class="visually-hidden" tabindex="-1" aria-hidden="true">"Save"</button>
            <Credentials check=check.clone() flash=flash.clone() />
            {(check.kind != contract::spec::SourceKind::Recipe).then(|| base_field(&base, &check.origins, base_error))}
            {tool.map(|tool| view! { <OpenedTool detail=tool edits=edits /> })}
            <Tools check=check edits=edits form=node selection=selection />
            <div class="form-end is-sticky">
                <span class="totals" role="status">{text(move || selection.text())}</span>
                <button type="submit" name="action" value="back" class="button is-plain">{icon(Icon::ArrowLeft)} "Back"</button>
                <button type="submit" name="action" value="talk" class="button">"Change by talking"</button>
                <button type="submit" name="action" value="save" class="button">"Save"</button>
                <button type="submit" name="action" value="run" class="button is-primary">"Build and run" {icon(Icon::ArrowRight)}</button>
            </div>
        </form>
    }
}

fn base_field(value: &str, origins: &[String], error: Option<String>) -> AnyView {
    let help = match origins {
        [] => "The document names no server. Enter the address that its paths are appended to.".to_owned(),
        origins => format!("Requests go to {}. Enter another address to call that one instead.", origins.join(", ")),
    };
    let placeholder = origins.first().cloned().unwrap_or_else(|| "https://api.example.com".to_owned());
    view! {
        <section class="section" aria-label="Base address">
            <Input name="base_url" label="Base address" value=value kind="url" mono=true optional=!origins.is_empty() placeholder=placeholder help=help error=error />
        </section>
    }
    .into_any()
}

/// What the source turned into, and what the linter says about the whole of it.
#[component]
fn Found(check: CheckPage) -> impl IntoView {
    let total = check.tools.len() as u64;
    let worst = check.findings.iter().map(|finding| finding.severity).max();
    let tone = match worst {
        Some(Severity::Error) => Tone::Bad,
        Some(Severity::Warning) => Tone::Warn,
        _ => Tone::Neutral,
    };
    let findings: Vec<_> = check.findings.into_iter().map(finding_row).collect();
    let notes: Vec<_> = check.notes.into_iter().map(|note| view! { <Banner><p>{note}</p></Banner> }.into_any()).collect();
    let skipped_count = check.skipped.len() as u64;
    let skipped: Vec<_> = check.skipped.into_iter().map(|row| view! { <li><code>{row.operation}</code> " " {row.reason}</li> }.into_any()).collect();
    view! {
        <div class="found">
            <p class="lead">
                <strong>{count(total, "tool", "tools")}</strong> " found"
                {(!check.source.is_empty()).then(|| view! { " in " <span dir="auto">{check.source}</span> })} "."
            </p>
            {worst.map(|_| view! { <Banner tone=tone><ul class="found-list">{findings}</ul></Banner> })}
            {notes}
            {(skipped_count > 0).then(|| view! {
                <details class="more">
                    <summary>{count(skipped_count, "operation was", "operations were")} " left out"</summary>
                    <ul class="skipped">{skipped}</ul>
                </details>
            })}
        </div>
    }
}

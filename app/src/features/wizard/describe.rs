//! Step 1: the source and a name.

use std::{collections::BTreeMap, time::Duration};

use crate::browser::HtmlFormElement;
use contract::{AppError, dto::DraftInput, spec::SourceKind};
use leptos::{html, prelude::*};
use wasm_bindgen_futures::spawn_local;

use super::{api, model::DraftForm, page::Place, slug::NameFields, sources::Sources};
use crate::{
    browser,
    browser::form,
    session::{flash_for, org_field, use_page},
    ui::{Icon, Input, Summary, event, icon, later, problem, text, text_waiting},
    wire::{Answer, fetch_all, fetch_one},
};

/// Texts above this size are not saved while typing; leaving the step sends them.
const LONGEST_SAVED: usize = 400_000;

#[component]
pub fn DescribeStep(place: Place) -> impl IntoView {
    let new = StoredValue::new(place.new);
    let draft = place.draft.map(|id| fetch_one(move || id.clone(), api::open_draft));
    let (page, recipes) = (use_page(), fetch_all(api::list_recipes));
    later(text_waiting, move || async move {
        let draft = match draft {
            Some(draft) => draft.await.and_then(|answer| answer.open()),
            None => Ok(new.get_value()),
        };
        let draft = match draft {
            Ok(draft) => draft,
            Err(failure) => return problem(failure),
        };
        let error = flash_for(page, "describe").await.and_then(|flash| flash.error);
        let info = page.info().await.ok();
        let prefix = info.and_then(|info| Some(format!("/mcp/{}/", info.session?.handle))).unwrap_or_default();
        view! { <Describe draft=draft error=error prefix=prefix recipes=recipes /> }.into_any()
    })
}

/// The id of the input that an error is about.
fn input_of(kind: SourceKind) -> crate::ui::summary::Ids {
    Box::new(move |field| match field {
        "source" | "source.text" | "text" => format!("text_{}", kind.as_str()),
        "source.url" | "url" => "url".to_owned(),
        other => other.to_owned(),
    })
}

#[component]
fn Describe(draft: DraftForm, error: Option<AppError>, prefix: String, recipes: Answer) -> impl IntoView {
    let node = NodeRef::<html::Form>::new();
    let saved = RwSignal::new(Autosave::Nothing);
    let id = RwSignal::new(draft.id.clone());
    let typed = move |_: leptos::ev::Event| {
        saved.set(Autosave::Waiting);
        browser::after_pause("draft", Duration::from_millis(800), move || save(node, id, saved));
    };
    let message = |field: &str| error.as_ref().and_then(|error| error.for_field(field)).map(str::to_owned);
    let base_error = message("base_url");
    let has_base = base_error.is_some() || !draft.base_url.is_empty();
    let base = base_field(&draft.base_url, base_error);
    let is_new = draft.id.is_none();
    view! {
        {error.clone().map(|error| view! { <Summary error=error ids=input_of(draft.kind) /> })}
        <form method="post" action="/forms/drafts/describe" enctype="multipart/form-data" class="wizard-form" novalidate node_ref=node on:input=event(typed)>
            {org_field()}
            <input type="hidden" name="draft" value=draft.id.clone().unwrap_or_default() />
            <Sources draft=draft.clone() error=error.clone() recipes=recipes />
            <details class="more" open=has_base>
                <summary>"Base address of the API"</summary>
                {base}
            </details>
            <NameFields name=draft.name.clone() slug=draft.slug.clone() prefix=prefix name_error=message("name") slug_error=message("slug") form=node is_new=is_new />
            <div class="form-end">
                <span class="muted saved" role="status">{text(move || saved.get().text())}</span>
                <a class="button is-plain" href="/servers">"Cancel"</a>
                <button type="submit" class="button is-primary">"Continue to check" {icon(Icon::ArrowRight)}</button>
            </div>
        </form>
    }
}

fn base_field(value: &str, error: Option<String>) -> AnyView {
    let help = "Only where the document names no server, or another one than you want to call.";
    view! {
        <Input name="base_url" label="Base address" value=value kind="url" placeholder="https://api.example.com/v1" mono=true optional=true help=help error=error />
    }
    .into_any()
}

/// What became of the typing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Autosave {
    Nothing,
    Waiting,
    Saved,
    TooLarge,
    Failed,
}

impl Autosave {
    const fn text(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Waiting => "Saving…",
            Self::Saved => "Draft saved",
            Self::TooLarge => "Saved when you continue",
            Self::Failed => "Not saved yet. It is kept when you continue.",
        }
    }
}

fn save(node: NodeRef<html::Form>, id: RwSignal<Option<String>>, saved: RwSignal<Autosave>) {
    let Some(form) = node.try_get_untracked().flatten() else { return };
    let (input, kept) = read(&form);
    if input.text.len() + input.other_texts.values().map(String::len).sum::<usize>() > LONGEST_SAVED {
        saved.set(Autosave::TooLarge);
        return;
    }
    let known = id.get_untracked();
    let is_new = known.is_none();
    let org = form::text(&form, "org");
    spawn_local(async move {
        let answer = api::save_draft(org, known, input, kept).await.and_then(|answer| answer.open::<String>());
        let outcome = if answer.is_ok() { Autosave::Saved } else { Autosave::Failed };
        if let Ok(draft) = answer
            && is_new
        {
            form::set_value(&form, "draft", &draft);
            browser::replace_address(&format!("/servers/new?draft={draft}&step=describe"));
            let _ = id.try_set(Some(draft));
        }
        let _ = saved.try_set(outcome);
    });
}

/// The step as it stands in the page.
fn read(form: &HtmlFormElement) -> (DraftInput, Vec<String>) {
    let text = |name: &str| form::text(form, name);
    let kind = SourceKind::named(&text("kind")).unwrap_or(SourceKind::Openapi);
    let mut texts: BTreeMap<String, String> = SourceKind::ALL
        .into_iter()
        .map(|kind| (kind.as_str().to_owned(), text(&format!("text_{}", kind.as_str()))))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let input = DraftInput {
        kind,
        name: text("name"),
        slug: text("slug"),
        text: texts.remove(kind.as_str()).unwrap_or_default(),
        url: text("url"),
        base_url: text("base_url"),
        other_texts: texts,
    };
    (input, form::all(form, "kept"))
}

//! The source: one of five kinds, each with its own field. The choice works without script (`style/pages/wizard.css`).

use contract::{AppError, dto::RecipeCard, spec::SourceKind};
use leptos::prelude::*;

use super::model::{DraftForm, KeptText};
use crate::ui::{Area, Banner, Icon, Input, icon, loaded, rows_waiting, size};
use crate::wire::Answer;

const fn label(kind: SourceKind) -> (Icon, &'static str, &'static str) {
    match kind {
        SourceKind::Openapi => (Icon::Document, "OpenAPI", "A document, JSON or YAML"),
        SourceKind::Curl => (Icon::Terminal, "curl", "Commands that work"),
        SourceKind::Postman => (Icon::Code, "Postman", "An exported collection"),
        SourceKind::Recipe => (Icon::Spark, "Recipe", "Ready to run"),
        SourceKind::Prompt => (Icon::Wand, "Free text", "In your own words"),
    }
}

#[component]
pub fn Sources(draft: DraftForm, error: Option<AppError>, recipes: Answer) -> impl IntoView {
    let chosen = draft.kind;
    let choices: Vec<_> = SourceKind::ALL
        .into_iter()
        .map(|kind| {
            let (sign, title, text) = label(kind);
            let id = format!("kind-{}", kind.as_str());
            view! {
                <input type="radio" class="visually-hidden" name="kind" id=id.clone() value=kind.as_str() checked=kind == chosen />
                <label class="source" for=id>
                    {icon(sign)}
                    <span class="source-title">{title}</span>
                    <span class="source-text">{text}</span>
                </label>
            }
            .into_any()
        })
        .collect();
    let message = |names: &[&str]| error.as_ref().and_then(|error| names.iter().find_map(|name| error.for_field(name))).map(str::to_owned);
    let about = |kind: SourceKind| (kind == chosen).then(|| message(&["source.text", "source", "text"])).flatten();
    view! {
        <fieldset class="sources">
            <legend>"Where does the server come from?"</legend>
            <div class="source-list">{choices}</div>
            <div class="source-panels">
                <div class="source-panel is-openapi">
                    {document(&draft, SourceKind::Openapi, "OpenAPI or Swagger document", "openapi: 3.1.0\ninfo:\n  title: …", about(SourceKind::Openapi))}
                    {url_field(&draft.url, message(&["source.url", "url"]))}
                </div>
                <div class="source-panel is-curl">
                    {area(&draft, SourceKind::Curl, "curl commands", "curl https://api.example.com/users/42 -H 'Authorization: Bearer …'", "One tool per command. Values become arguments that you can rename on the next page; credentials are taken out.", about(SourceKind::Curl))}
                </div>
                <div class="source-panel is-postman">
                    {document(&draft, SourceKind::Postman, "Postman collection (version 2.1)", "{ \"info\": { \"name\": … }, \"item\": [ … ] }", about(SourceKind::Postman))}
                </div>
                <div class="source-panel is-recipe">
                    <Recipes recipes=recipes chosen=draft.text(SourceKind::Recipe) error=about(SourceKind::Recipe) />
                </div>
                <div class="source-panel is-prompt">
                    {area(&draft, SourceKind::Prompt, "What should the server do?", "Read and create issues in our tracker. Its OpenAPI document is at https://…", "Documents, curl commands, addresses and the names of recipes in your text are found and used.", about(SourceKind::Prompt))}
                </div>
            </div>
        </fieldset>
    }
}

/// A text field for a kind of source; with a note where the server keeps a text that is too large to show.
fn area(draft: &DraftForm, kind: SourceKind, label: &str, placeholder: &str, help: &str, error: Option<String>) -> AnyView {
    let rows = if kind == SourceKind::Prompt { 7 } else { 11 };
    let name = format!("text_{}", kind.as_str());
    let (mono, value) = (kind != SourceKind::Prompt, draft.text(kind));
    let kept = draft.kept(kind).map(|kept| kept_note(kind, kept));
    view! {
        {kept}
        <Area name=name label=label value=value placeholder=placeholder help=help rows=rows mono=mono error=error />
    }
    .into_any()
}

fn kept_note(kind: SourceKind, kept: KeptText) -> AnyView {
    view! {
        <input type="hidden" name="kept" value=kind.as_str() />
        <Banner>
            <p>
                "Your document is kept: " <strong>{size(kept.bytes)}</strong> ", beginning with " <code>{kept.begins}</code>
                ". Leave the field empty to use it, or paste or upload another one."
            </p>
        </Banner>
    }
    .into_any()
}

/// A field for a document with an upload beside it.
fn document(draft: &DraftForm, kind: SourceKind, label: &str, placeholder: &str, error: Option<String>) -> AnyView {
    let file = format!("file_{}", kind.as_str());
    let accept = if kind == SourceKind::Openapi { ".json,.yaml,.yml,application/json,application/yaml" } else { ".json,application/json" };
    view! {
        {area(draft, kind, label, placeholder, "", error)}
        <div class="field">
            <label class="field-label" for=file.clone()>"Or upload a file"</label>
            <input class="input is-file" type="file" id=file.clone() name=file accept=accept />
            <p class="field-help">"At most 16 MB. A file wins over pasted text."</p>
        </div>
    }
    .into_any()
}

fn url_field(value: &str, error: Option<String>) -> AnyView {
    view! {
        <Input name="url" label="Or fetch it from an address" kind="url" value=value mono=true placeholder="https://api.example.com/openapi.json" error=error />
    }
    .into_any()
}

#[component]
fn Recipes(recipes: Answer, chosen: String, error: Option<String>) -> impl IntoView {
    view! {
        {error.map(|error| view! { <p class="field-error" id="text_recipe">{error}</p> })}
        {loaded(recipes, rows_waiting, move |recipes| show_recipes(recipes, &chosen))}
    }
}

fn show_recipes(recipes: Vec<RecipeCard>, chosen: &str) -> AnyView {
    let cards: Vec<_> = recipes
        .into_iter()
        .map(|recipe| {
            let id = format!("recipe-{}", recipe.id);
            let needs = match (recipe.self_contained, recipe.credentials.is_empty()) {
                (true, _) => "Runs in the sandbox alone".to_owned(),
                (false, true) => "No credentials needed".to_owned(),
                (false, false) => format!("Needs {}", recipe.credentials.join(", ")),
            };
            let checked = recipe.id == chosen;
            view! {
                <div class="recipe">
                    <input type="radio" class="visually-hidden" name="text_recipe" id=id.clone() value=recipe.id checked=checked />
                    <label for=id>
                        <span class="recipe-name">{recipe.name}</span>
                        <span class="recipe-text">{recipe.summary}</span>
                        <span class="recipe-needs">{needs}</span>
                    </label>
                </div>
            }
            .into_any()
        })
        .collect();
    view! {
        <fieldset>
            <legend class="field-label">"Recipe"</legend>
            <div class="recipes">{cards}</div>
        </fieldset>
    }
    .into_any()
}

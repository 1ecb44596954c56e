//! Editing one tool: its name, its description, what it does; with its schema to look at and copy.

use std::collections::BTreeMap;

use contract::AppError;
use leptos::{html, prelude::*};
use wasm_bindgen_futures::spawn_local;

use super::{api, picker::marks};
use crate::{
    Failure,
    features::servers::model::ToolDetail,
    flash::Flash,
    ui::{Area, Code, Input, event, live, loaded, rows_waiting},
    wire::{Answer, Packed, open},
};

/// What the last attempt typed into editors, and what was wrong with it.
#[derive(Clone, Copy)]
pub struct Edits {
    typed: StoredValue<BTreeMap<String, String>>,
    error: StoredValue<Option<AppError>>,
}

impl Edits {
    pub fn new(flash: &Flash) -> Self {
        Self { typed: StoredValue::new(flash.typed.clone()), error: StoredValue::new(flash.error.clone()) }
    }

    fn typed(self, field: &str, tool: &str) -> Option<String> {
        self.typed.with_value(|typed| typed.get(&format!("{field}:{tool}")).cloned())
    }

    fn error(self, field: &str, tool: &str) -> Option<String> {
        self.error.with_value(|error| {
            let error = error.as_ref()?;
            ["tools", "edits"].iter().find_map(|prefix| error.for_field(&format!("{prefix}.{tool}.{field}"))).map(str::to_owned)
        })
    }
}

#[component]
pub fn Editor(detail: ToolDetail, edits: Edits) -> impl IntoView {
    let tool = detail.name.clone();
    let name = edits.typed("name", &tool).unwrap_or_else(|| tool.clone());
    let description = edits.typed("description", &tool).unwrap_or(detail.description);
    let (name_error, description_error) = (edits.error("name", &tool), edits.error("description", &tool));
    let lines = u32::try_from(description.len() / 80 + 2).unwrap_or(12).min(12);
    view! {
        <div class="editor">
            {input(&format!("name:{tool}"), "Name", name, name_error)}
            {area(&format!("description:{tool}"), "Description for the model", description, lines, description_error)}
            {marks(&tool, detail.mark)}
            <Code text=detail.input_schema label="Arguments (JSON Schema)" />
            {detail.output_schema.map(|schema| view! { <Code text=schema label="Answer (JSON Schema)" /> })}
            {detail.code.map(|code| view! { <Code text=code label="Script" /> })}
        </div>
    }
}

fn input(name: &str, label: &str, value: String, error: Option<String>) -> AnyView {
    view! { <Input name=name label=label value=value mono=true help="1 to 48 letters, digits, _ and -." error=error /> }.into_any()
}

fn area(name: &str, label: &str, value: String, rows: u32, error: Option<String>) -> AnyView {
    view! { <Area name=name label=label value=value rows=rows error=error /> }.into_any()
}

/// The editor of a row in a long list: loaded when it is opened. Without script a button opens it on a page of its own.
#[component]
pub fn LazyEditor(draft: String, tool: String, edits: Edits) -> impl IntoView {
    let detail = RwSignal::new(None::<Result<Packed, Failure>>);
    let node = NodeRef::<html::Details>::new();
    let action = format!("open:{tool}");
    let asked = StoredValue::new((draft, tool));
    let opened = move |_: leptos::ev::Event| {
        let is_open = node.get_untracked().is_some_and(|details| details.open());
        if !is_open || detail.with_untracked(Option::is_some) {
            return;
        }
        spawn_local(async move {
            let Some((draft, tool)) = asked.try_get_value() else { return };
            let _ = detail.try_set(Some(api::get_draft_tool(draft, tool).await));
        });
    };
    view! {
        <details class="tool-more" node_ref=node on:toggle=event(opened)>
            <summary>"Edit, and see the arguments"</summary>
            {live(move || match detail.get().map(open::<ToolDetail>) {
                Some(Ok(detail)) => view! { <Editor detail=detail edits=edits /> }.into_any(),
                Some(Err(failure)) => view! { <p class="field-error">{failure.0.detail}</p> }.into_any(),
                None => view! { <button type="submit" class="button is-small without-js" name="action" value=action.clone()>"Open the editor"</button> }.into_any(),
            })}
        </details>
    }
}

/// The editor of the tool that the address asks for.
#[component]
pub fn OpenedTool(detail: Answer, edits: Edits) -> impl IntoView {
    loaded(detail, rows_waiting, move |detail: ToolDetail| {
        view! {
            <section class="card" id="editor" aria-label="Tool">
                <h2 class="is-mono">{detail.name.clone()}</h2>
                <Editor detail=detail edits=edits />
            </section>
        }
        .into_any()
    })
}

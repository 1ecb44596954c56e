//! The tools of step 2: search, tags, on and off. Made for lists of a thousand: rows are plain checkboxes that the
//! browser keeps, and only the totals are reactive.

use std::collections::HashMap;

use contract::lint::{Finding, Severity};
use leptos::{html, prelude::*};

use super::{
    edit::{Editor, Edits, LazyEditor},
    model::{CheckPage, ToolRow},
};
use crate::{
    browser::form,
    features::servers::{model::Mark, tools::tone},
    ui::{Badge, Icon, click, count, event, grouped, icon, live},
};

/// What is switched on, counted.
#[derive(Clone, Copy)]
pub struct Selection {
    on: RwSignal<u32>,
    tokens: RwSignal<u32>,
    by_tool: StoredValue<HashMap<String, u32>>,
}

impl Selection {
    pub fn of(check: &CheckPage) -> Self {
        let on = check.tools.iter().filter(|row| row.line.enabled);
        let (count, tokens) = on.fold((0, 0), |(count, tokens), row| (count + 1, tokens + row.tokens));
        let by_tool = check.tools.iter().map(|row| (row.line.name.clone(), row.tokens)).collect();
        Self { on: RwSignal::new(count), tokens: RwSignal::new(tokens), by_tool: StoredValue::new(by_tool) }
    }

    /// Counts again, after something was ticked.
    pub fn count(self, form: NodeRef<html::Form>) {
        let Some(form) = form.get_untracked() else { return };
        let names = form::all(&form, "tool");
        let tokens = self.by_tool.with_value(|by_tool| names.iter().filter_map(|name| by_tool.get(name)).sum());
        self.on.set(u32::try_from(names.len()).unwrap_or(u32::MAX));
        self.tokens.set(tokens);
    }

    /// `5 tools on · about 1,200 tokens`.
    pub fn text(self) -> String {
        let (on, tokens) = (self.on.get(), self.tokens.get());
        format!("{} on · about {} tokens per conversation", count(u64::from(on), "tool", "tools"), grouped(u64::from(tokens)))
    }
}

#[component]
pub fn Tools(check: CheckPage, edits: Edits, form: NodeRef<html::Form>, selection: Selection) -> impl IntoView {
    let many = check.tools.len() > 8;
    let draft = check.id;
    let rows: Vec<_> = check.tools.into_iter().map(|row| view! { <Row row=row draft=draft.clone() edits=edits /> }.into_any()).collect();
    let list = NodeRef::<html::Ul>::new();
    view! {
        <section class="section" aria-labelledby="tools">
            <h2 id="tools">"Tools"</h2>
            {many.then(|| view! { <Toolbar tags=check.tags form=form list=list selection=selection /> })}
            <ul class="tool-list" node_ref=list>{rows}</ul>
        </section>
    }
}

/// Search and tag filter hide rows; all and none work on what is shown. Without script the buttons work on all tools.
#[component]
fn Toolbar(tags: Vec<(String, u32)>, form: NodeRef<html::Form>, list: NodeRef<html::Ul>, selection: Selection) -> impl IntoView {
    let (search, tag) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let shown = RwSignal::new(None::<u32>);
    let filter = move || {
        let Some(list) = list.get_untracked() else { return };
        let only = form::filter_rows(&list, &search.get_untracked(), &tag.get_untracked());
        let all = search.with_untracked(String::is_empty) && tag.with_untracked(String::is_empty);
        shown.set((!all).then_some(only));
    };
    let switch = move |event: leptos::ev::MouseEvent, on: bool| {
        event.prevent_default();
        if let Some(list) = list.get_untracked() {
            form::tick_shown(&list, "tool", on);
            selection.count(form);
        }
    };
    let has_tags = !tags.is_empty();
    let options: Vec<_> = tags.iter().map(|(tag, count)| view! { <option value=tag.clone()>{format!("{tag} ({count})")}</option> }.into_any()).collect();
    let by_tag: Vec<_> = tags
        .into_iter()
        .take(40)
        .map(|(tag, count)| {
            view! { <button type="submit" class="button is-small" name="action" value=format!("tag-only:{tag}")>{format!("Only {tag} ({count})")}</button> }
                .into_any()
        })
        .collect();
    view! {
        <div class="toolbar">
            <div class="search needs-js">
                {icon(Icon::Search)}
                <input type="search" class="input" placeholder="Find a tool" aria-label="Find a tool" data-search=""
                    on:input=event(move |typed: leptos::ev::Event| { typed.stop_propagation(); search.set(event_target_value(&typed)); filter(); })
                    on:keydown=move |event| if event.key() == "Enter" { event.prevent_default(); } />
            </div>
            {has_tags.then(|| view! {
                <select class="input needs-js" aria-label="Only one tag" on:change=event(move |chosen: leptos::ev::Event| { chosen.stop_propagation(); tag.set(event_target_value(&chosen)); filter(); })>
                    <option value="">"All tags"</option>
                    {options}
                </select>
            })}
            <div class="toolbar-end">
                <span class="muted" role="status">{live(move || shown.get().map(|shown| format!("{} shown", grouped(u64::from(shown)))).into_any())}</span>
                <button type="submit" name="action" value="all" class="button is-small" on:click=click(move |event| switch(event, true))>"All on"</button>
                <button type="submit" name="action" value="none" class="button is-small" on:click=click(move |event| switch(event, false))>"All off"</button>
            </div>
        </div>
        {has_tags.then(|| view! { <noscript inner_html="<p class=\"muted\">Without JavaScript, choose tools by tag:</p>"></noscript> })}
        {has_tags.then(|| view! { <div class="toolbar-tags without-js">{by_tag}</div> })}
    }
}

#[component]
fn Row(row: ToolRow, draft: String, edits: Edits) -> impl IntoView {
    let ToolRow { line, tokens, tags, findings, detail } = row;
    let name = line.name.clone();
    let worst = findings.iter().map(|finding| finding.severity).max();
    let id = format!("tool-{name}");
    let findings: Vec<_> = findings.into_iter().map(finding_row).collect();
    let class = match worst {
        Some(Severity::Error) => "tool is-wrong",
        _ => "tool",
    };
    let editor = match detail {
        Some(detail) => {
            view! { <details class="tool-more"><summary>"Edit, and see the arguments"</summary><Editor detail=detail edits=edits /></details> }.into_any()
        }
        None => view! { <LazyEditor draft=draft tool=name.clone() edits=edits /> }.into_any(),
    };
    view! {
        <li class=class data-tags=format!("\n{}\n", tags.join("\n"))>
            <div class="tool-head">
                <input type="checkbox" class="switch" name="tool" id=id.clone() value=name.clone() checked=line.enabled autocomplete="off" />
                <label class="tool-name" for=id>{name}</label>
                <Badge label=line.mark.label() tone=tone(line.mark) />
                <code class="tool-does">{line.does}</code>
                <span class="tool-tokens" title="Tokens that this tool adds to every conversation">{format!("~{} tokens", grouped(u64::from(tokens)))}</span>
            </div>
            <p class="tool-text" dir="auto">{line.description}</p>
            {(!findings.is_empty()).then(|| view! { <ul class="findings">{findings}</ul> })}
            {editor}
        </li>
    }
}

pub fn finding_row(finding: Finding) -> AnyView {
    let (class, sign) = match finding.severity {
        Severity::Error => ("finding is-bad", Icon::Alert),
        Severity::Warning => ("finding is-warn", Icon::Alert),
        Severity::Info => ("finding", Icon::Info),
    };
    let clients = finding.clients.join(", ");
    view! {
        <li class=class>
            {icon(sign)}
            <span>{finding.message} {(!clients.is_empty()).then(|| format!(" Concerns {clients}."))}</span>
            {(!finding.fix.is_empty()).then(|| {
                let action = finding.tool.map_or_else(|| format!("fix:{}", finding.rule), |tool| format!("fix:{}:{tool}", finding.rule));
                view! { <button type="submit" class="button is-small" form="check" name="action" value=action>{finding.fix}</button> }
            })}
        </li>
    }
    .into_any()
}

/// The choices of what a tool does, as radio buttons.
pub fn marks(tool: &str, chosen: Mark) -> AnyView {
    let choices: Vec<_> = Mark::ALL
        .into_iter()
        .map(|mark| {
            view! {
                <label class="check">
                    <input type="radio" name=format!("mark:{tool}") value=mark.as_str() checked=mark == chosen />
                    <span><strong>{mark.label()}</strong> " " <span class="muted">{mark.help()}</span></span>
                </label>
            }
            .into_any()
        })
        .collect();
    view! { <fieldset class="marks"><legend class="field-label">"What it does"</legend>{choices}</fieldset> }.into_any()
}

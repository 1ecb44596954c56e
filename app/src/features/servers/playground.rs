//! The playground: choose a tool, fill in its arguments, call it. Needs script; says so where there is none.

use crate::browser::HtmlFormElement;
use leptos::{html, prelude::*};
use serde_json::{Map, Value};
use wasm_bindgen_futures::spawn_local;

use super::{
    api,
    model::{Answered, Block, Mark, ServerPage, ToolDetail, ToolLine},
};
use crate::{
    Failure,
    browser::form,
    session::org_field,
    ui::{Area, Badge, Banner, Code, Icon, Tone, attribute, click, duration, event, icon, live, nothing, part, rows_waiting, text},
    wire::{Answer, Packed, fetch, open},
};

/// A playground and its data. Made outside of everything that waits, so that server and browser number the data alike.
#[derive(Clone, Copy)]
pub struct Play {
    slug: StoredValue<String>,
    server: Answer,
    /// The chosen tool; empty at first, which the server answers with its first tool.
    chosen: RwSignal<String>,
    tool: Answer,
}

impl Play {
    pub fn new(slug: String, server: Answer) -> Self {
        let (slug, chosen) = (StoredValue::new(slug), RwSignal::new(String::new()));
        let tool = fetch(move || [slug.get_value(), chosen.get()], |[slug, tool]| api::get_tool(slug, tool));
        Self { slug, server, chosen, tool }
    }
}

#[component]
pub fn Playground(play: Play) -> impl IntoView {
    let Play { slug, server, chosen, tool } = play;
    view! {
        <noscript inner_html="<p class=\"quiet-empty\">The playground needs JavaScript. Everything else works without it.</p>"></noscript>
        <div class="needs-js">
            <div class="playground">
                {part(server, nothing, move |server: ServerPage| chooser(server.tools, chosen))}
                {part(tool, rows_waiting, move |tool: ToolDetail| view! { <Caller slug=slug.get_value() tool=tool /> }.into_any())}
            </div>
        </div>
    }
}

fn chooser(tools: Vec<ToolLine>, chosen: RwSignal<String>) -> AnyView {
    let options: Vec<_> =
        tools.into_iter().filter(|tool| tool.enabled).map(|tool| view! { <option value=tool.name.clone()>{tool.name.clone()}</option> }.into_any()).collect();
    view! {
        <div class="field">
            <label class="field-label" for="playground-tool">"Tool"</label>
            <select class="input is-mono" id="playground-tool" autocomplete="off" on:change=event(move |picked: leptos::ev::Event| chosen.set(event_target_value(&picked)))>
                {options}
            </select>
        </div>
    }
    .into_any()
}

/// One argument as the form shows it.
#[derive(Clone, Debug, PartialEq)]
struct Argument {
    name: String,
    kind: Kind,
    required: bool,
    help: String,
    example: String,
}

#[derive(Clone, Debug, PartialEq)]
enum Kind {
    Text,
    Number,
    Boolean,
    /// Constants to choose from, as JSON.
    OneOf(Vec<Value>),
    /// Everything else, written as JSON.
    Json,
}

/// The arguments that a schema names, required ones first.
fn arguments(schema: &Value) -> Vec<Argument> {
    let required: Vec<&str> = schema["required"].as_array().map(|names| names.iter().filter_map(Value::as_str).collect()).unwrap_or_default();
    let Some(properties) = schema["properties"].as_object() else { return Vec::new() };
    let argument = |(name, property): (&String, &Value)| {
        let plain = filled(property);
        let kind = match (plain["enum"].as_array(), plain["type"].as_str()) {
            (Some(values), _) => Kind::OneOf(values.clone()),
            (None, Some("string")) => Kind::Text,
            (None, Some("integer" | "number")) => Kind::Number,
            (None, Some("boolean")) => Kind::Boolean,
            _ => Kind::Json,
        };
        let example = ["default", "example"].iter().map(|key| &property[*key]).chain(property["examples"].get(0)).find(|value| !value.is_null());
        Argument {
            name: name.clone(),
            kind,
            required: required.contains(&name.as_str()),
            help: property["description"].as_str().map(|text| super::model::first_sentences(text, 240)).unwrap_or_default(),
            example: example.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned)).unwrap_or_default(),
        }
    };
    let mut arguments: Vec<_> = properties.iter().map(argument).collect();
    arguments.sort_by_key(|argument| !argument.required);
    arguments
}

/// The schema of a value that is filled in: a field left empty stands for `null` and for the empty text.
fn filled(property: &Value) -> &Value {
    let is_empty = |variant: &Value| variant["type"] == "null" || variant["maxLength"] == 0;
    let variants = property["anyOf"].as_array().map(Vec::as_slice).unwrap_or_default();
    match variants.iter().filter(|variant| !is_empty(variant)).collect::<Vec<_>>().as_slice() {
        [only] => filled(only),
        _ => property,
    }
}

/// The arguments as they were filled in; the error names the field in plain words.
fn collect(form: &HtmlFormElement, arguments: &[Argument]) -> Result<Map<String, Value>, String> {
    let mut values = Map::new();
    for argument in arguments {
        let text = form::text(form, &format!("arg:{}", argument.name));
        if text.is_empty() {
            continue;
        }
        let wrong = |what: &str| format!("“{}” is not {what}.", argument.name);
        let value = match &argument.kind {
            Kind::Text => Value::from(text),
            Kind::Number => serde_json::from_str(text.trim()).ok().filter(Value::is_number).ok_or_else(|| wrong("a number"))?,
            Kind::Boolean => Value::from(text == "true"),
            Kind::OneOf(choices) => text.parse::<usize>().ok().and_then(|place| choices.get(place)).cloned().unwrap_or_default(),
            Kind::Json => serde_json::from_str(&text).map_err(|_| wrong("valid JSON"))?,
        };
        values.insert(argument.name.clone(), value);
    }
    Ok(values)
}

#[component]
fn Caller(slug: String, tool: ToolDetail) -> impl IntoView {
    let node = NodeRef::<html::Form>::new();
    let as_json = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let answer = RwSignal::new(None::<Result<Packed, Failure>>);
    let mark = tool.mark;
    let fields = arguments(&serde_json::from_str(&tool.input_schema).unwrap_or_default());
    let asked = StoredValue::new((slug, tool.name.clone(), fields.clone()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(form) = node.get_untracked() else { return };
        if busy.get_untracked() {
            return;
        }
        let (slug, tool, fields) = asked.get_value();
        let arguments = if as_json.get_untracked() {
            serde_json::from_str(&form::text(&form, "json")).map_err(|error| format!("The arguments are not a JSON object: {error}"))
        } else {
            collect(&form, &fields)
        };
        match arguments {
            Ok(arguments) => {
                busy.set(true);
                let org = form::text(&form, "org");
                spawn_local(async move {
                    let result = api::call_tool(org, slug, tool, arguments).await;
                    let _ = answer.try_set(Some(result));
                    let _ = busy.try_set(false);
                });
            }
            Err(message) => answer.set(Some(Err(Failure(contract::AppError::bad_request(message))))),
        }
    };
    let switch = move |_| as_json.update(|as_json| *as_json = !*as_json);
    let current = move || {
        let (_, _, fields) = asked.get_value();
        let values = node.get_untracked().and_then(|form| collect(&form, &fields).ok()).unwrap_or_default();
        serde_json::to_string_pretty(&values).unwrap_or_default()
    };
    view! {
        <p class="tool-text" dir="auto">{super::model::first_sentences(&tool.description, 500)}</p>
        {(mark != Mark::Read).then(|| view! {
            <Banner tone=Tone::Warn><p>"This is a real call. " {mark.label()} ": " {mark.help()}</p></Banner>
        })}
        <form class="stack" node_ref=node on:submit=event(submit) novalidate>
            {org_field()}
            {live(move || {
                if as_json.get() {
                    view! { <Area name="json" label="Arguments as JSON" value=current() rows=8 mono=true /> }.into_any()
                } else if fields.is_empty() {
                    view! { <p class="muted">"This tool takes no arguments."</p> }.into_any()
                } else {
                    fields.iter().map(field).collect::<Vec<_>>().into_any()
                }
            })}
            <div class="row">
                <button type="submit" class="button is-primary" data-busy=attribute(move || busy.get().then_some(""))>{icon(Icon::Play)} "Call the tool"</button>
                <button type="button" class="button is-plain" on:click=click(switch)>{text(move || if as_json.get() { "Fill in a form" } else { "Edit as JSON" })}</button>
            </div>
        </form>
        <div class="answer" role="status" aria-live="polite">
            {live(move || match answer.get().map(open::<Answered>) {
                Some(Ok(answer)) => show_answer(answer),
                Some(Err(failure)) => view! { <Banner tone=Tone::Bad><p>{failure.0.detail}</p></Banner> }.into_any(),
                None => nothing(),
            })}
        </div>
    }
}

fn field(argument: &Argument) -> AnyView {
    let name = format!("arg:{}", argument.name);
    let choices = match &argument.kind {
        Kind::OneOf(values) => {
            values.iter().enumerate().map(|(place, value)| (place.to_string(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))).collect()
        }
        Kind::Boolean => vec![("true".to_owned(), "true".to_owned()), ("false".to_owned(), "false".to_owned())],
        Kind::Text | Kind::Number | Kind::Json => Vec::new(),
    };
    let input = if !choices.is_empty() {
        let options: Vec<_> = choices.into_iter().map(|(value, label)| view! { <option value=value>{label}</option> }.into_any()).collect();
        view! { <select class="input" id=name.clone() name=name.clone()><option value="">"Not set"</option>{options}</select> }.into_any()
    } else if argument.kind == Kind::Json {
        view! { <textarea class="input area is-mono" rows="3" id=name.clone() name=name.clone() placeholder=argument.example.clone() spellcheck="false"></textarea> }.into_any()
    } else {
        let mode = if argument.kind == Kind::Number { "decimal" } else { "text" };
        view! { <input class="input" id=name.clone() name=name.clone() inputmode=mode dir="auto" placeholder=argument.example.clone() autocomplete="off" /> }
            .into_any()
    };
    let help = argument.help.clone();
    view! {
        <div class="field">
            <label class="field-label" for=name>
                <code>{argument.name.clone()}</code>
                {(!argument.required).then(|| view! { <span class="field-optional">"optional"</span> })}
            </label>
            {input}
            {(!help.is_empty()).then(|| view! { <p class="field-help" dir="auto">{help}</p> })}
        </div>
    }
    .into_any()
}

fn show_answer(answer: Answered) -> AnyView {
    let blocks: Vec<_> = answer.blocks.into_iter().map(block).collect();
    view! {
        <div class="answer-head">
            <Badge label=if answer.is_error { "Error" } else { "OK" } tone=if answer.is_error { Tone::Bad } else { Tone::Good } dot=true />
            <span class="is-mono muted">{duration(answer.duration_ms)}</span>
        </div>
        {blocks}
    }
    .into_any()
}

fn block(block: Block) -> AnyView {
    match block.mime_type {
        None => {
            let text = serde_json::from_str::<Value>(&block.data).ok().and_then(|value| serde_json::to_string_pretty(&value).ok()).unwrap_or(block.data);
            view! { <Code text=text label="Answer" wrap=true /> }.into_any()
        }
        Some(kind) if kind.starts_with("image/") => {
            view! { <img class="answer-image" src=format!("data:{kind};base64,{}", block.data) alt="Image that the tool answered with" /> }.into_any()
        }
        Some(kind) => view! { <p class="muted">{kind} ", " {crate::ui::size(block.data.len() as u64 * 3 / 4)}</p> }.into_any(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_form_is_made_from_a_schema() {
        let schema = json!({
            "type": "object", "required": ["id"],
            "properties": {
                "limit": {"type": "integer", "default": 10}, "id": {"type": "string", "description": "Which one"},
                "state": {"enum": ["open", "closed"]}, "filter": {"type": "object"}, "deep": {"type": "boolean"},
                "age": {"anyOf": [{"type": "integer"}, {"type": "null"}]},
                "sort": {"anyOf": [{"anyOf": [{"type": "string", "enum": ["name"]}, {"type": "string", "maxLength": 0}]}, {"type": "null"}]}
            }
        });
        let found = arguments(&schema);
        let kinds: Vec<_> = found.iter().map(|argument| (argument.name.as_str(), argument.kind.clone())).collect();
        assert_eq!(found[0].name, "id");
        assert!(kinds.contains(&("limit", Kind::Number)) && kinds.contains(&("filter", Kind::Json)) && kinds.contains(&("deep", Kind::Boolean)));
        assert!(kinds.contains(&("age", Kind::Number)) && kinds.contains(&("sort", Kind::OneOf(vec!["name".into()]))));
        assert_eq!(found.iter().find(|argument| argument.name == "limit").map(|argument| argument.example.as_str()), Some("10"));
    }
}

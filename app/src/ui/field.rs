//! Form fields: label above, help below, error under the field.

use leptos::prelude::*;

/// Label, help and error around an input. The input carries `id=name` and is described by both texts.
#[component]
pub fn Field(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into, optional)] help: String,
    #[prop(optional_no_strip)] error: Option<String>,
    #[prop(optional)] optional: bool,
    children: Children,
) -> impl IntoView {
    let failed = error.is_some();
    view! {
        <div class=if failed { "field is-wrong" } else { "field" }>
            <label class="field-label" for=name.clone()>
                {label}
                {optional.then(|| view! { <span class="field-optional">"optional"</span> })}
            </label>
            {children()}
            {error.map(|error| view! { <p class="field-error" id=format!("{name}-error")>{error}</p> })}
            {(!help.is_empty()).then(|| view! { <p class="field-help" id=format!("{name}-help")>{help}</p> })}
        </div>
    }
}

fn described_by(name: &str, help: bool, error: bool) -> Option<String> {
    let ids = [(error, "error"), (help, "help")];
    let ids: Vec<String> = ids.into_iter().filter(|(there, _)| *there).map(|(_, part)| format!("{name}-{part}")).collect();
    (!ids.is_empty()).then(|| ids.join(" "))
}

/// A one-line field.
#[component]
pub fn Input(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into, optional)] value: String,
    #[prop(into, optional)] help: String,
    #[prop(optional_no_strip)] error: Option<String>,
    #[prop(optional)] optional: bool,
    #[prop(into, optional)] placeholder: String,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] mono: bool,
    #[prop(optional)] required: bool,
    #[prop(optional)] focus: bool,
) -> impl IntoView {
    let described = described_by(&name, !help.is_empty(), error.is_some());
    let wrong = error.is_some().then_some("true");
    view! {
        <Field name=name.clone() label=label help=help error=error optional=optional>
            <input
                class=if mono { "input is-mono" } else { "input" }
                id=name.clone()
                name=name
                type=kind
                value=value
                placeholder=placeholder
                autocomplete=autocomplete
                dir=if mono { "ltr" } else { "auto" }
                spellcheck=if mono { "false" } else { "true" }
                autocapitalize="none"
                required=required
                autofocus=focus
                aria-describedby=described
                aria-invalid=wrong
            />
        </Field>
    }
}

/// A field of several lines.
#[component]
pub fn Area(
    #[prop(into)] name: String,
    #[prop(into)] label: String,
    #[prop(into, optional)] value: String,
    #[prop(into, optional)] help: String,
    #[prop(optional_no_strip)] error: Option<String>,
    #[prop(into, optional)] placeholder: String,
    #[prop(default = 10)] rows: u32,
    #[prop(optional)] mono: bool,
) -> impl IntoView {
    let described = described_by(&name, !help.is_empty(), error.is_some());
    let wrong = error.is_some().then_some("true");
    // As inner HTML, because an empty text node would be rendered as a space. Parsers drop a line break at the beginning.
    let value = value.trim_start_matches('\n').replace('&', "&amp;").replace('<', "&lt;");
    view! {
        <Field name=name.clone() label=label help=help error=error>
            <textarea
                class=if mono { "input area is-mono" } else { "input area" }
                id=name.clone()
                name=name
                rows=rows.to_string()
                placeholder=placeholder
                dir=if mono { "ltr" } else { "auto" }
                spellcheck=if mono { "false" } else { "true" }
                autocomplete="off"
                autocapitalize="none"
                aria-describedby=described
                aria-invalid=wrong
                inner_html=value
            ></textarea>
        </Field>
    }
}

//! Tabs that work without script: a group of radio buttons, each showing its panel (`style/components/picker.css`).

use leptos::prelude::*;

/// One choice with its panel.
pub struct Choice {
    pub label: String,
    pub panel: AnyView,
}

/// Shows one of several panels. At most 12 choices; the first one is chosen.
#[component]
pub fn Picker(#[prop(into)] name: String, #[prop(into)] legend: String, choices: Vec<Choice>) -> impl IntoView {
    let mut tabs = Vec::with_capacity(choices.len());
    let mut panels = Vec::with_capacity(choices.len());
    for (place, choice) in choices.into_iter().enumerate() {
        let id = format!("{name}-{place}");
        tabs.push(
            view! {
                <input type="radio" class="visually-hidden" name=name.clone() id=id.clone() checked=place == 0 autocomplete="off" />
                <label for=id>{choice.label}</label>
            }
            .into_any(),
        );
        panels.push(view! { <div class="picker-panel">{choice.panel}</div> }.into_any());
    }
    view! {
        <fieldset class="picker">
            <legend class="visually-hidden">{legend}</legend>
            <div class="picker-tabs">{tabs}</div>
            <div class="picker-panels">{panels}</div>
        </fieldset>
    }
}

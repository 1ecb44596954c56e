//! `/servers/new`: three steps. Where somebody is stands in the address, what they typed in the draft.

use contract::spec::SourceKind;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{check::CheckStep, describe::DescribeStep, model::DraftForm, run::RunStep};
use crate::ui::{Icon, icon, live};

/// The steps, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Step {
    Describe,
    Check,
    Run,
}

/// What the address says.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    step: Step,
    pub draft: Option<String>,
    /// Step 1 of a new draft, as far as the address fills it. Looking at it keeps nothing.
    pub new: DraftForm,
    /// The tool whose editor is open on step 2.
    pub tool: Option<String>,
    /// Step 3: the build that runs, and its server.
    pub build: Option<String>,
    pub server: Option<String>,
}

#[component]
pub fn WizardPage() -> impl IntoView {
    let query = use_query_map();
    let place = Memo::new(move |_| {
        query.with(|query| Place {
            step: match query.get("step").as_deref() {
                Some("check") if query.get("draft").is_some() => Step::Check,
                Some("run") if query.get("build").is_some() => Step::Run,
                _ => Step::Describe,
            },
            draft: query.get("draft"),
            new: DraftForm::filled(query.get("kind").and_then(|kind| SourceKind::named(&kind)), |name| query.get(name)),
            tool: query.get("tool"),
            build: query.get("build"),
            server: query.get("server"),
        })
    });
    view! {
        <Title text="New server" />
        <section class="page is-wizard">
            <h1>"New server"</h1>
            {live(move || place.with(stepper))}
            {live(move || {
                let place = place.get();
                match place.step {
                    Step::Describe => view! { <DescribeStep place=place /> }.into_any(),
                    Step::Check => view! { <CheckStep place=place /> }.into_any(),
                    Step::Run => view! { <RunStep place=place /> }.into_any(),
                }
            })}
        </section>
    }
    .into_any()
}

fn stepper(place: &Place) -> AnyView {
    let at =
        |step: Step| place.draft.as_ref().map(|draft| format!("/servers/new?draft={draft}&step={}", if step == Step::Check { "check" } else { "describe" }));
    let steps = [(Step::Describe, "Describe"), (Step::Check, "Check"), (Step::Run, "Run")];
    let here = place.step as usize;
    let steps: Vec<_> = steps
        .into_iter()
        .map(|(step, label)| {
            let number = step as usize;
            let mark = if number < here { icon(Icon::Check).into_any() } else { (number + 1).to_string().into_any() };
            let name = view! {
                <span class="step-mark" aria-hidden="true">{mark}</span>
                <span>{label}</span>
            };
            let class = if number < here { "step is-done" } else { "step" };
            let link = at(step).filter(|_| number < here && place.step != Step::Run);
            let name = match link {
                Some(link) => view! { <a href=link>{name}</a> }.into_any(),
                None => view! { <span class="step-name">{name}</span> }.into_any(),
            };
            view! { <li class=class aria-current=(number == here).then_some("step")>{name}</li> }.into_any()
        })
        .collect();
    view! { <ol class="stepper" aria-label="Steps">{steps}</ol> }.into_any()
}

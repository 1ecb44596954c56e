//! The build log: six steps with timings. It follows the build live; without script the page refreshes itself.

use contract::dto::{BuildStatus, BuildView, Step, StepName, StepStatus, TestOutcome, ToolTest};
use leptos::prelude::*;

use crate::{
    browser::build_events::{Connection, follow},
    ui::{Badge, Icon, Tone, attribute, duration, effect, icon, live, nothing, text},
};

/// The colour of a build's status.
pub const fn tone(status: BuildStatus) -> Tone {
    match status {
        BuildStatus::Queued => Tone::Neutral,
        BuildStatus::Running => Tone::Busy,
        BuildStatus::Succeeded => Tone::Good,
        BuildStatus::Failed => Tone::Bad,
    }
}

#[component]
pub fn BuildLog(state: RwSignal<BuildView>) -> impl IntoView {
    let connection = RwSignal::new(Connection::Idle);
    let refreshes = state.with_untracked(|build| !build.status.has_ended());
    effect(move || follow(state, connection));
    let status = Memo::new(move |_| state.with(|build| build.status));
    let steps: Vec<_> = StepName::ALL.into_iter().map(|name| view! { <Row name=name state=state /> }.into_any()).collect();
    view! {
        {refreshes.then(|| view! { <noscript inner_html="<meta http-equiv=\"refresh\" content=\"2\">"></noscript> })}
        <section class="build" aria-labelledby="build-title">
            <div class="build-head">
                <h2 id="build-title">"Build"</h2>
                {live(move || view! { <Badge label=status.get().label() tone=tone(status.get()) dot=true /> }.into_any())}
                <span class="build-side muted">
                    {text(move || match connection.get() {
                        Connection::Idle => "",
                        Connection::Live => "Live",
                        Connection::Lost => "Connection lost, trying again…",
                    })}
                </span>
                <span class="build-side is-mono muted">{text(move || state.with(total))}</span>
            </div>
            <ol class="build-steps" aria-live="polite" aria-label="Build steps">{steps}</ol>
            {live(move || tests(state.with(|build| build.tools.clone())))}
            {live(move || match state.with(|build| build.error.clone()) {
                Some(error) => view! { <div class="build-error" role="alert">{icon(Icon::Alert)} <p>{error}</p></div> }.into_any(),
                None => nothing(),
            })}
        </section>
    }
}

/// What the self-test found, tool by tool.
fn tests(tools: Vec<ToolTest>) -> AnyView {
    if tools.is_empty() {
        return nothing();
    }
    let (passed, total) = (tools.iter().filter(|test| test.outcome == TestOutcome::Passed).count(), tools.len());
    let rows: Vec<_> = tools.into_iter().map(test_row).collect();
    view! {
        <details class="build-tests" open=passed < total>
            <summary>{format!("Tools tried: {passed} of {total} passed")}</summary>
            <ul class="plain">{rows}</ul>
        </details>
    }
    .into_any()
}

fn test_row(test: ToolTest) -> AnyView {
    let tone = match test.outcome {
        TestOutcome::Passed => Tone::Good,
        TestOutcome::Warning => Tone::Warn,
        TestOutcome::Skipped => Tone::Neutral,
        TestOutcome::Failed => Tone::Bad,
    };
    view! {
        <li class="build-test">
            <code>{test.tool}</code>
            <Badge label=test.outcome.label() tone=tone dot=true />
            <span class="muted">{test.message}</span>
        </li>
    }
    .into_any()
}

/// Time spent in the steps so far.
fn total(build: &BuildView) -> String {
    let millis: u32 = build.steps.iter().filter_map(|step| step.duration_ms).sum();
    if millis == 0 && !build.status.has_ended() { String::new() } else { duration(millis) }
}

#[component]
fn Row(name: StepName, state: RwSignal<BuildView>) -> impl IntoView {
    let step = Memo::new(move |_| state.with(|build| build.steps.iter().find(|step| step.name == name).cloned()));
    let status = move || step.get().map_or(StepStatus::Pending, |step| step.status);
    let class = attribute(move || {
        Some(match status() {
            StepStatus::Pending => "build-step",
            StepStatus::Running => "build-step is-running",
            StepStatus::Done => "build-step is-done",
            StepStatus::Failed => "build-step is-failed",
        })
    });
    let time = |step: Step| step.duration_ms.map(duration).unwrap_or_default();
    view! {
        <li class=class>
            <span class="build-mark">
                {live(move || match status() {
                    StepStatus::Pending => icon(Icon::Circle).into_any(),
                    StepStatus::Running => view! { <span class="spinner" aria-hidden="true"></span> }.into_any(),
                    StepStatus::Done => icon(Icon::Check).into_any(),
                    StepStatus::Failed => icon(Icon::Cross).into_any(),
                })}
            </span>
            <div class="build-what">
                <span class="build-name">
                    {name.label()}
                    <span class="visually-hidden">{text(move || match status() {
                        StepStatus::Pending => ": not started",
                        StepStatus::Running => ": running",
                        StepStatus::Done => ": done",
                        StepStatus::Failed => ": failed",
                    })}</span>
                </span>
                <span class="build-message">{text(move || step.get().map(|step| step.message).unwrap_or_default())}</span>
            </div>
            <span class="build-time">{text(move || step.get().map(time).unwrap_or_default())}</span>
        </li>
    }
}

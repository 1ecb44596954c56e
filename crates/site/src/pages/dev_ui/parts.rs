//! Parts that appear for a moment or belong to one place: dialogs, menus, steps, builds, answers, prompts.

use app::ui::{Badge, Code, Dialog, Icon, Time, Tone, duration, icon, skeleton, sure, toast::toast};
use contract::dto::Timestamp;
use leptos::{html, prelude::*};

/// Closed, and with what stands behind it.
pub fn second_look(_: &'static str) -> AnyView {
    let look = || {
        sure(
            "Revoke",
            "Laptop".to_owned(),
            "Whoever uses it is refused from then on.",
            view! { <button class="button is-small is-danger" type="button">"Revoke the key"</button> }.into_any(),
        )
    };
    let open = view! {
        <details class="sure" open=true>
            <summary class="button is-small is-danger">"Remove"</summary>
            <div class="sure-body">
                <p>"Access ends at once."</p>
                <button class="button is-small is-danger" type="button">"Remove the member"</button>
            </div>
        </details>
    };
    view! { <div class="row">{look()} {open}</div> }.into_any()
}

pub fn dialog(_: &'static str) -> AnyView {
    let node = NodeRef::<html::Dialog>::new();
    view! {
        <Dialog title="Keyboard shortcuts" node=node>
            <dl class="shortcuts">
                <dt><kbd>"/"</kbd></dt>
                <dd>"Search"</dd>
                <dt><kbd>"n"</kbd></dt>
                <dd>"New server"</dd>
            </dl>
        </Dialog>
    }
    .into_any()
}

pub fn menu(_: &'static str) -> AnyView {
    view! {
        <details class="menu" open=true>
            <summary aria-label="Your account, ann@example.com">
                <span class="avatar is-hue-3" aria-hidden="true">"A"</span>
                {icon(Icon::ChevronDown)}
            </summary>
            <div class="menu-body">
                <div class="menu-head">
                    <strong>"Ann"</strong>
                    <span class="muted">"ann@example.com"</span>
                    <span class="badge">"Pro"</span>
                </div>
                <a class="menu-item" href="#">"Settings"</a>
                <button type="button" class="menu-item">"Sign out"</button>
            </div>
        </details>
    }
    .into_any()
}

pub fn stepper(_: &'static str) -> AnyView {
    view! {
        <ol class="stepper" aria-label="Steps">
            <li class="step is-done"><a href="#"><span class="step-mark" aria-hidden="true">{icon(Icon::Check)}</span><span>"Describe"</span></a></li>
            <li class="step" aria-current="step"><span class="step-name"><span class="step-mark" aria-hidden="true">"2"</span><span>"Check"</span></span></li>
            <li class="step"><span class="step-name"><span class="step-mark" aria-hidden="true">"3"</span><span>"Run"</span></span></li>
        </ol>
    }
    .into_any()
}

/// A log in which every state of a step occurs.
pub fn build(_: &'static str) -> AnyView {
    let spinner = || view! { <span class="spinner" aria-hidden="true"></span> }.into_any();
    let steps = [
        ("build-step is-done", icon(Icon::Check).into_any(), "Validate", "2 tools, 1 upstream origin.", duration(12)),
        ("build-step is-failed", icon(Icon::Cross).into_any(), "Compile", "The canonical form cannot be written.", duration(4_210)),
        ("build-step is-running", spinner(), "Start the sandbox", "Confining itself.", String::new()),
        ("build-step", icon(Icon::Circle).into_any(), "Publish", "", String::new()),
    ];
    let rows = steps.map(|(class, mark, name, message, time)| {
        view! {
            <li class=class>
                <span class="build-mark">{mark}</span>
                <div class="build-what"><span class="build-name">{name}</span><span class="build-message">{message}</span></div>
                <span class="build-time">{time}</span>
            </li>
        }
        .into_any()
    });
    view! {
        <section class="build" aria-label="Example of a build">
            <div class="build-head">
                <h3>"Build"</h3>
                <Badge label="Failed" tone=Tone::Bad dot=true />
                <span class="build-side muted">"Live"</span>
                <span class="build-side is-mono muted">{duration(4_222)}</span>
            </div>
            <ol class="build-steps" aria-label="Build steps">{rows.into_iter().collect::<Vec<_>>()}</ol>
            <details class="build-tests" open=true>
                <summary>"Tools tried: 1 of 2 passed"</summary>
                <ul class="plain">
                    <li class="build-test"><code>"list_issues"</code><Badge label="Passed" tone=Tone::Good dot=true /><span class="muted">"Its request was made and checked, not sent."</span></li>
                    <li class="build-test"><code>"create_issue"</code><Badge label="Failed" tone=Tone::Bad dot=true /><span class="muted">"Its arguments were refused."</span></li>
                </ul>
            </details>
            <div class="build-error">{icon(Icon::Alert)} <p>"The build has failed. Nothing was published."</p></div>
        </section>
    }
    .into_any()
}

pub fn answer(_: &'static str) -> AnyView {
    view! {
        <div class="playground">
            <div class="answer">
                <div class="answer-head"><Badge label="OK" tone=Tone::Good dot=true /><span class="is-mono muted">{duration(38)}</span></div>
                <Code text="{ \"result\": 22 }" label="Answer" wrap=true />
            </div>
        </div>
    }
    .into_any()
}

pub fn update(_: &'static str) -> AnyView {
    view! {
        <div class="update">
            <p>"A new version of Build My MCP is ready."</p>
            <button type="button" class="button is-small is-primary">"Reload"</button>
            <button type="button" class="button is-small is-plain">"Later"</button>
        </div>
    }
    .into_any()
}

pub fn toasts(_: &'static str) -> AnyView {
    view! {
        <div class="toasts">
            {toast(false, "The draft was deleted.".to_owned())}
            {toast(true, "Another organisation is open in this browser now, so nothing was done.".to_owned())}
        </div>
    }
    .into_any()
}

/// What every page says above everything else while something is wrong.
pub fn warning(_: &'static str) -> AnyView {
    view! { <div class="warning"><span>"The last payment failed."</span> " " <a href="#">"Settle it under Billing"</a></div> }.into_any()
}

pub fn waiting_text(_: &'static str) -> AnyView {
    skeleton::text_waiting()
}

pub fn time(_: &'static str) -> AnyView {
    let at = Timestamp(1_795_600_000_000_000);
    view! { <p>"Made on " <Time at=at /> ", or " <Time at=at short=true /></p> }.into_any()
}

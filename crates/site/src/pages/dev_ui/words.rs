//! What people press and fill in, and what they are told.

use app::ui::{Area, Badge, Banner, Field, Icon, Input, Summary, Tone, icon};
use contract::{AppError, FieldError};
use leptos::prelude::*;

pub fn buttons(_: &'static str) -> AnyView {
    view! {
        <p class="row">
            <button class="button is-primary" type="button">"Primary"</button>
            <button class="button" type="button">"Plain"</button>
            <button class="button is-danger" type="button">"Delete"</button>
            <button class="button is-plain" type="button">"Quiet"</button>
            <button class="button is-primary" type="button" data-busy="">"Waiting"</button>
            <button class="button is-primary" type="button" disabled=true>"Disabled"</button>
            <button class="button" type="button" disabled=true>"Disabled"</button>
            <button class="button is-small" type="button">"Small"</button>
            <button class="button is-primary is-large" type="button">"Large" {icon(Icon::ArrowRight)}</button>
            <button class="icon-button" type="button" aria-label="Copy">{icon(Icon::Copy)}</button>
        </p>
    }
    .into_any()
}

pub fn badges(_: &'static str) -> AnyView {
    view! {
        <p class="row">
            <Badge label="Paused" dot=true />
            <Badge label="Live" tone=Tone::Good dot=true />
            <Badge label="Building" tone=Tone::Busy dot=true />
            <Badge label="Changes" tone=Tone::Warn />
            <Badge label="Failed" tone=Tone::Bad dot=true />
            <Badge label="Pro" tone=Tone::Accent />
        </p>
    }
    .into_any()
}

pub fn banners(_: &'static str) -> AnyView {
    view! {
        <div class="stack">
            <Banner>"Something worth knowing."</Banner>
            <Banner tone=Tone::Good>"It worked."</Banner>
            <Banner tone=Tone::Warn>"This will stop tomorrow."</Banner>
            <Banner tone=Tone::Bad>"The upstream refused the credential."</Banner>
        </div>
    }
    .into_any()
}

pub fn fields(side: &'static str) -> AnyView {
    let named = move |name: &str| format!("ui-{name}-{side}");
    view! {
        <div class="stack">
            <Input name=named("name") label="Name" value="Weather" help="Shown to people." />
            <Input name=named("url") label="Base address" placeholder="https://api.example.com" mono=true optional=true />
            <Input name=named("wrong") label="Slug" value="Not a slug!" mono=true error=Some("Only letters, digits and hyphens.".to_owned()) />
            <Area name=named("area") label="Source" value="curl https://api.example.com/notes" mono=true rows=3 />
            <Field name=named("off") label="Address" help="Cannot be changed here.">
                <input class="input is-mono" id=named("off") value="pets" disabled=true />
            </Field>
            <Field name=named("role") label="Role">
                <select class="input" id=named("role")>
                    <option>"Member"</option>
                    <option>"Admin"</option>
                </select>
            </Field>
        </div>
    }
    .into_any()
}

pub fn choices(side: &'static str) -> AnyView {
    let radio = format!("ui-cycle-{side}");
    view! {
        <div class="stack">
            <label class="check"><input type="checkbox" checked=true /> "Only what reads"</label>
            <label class="check"><input type="checkbox" disabled=true /> "Cannot be chosen"</label>
            <label class="check"><input type="radio" name=radio.clone() checked=true /> "Monthly"</label>
            <label class="check"><input type="radio" name=radio /> "Yearly"</label>
            <label class="row"><input type="checkbox" class="switch" checked=true /> "list_issues"</label>
        </div>
    }
    .into_any()
}

pub fn refused(side: &'static str) -> AnyView {
    let error = AppError::invalid(vec![FieldError::new(format!("ui-wrong-{side}"), "Only letters, digits and hyphens.")]);
    view! { <Summary error=error /> }.into_any()
}

pub fn problem(_: &'static str) -> AnyView {
    view! {
        <div class="problem">
            <span class="problem-sign">{icon(Icon::Alert)}</span>
            <h3>"Something broke on our side"</h3>
            <p>"Nothing that you saved is lost. Please try again in a moment."</p>
            <p class="muted">"Reference " <code>"req_01m88edws0d3vk12zemb89tsxy"</code></p>
            <p class="row"><a class="button is-primary" href="">"Try again"</a></p>
        </div>
    }
    .into_any()
}

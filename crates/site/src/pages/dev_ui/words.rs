//! What people press and fill in, and what they are told.

use app::ui::{Area, Badge, Banner, Icon, Input, Summary, Tone, icon};
use contract::{AppError, FieldError};
use leptos::prelude::*;

pub fn buttons() -> AnyView {
    view! {
        <p class="row">
            <button class="button is-primary" type="button">"Primary"</button>
            <button class="button" type="button">"Plain"</button>
            <button class="button is-danger" type="button">"Delete"</button>
            <button class="button is-plain" type="button">"Quiet"</button>
            <button class="button is-primary" type="button" data-busy="">"Waiting"</button>
            <button class="button is-small" type="button">"Small"</button>
            <button class="button is-primary is-large" type="button">"Large" {icon(Icon::ArrowRight)}</button>
            <button class="icon-button" type="button" aria-label="Copy">{icon(Icon::Copy)}</button>
        </p>
    }
    .into_any()
}

pub fn badges() -> AnyView {
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

pub fn banners() -> AnyView {
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

pub fn fields() -> AnyView {
    view! {
        <div class="stack">
            <Input name="ui-name" label="Name" value="Weather" help="Shown to people." />
            <Input name="ui-url" label="Base address" placeholder="https://api.example.com" mono=true optional=true />
            <Input name="ui-wrong" label="Slug" value="Not a slug!" mono=true error=Some("Only letters, digits and hyphens.".to_owned()) />
            <Area name="ui-area" label="Source" value="curl https://api.example.com/notes" mono=true rows=3 />
        </div>
    }
    .into_any()
}

pub fn refused() -> AnyView {
    let error = AppError::invalid(vec![FieldError::new("ui-wrong", "Only letters, digits and hyphens.")]);
    view! { <Summary error=error /> }.into_any()
}

pub fn notices() -> AnyView {
    let notice = |class: &'static str, sign, text: &'static str| {
        view! {
            <div class=class>
                {icon(sign)}
                <p>{text}</p>
                <button type="button" class="icon-button needs-js" aria-label="Close" data-dismiss="">{icon(Icon::Cross)}</button>
            </div>
        }
    };
    view! {
        <div class="stack">
            {notice("toast", Icon::Check, "The draft was deleted.")}
            {notice("toast is-bad", Icon::Alert, "Another organisation is open in this browser now, so nothing was done.")}
        </div>
    }
    .into_any()
}

pub fn problem() -> AnyView {
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

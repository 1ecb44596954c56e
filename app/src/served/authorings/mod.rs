//! Asking the model: what happens, what would change, and the form for a change.

use contract::{
    AuthoringId, DraftId, Permission, Slug,
    dto::{AuthoringEvent, AuthoringStatus, AuthoringView, SpecChange, SpecChangeKind},
    lint::Finding,
};
use leptos::prelude::*;

use super::{At, PageRight, Served, ServedPage, page as listed};
use crate::ui::{Badge, Banner, Tone};

/// The pages of this noun.
pub fn pages() -> Vec<ServedPage> {
    vec![
        listed("/authorings/{id}", PageRight::Needs(Permission::ViewServers), page),
        listed("/servers/new/refine", PageRight::Needs(Permission::ManageServers), refine_draft),
        listed("/servers/{slug}/refine", PageRight::Needs(Permission::ManageServers), refine_server),
    ]
}

/// `/authorings/{id}`: reloads itself while the model writes, so that a reload, a back button or another device rejoins.
pub async fn page(at: At) -> domain::Result<Served> {
    let id: AuthoringId = at.param("id", "authoring")?;
    let view = domain::authorings::get(at.ctx()?, id).await?;
    let error = at.error_for("take").map(|error| error.detail);
    let (refresh, is_running) = (refresh(&view), !view.status.has_ended());
    let served = Served::new("Writing tools", move || view! { <section class="page is-wizard">{shown(&view, error)}</section> }.into_any());
    Ok(match refresh {
        // While it goes on, script follows it; without script the page reloads itself.
        Some(content) if is_running => served.head(move || view! { <noscript><meta http-equiv="refresh" content=content /></noscript> }.into_any()),
        Some(content) => served.head(move || view! { <meta http-equiv="refresh" content=content /> }.into_any()),
        None => served,
    })
}

/// Where the page goes by itself: to itself while something happens, to step 2 when the tools are there.
fn refresh(view: &AuthoringView) -> Option<String> {
    if !view.status.has_ended() {
        return Some("2".to_owned());
    }
    let draft = view.draft.filter(|_| view.status == AuthoringStatus::Succeeded && !is_proposal(view))?;
    Some(format!("0; url=/servers/new?draft={draft}&step=check"))
}

/// Something to take: changes, or tools that would be switched on if the owner allowed it.
fn is_proposal(view: &AuthoringView) -> bool {
    !view.changes.is_empty() || !view.findings.is_empty()
}

fn is_takeable(view: &AuthoringView) -> bool {
    view.status == AuthoringStatus::Succeeded && is_proposal(view)
}

fn shown(view: &AuthoringView, error: Option<String>) -> AnyView {
    let title = match view.status {
        AuthoringStatus::Queued | AuthoringStatus::Running => "The model is writing",
        AuthoringStatus::Succeeded if !is_proposal(view) => "The tools are written",
        AuthoringStatus::Succeeded => "What would change",
        AuthoringStatus::Failed if view.server.is_some() => "Nothing was changed",
        AuthoringStatus::Failed => "The model wrote no tools",
        AuthoringStatus::Taken => "Taken over",
    };
    let back = back(view);
    let events: Vec<_> = view.events.iter().map(event).collect();
    let log = if view.status.has_ended() {
        view! { <div role="log"><ol class="authoring-log">{events}</ol></div> }.into_any()
    } else {
        view! { <div role="log"><ol data-follow="" class="authoring-log">{events}</ol></div> }.into_any()
    };
    let failure = view.error.as_ref().map(|error| error.detail.clone());
    let is_running = !view.status.has_ended();
    let wait = is_running.then(|| {
        view! {
            <p class="authoring-wait muted">
                <span class="spinner" aria-hidden="true"></span>
                <span>"Most texts take less than a minute. You may leave the page; it goes on without you."</span>
            </p>
        }
    });
    // Under a proposal the way back stands beside the button that takes it.
    let leave = (!is_takeable(view)).then(|| {
        let label = if is_running || view.status == AuthoringStatus::Failed { "Back to your text" } else { "Back" };
        view! { <p><a class="button" href=back>{label}</a></p> }
    });
    view! {
        <h1>{title}</h1>
        <p class="muted" dir="auto">{format!("“{}”", view.asked)}</p>
        {error.map(|text| view! { <Banner tone=Tone::Bad><p>{text}</p></Banner> })}
        {failure.map(|text| view! { <Banner tone=Tone::Bad><p>{text}</p></Banner> })}
        {changes(view)}
        <details class="more" open=is_running>
            <summary>{if is_running { "Progress" } else { "What happened" }}</summary>
            {log}
        </details>
        {wait}
        {leave}
    }
    .into_any()
}

fn back(view: &AuthoringView) -> String {
    match (&view.draft, &view.server) {
        (Some(draft), _) if !is_proposal(view) => format!("/servers/new?draft={draft}&step=describe"),
        (Some(draft), _) => format!("/servers/new?draft={draft}&step=check"),
        (None, Some(server)) => format!("/servers/{server}"),
        (None, None) => "/servers".to_owned(),
    }
}

fn event(event: &AuthoringEvent) -> AnyView {
    view! { <li><time datetime=event.at.rfc3339()>{clock(event)}</time> " " <span dir="auto">{event.kind.text()}</span></li> }.into_any()
}

/// `17:03:00`.
fn clock(event: &AuthoringEvent) -> String {
    let (.., hour, minute, second) = event.at.civil();
    format!("{hour:02}:{minute:02}:{second:02}")
}

fn changes(view: &AuthoringView) -> Option<AnyView> {
    if !is_proposal(view) {
        return None;
    }
    let rows: Vec<_> = view.changes.iter().map(change).collect();
    let notes: Vec<_> = view.notes.iter().cloned().map(|note| view! { <Banner><p dir="auto">{note}</p></Banner> }.into_any()).collect();
    let findings: Vec<_> = view.findings.iter().map(|finding| waiting(view, finding)).collect();
    let held = (!findings.is_empty()).then(|| view! { <Banner tone=Tone::Warn><ul class="found-list">{findings}</ul></Banner> });
    let (id, back) = (view.id.to_string(), back(view));
    let button = is_takeable(view).then(|| {
        let label = if view.server.is_some() { "Apply and build" } else { "Apply the changes" };
        view! {
            <form method="post" action="/forms/authorings/take" class="form-end">
                <input type="hidden" name="id" value=id />
                <a class="button is-plain" href=back>"Back"</a>
                <button type="submit" class="button is-primary">{label}</button>
            </form>
        }
    });
    Some(
        view! {
            {held}
            {notes}
            <ul class="changes">{rows}</ul>
            {button}
        }
        .into_any(),
    )
}

/// What a tool of the proposal waits for, with the owner's word as a button.
fn waiting(view: &AuthoringView, finding: &Finding) -> AnyView {
    let tool = finding.tool.clone().unwrap_or_default();
    let said = view! { {tool.clone()} ": " {finding.message.clone()} };
    if view.status != AuthoringStatus::Succeeded {
        return view! { <li dir="auto">{said}</li> }.into_any();
    }
    let (id, rule, label) = (view.id.to_string(), finding.rule.clone(), finding.fix.clone());
    view! {
        <li dir="auto">
            {said}
            <form method="post" action="/forms/authorings/allow">
                <input type="hidden" name="id" value=id />
                <input type="hidden" name="rule" value=rule />
                <input type="hidden" name="tool" value=tool />
                <button type="submit" class="button is-small">{label}</button>
            </form>
        </li>
    }
    .into_any()
}

fn change(change: &SpecChange) -> AnyView {
    let (label, tone) = match change.kind {
        SpecChangeKind::Added => ("Added", Tone::Good),
        SpecChangeKind::Removed => ("Removed", Tone::Bad),
        SpecChangeKind::Changed => ("Changed", Tone::Neutral),
    };
    let lines: Vec<_> = change.lines.iter().map(|line| view! { <li dir="auto">{line.clone()}</li> }.into_any()).collect();
    view! {
        <li class="card">
            <p><Badge label=label tone=tone /> " " <code>{change.subject.clone()}</code></p>
            <ul>{lines}</ul>
        </li>
    }
    .into_any()
}

/// `/servers/new/refine?draft=…`: says what should be different about a draft.
pub async fn refine_draft(at: At) -> domain::Result<Served> {
    let draft: DraftId = at.query("draft").and_then(|draft| draft.parse().ok()).ok_or_else(|| contract::AppError::not_found("draft"))?;
    domain::drafts::get(at.ctx()?, draft).await?;
    Ok(form(&at, "draft", draft.to_string(), format!("/servers/new?draft={draft}&step=check")))
}

/// `/servers/{slug}/refine`: says what should be different about a server.
pub async fn refine_server(at: At) -> domain::Result<Served> {
    let slug: String = at.param("slug", "server")?;
    let slug = Slug::parse(&slug).map_err(|_| contract::AppError::not_found("server"))?;
    domain::servers::get(at.ctx()?, &slug).await?;
    Ok(form(&at, "server", slug.to_string(), format!("/servers/{slug}")))
}

fn form(at: &At, subject: &'static str, value: String, back: String) -> Served {
    let has_model = at.visit.platform.model.is_some();
    let flash = at.flash_for("refine").cloned();
    let error = at.error_for("refine").map(|error| error.detail);
    let typed = flash.and_then(|flash| flash.typed.get("text").cloned()).unwrap_or_default();
    Served::new("Change by talking", move || {
        let help = if has_model {
            "You see every change before it is taken over. Addresses and credentials stay as they are unless you name new ones. Put what you paste between lines of three backticks."
        } else {
            "No model is set up on this platform, so this cannot be done here. The operator can set ANTHROPIC_API_KEY."
        };
        view! {
            <section class="page is-wizard">
                <h1>"Change by talking"</h1>
                {error.map(|text| view! { <Banner tone=Tone::Bad><p>{text}</p></Banner> })}
                <form method="post" action="/forms/authorings/refine" class="wizard-form">
                    <input type="hidden" name=subject value=value />
                    <div class="field">
                        <label class="field-label" for="text">"What should be different?"</label>
                        <textarea class="input" id="text" name="text" rows="5" maxlength="4000" required placeholder="Make it read-only. Add a tool that closes an issue." aria-describedby="text-help">{typed}</textarea>
                        <p class="field-help" id="text-help">{help}</p>
                    </div>
                    <div class="form-end">
                        <a class="button is-plain" href=back>"Back"</a>
                        <button type="submit" class="button is-primary" disabled=!has_model>"Ask the model"</button>
                    </div>
                </form>
            </section>
        }
        .into_any()
    })
}

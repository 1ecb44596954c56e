//! `/settings/data`: taking one's data along, and leaving.

use contract::{
    AppError,
    dto::{AccountDeletion, DeletionView, LeftOrganization},
};
use leptos::prelude::*;

use super::{At, Served, settings::frame};
use crate::ui::{Banner, Icon, Input, Summary, Tone, count, icon};

pub async fn data(at: At) -> domain::Result<Served> {
    let view = domain::account::overview(at.ctx()?).await?;
    let error = at.error_for("deletion");
    Ok(Served::new("Your data", move || show(view, error)))
}

fn show(view: DeletionView, error: Option<AppError>) -> AnyView {
    let ending = match view.scheduled {
        Some(deletion) => scheduled(deletion),
        None => consequences(view, error),
    };
    let sections = view! {
            <section class="section" aria-labelledby="export">
                <h2 id="export">"Take it with you"</h2>
                <p>
                    "One zip archive with everything about you: account, organisations, sessions, keys, drafts, the events of the audit log, and the servers, "
                    "builds, usage and call logs of organisations that are yours alone. Each list is there as JSON and as CSV."
                </p>
                <p class="muted">"Credentials are not part of it: they are stored encrypted and never leave the platform. We tell you by mail that an export was made."</p>
                <p class="row">
                    <a class="button is-primary" href="/v1/account/export" download="" rel="external">{icon(Icon::Document)} "Download everything"</a>
                </p>
            </section>
            {ending}
    }
    .into_any();
    frame("/settings/data", "Settings", sections)
}

fn scheduled(deletion: AccountDeletion) -> AnyView {
    view! {
        <section class="section is-danger" aria-labelledby="deletion">
            <h2 id="deletion">"Your account is going to be deleted"</h2>
            <Banner tone=Tone::Warn>
                <p>"Everything is removed on " <strong>{deletion.due_at.for_people()}</strong> ". Until then your servers and keys go on working."</p>
                <p>"Signing in again before then, or the button below, keeps the account."</p>
            </Banner>
            <form method="post" action="/forms/account/keep">
                <button type="submit" class="button is-primary">"Keep my account"</button>
            </form>
        </section>
    }
    .into_any()
}

fn consequences(view: DeletionView, error: Option<AppError>) -> AnyView {
    let blocked = !view.in_the_way.is_empty() || !view.paying.is_empty();
    let deleted = view.deleted.iter().map(|organization| {
        let servers = count(organization.servers, "server", "servers");
        view! { <li><strong dir="auto">{organization.name.clone()}</strong> {format!(" with {servers}, its credentials, call logs, keys and usage")}</li> }
    });
    let deleted: Vec<_> = deleted.collect();
    let wrong = error.as_ref().and_then(|error| error.errors.iter().find(|field| field.field == "confirm").map(|field| field.message.clone()));
    let form = (!blocked).then(|| {
        view! {
            <form method="post" action="/forms/account/delete" class="stack is-short-form">
                <Input name="confirm" label=format!("Type {} to confirm", view.confirm) error=wrong mono=true />
                <button type="submit" class="button is-danger">{icon(Icon::Trash)} "Delete my account"</button>
            </form>
        }
    });
    view! {
        <section class="section is-danger" aria-labelledby="deletion">
            <h2 id="deletion">"Delete your account"</h2>
            {error.map(|error| view! { <Summary error=error /> })}
            <p>"What happens:"</p>
            <ul class="bullets">
                <li>{format!("For {} days nothing is removed. Signing in during that time keeps the account.", view.grace_days)}</li>
                <li>"All your other sessions are signed out at once, and we send you a mail."</li>
                <li>"Then your name, address, sessions, keys and drafts are erased for good, and so is what the audit log knows about you. What stays there is that something was done, not by whom."</li>
                {(!deleted.is_empty()).then(|| view! { <li>"These organisations are deleted, because nobody else is in them. Their addresses are never given out again:"<ul class="bullets">{deleted}</ul></li> })}
                {names("You leave these organisations; what is theirs stays with them:", &view.left)}
            </ul>
            {(!view.in_the_way.is_empty()).then(|| view! {
                <Banner tone=Tone::Bad>
                    <p>"You are the last owner of organisations with other members. Make somebody else the owner, or remove the other members, and come back:"</p>
                    <ul class="bullets">{list(&view.in_the_way)}</ul>
                </Banner>
            })}
            {(!view.paying.is_empty()).then(|| view! {
                <Banner tone=Tone::Bad>
                    <p>"These organisations have a paid plan. Cancel it first, and come back:"</p>
                    <ul class="bullets">{list(&view.paying)}</ul>
                </Banner>
            })}
            {form}
        </section>
    }
    .into_any()
}

fn names(text: &'static str, organizations: &[LeftOrganization]) -> Option<impl IntoView + use<>> {
    let names = list(organizations);
    (!names.is_empty()).then(|| view! { <li>{text}<ul class="bullets">{names}</ul></li> })
}

fn list(organizations: &[LeftOrganization]) -> Vec<AnyView> {
    organizations.iter().map(|organization| view! { <li dir="auto">{organization.name.clone()}</li> }.into_any()).collect()
}

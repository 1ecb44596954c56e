//! The filterable table.

use contract::{
    AppError,
    dto::{AuditEventView, AuditQuery, AuditVerdict, Page},
};
use leptos::prelude::*;

use super::row;
use crate::{
    served::{At, Served},
    ssr::encode,
    ui::{Banner, Empty, Icon, Summary, Tone, count, icon},
};

/// Nouns of actions, for the filter.
const NOUNS: [(&str, &str); 17] = [
    ("", "Everything"),
    ("account", "Accounts"),
    ("authoring", "Model authoring"),
    ("billing", "Billing"),
    ("build", "Builds"),
    ("draft", "Drafts"),
    ("invitation", "Invitations"),
    ("key", "API keys"),
    ("member", "Members"),
    ("organization", "Organisation"),
    ("passkey", "Passkeys"),
    ("person", "Contact data"),
    ("profile", "Profiles"),
    ("secret", "Credentials"),
    ("server", "Servers"),
    ("session", "Sessions"),
    ("ticket", "Support"),
];

pub async fn log(at: At) -> domain::Result<Served> {
    let ctx = at.ctx()?;
    let text = |name: &str| at.query(name).map(str::to_owned);
    let query = AuditQuery {
        action: text("action"),
        actor: text("actor"),
        resource: text("resource"),
        from: text("from"),
        until: text("until"),
        cursor: text("cursor"),
        ..AuditQuery::default()
    };
    let (events, refused) = match domain::audit::list(ctx, &query).await {
        Ok(events) => (events, None),
        Err(domain::Error::Shown(error)) if !error.errors.is_empty() => (Page { items: Vec::new(), next: None }, Some(error)),
        Err(error) => return Err(error),
    };
    let verdict = match at.query("check") {
        Some(_) => Some(domain::audit::verify(ctx).await?),
        None => None,
    };
    Ok(Served::new("Audit log", move || show(&query, events, refused, verdict)))
}

fn show(query: &AuditQuery, events: Page<AuditEventView>, refused: Option<AppError>, verdict: Option<AuditVerdict>) -> AnyView {
    let filters = filters_of(query);
    let export = |format: &str| format!("/v1/audit/export?format={format}{filters}");
    let older = events.next.map(|next| format!("/audit?cursor={next}{filters}"));
    let is_first_page = query.cursor.is_none();
    let was_refused = refused.is_some();
    let list = match events.items {
        items if items.is_empty() => (!was_refused).then(|| nothing_found(!filters.is_empty())),
        items => Some(table(items)),
    };
    view! {
        <section class="page">
            <div class="page-head">
                <div>
                    <h1>"Audit log"</h1>
                    <p class="muted">"Every change in this organisation, chained so that nothing can be altered or removed unnoticed."</p>
                </div>
                <div class="row">
                    <a class="button" href=export("csv") download="audit.csv" rel="external">"Export CSV"</a>
                    <a class="button" href=export("json") download="audit.json" rel="external">"Export JSON"</a>
                    <form method="get" action="/audit">
                        <button type="submit" class="button" name="check" value="1">{icon(Icon::Check)} "Check for tampering"</button>
                    </form>
                </div>
            </div>
            {verdict.map(result)}
            {refused.map(|error| view! { <Summary error=error /> })}
            {filter_form(query)}
            {list}
            <nav class="row" aria-label="Pages">
                {(!is_first_page).then(|| view! { <a class="button" href=format!("/audit?{}", filters.trim_start_matches('&'))>"Newest"</a> })}
                {older.map(|href| view! { <a class="button" href=href>"Older events"</a> })}
            </nav>
        </section>
    }
    .into_any()
}

/// What the check found.
fn result(verdict: AuditVerdict) -> AnyView {
    let AuditVerdict { events, checked_at, broken, .. } = verdict;
    let events = count(u64::try_from(events).unwrap_or_default(), "event", "events");
    match broken {
        None => view! {
            <div role="status" id="verdict"><Banner tone=Tone::Good>
                <p><strong>"The chain is whole."</strong> {format!(" {events} checked on {}.", checked_at.for_people())}</p>
            </Banner></div>
        }
        .into_any(),
        Some(broken) => view! {
            <div role="alert" id="verdict"><Banner tone=Tone::Bad>
                <p><strong>{format!("The chain is broken at event {}.", broken.seq)}</strong> " " {broken.what}</p>
                <p>"Tell the people who run this platform. Do not rely on events from there on."</p>
            </Banner></div>
        }
        .into_any(),
    }
}

fn filter_form(query: &AuditQuery) -> AnyView {
    let AuditQuery { action, actor, resource, from, until, .. } = query.clone();
    let chosen = action.unwrap_or_default();
    let is_listed = NOUNS.iter().any(|(noun, _)| *noun == chosen);
    let exact = (!is_listed).then(|| view! { <option value=chosen.clone() selected=true>{chosen.clone()}</option> });
    let options: Vec<_> = NOUNS.iter().map(|(noun, label)| view! { <option value=*noun selected=*noun == chosen>{*label}</option> }).collect();
    let field = |name: &'static str, label: &'static str, value: Option<String>, placeholder: &'static str, kind: &'static str| {
        view! {
            <div class="field">
                <label class="field-label" for=name>{label}</label>
                <input class="input" id=name name=name type=kind value=value.unwrap_or_default() placeholder=placeholder autocomplete="off" />
            </div>
        }
    };
    view! {
        <form method="get" action="/audit" class="audit-filter" role="search" aria-label="Filter events">
            <div class="field">
                <label class="field-label" for="action">"What"</label>
                <select class="input" id="action" name="action">{exact}{options}</select>
            </div>
            {field("actor", "Who", actor, "Address or id", "text")}
            {field("resource", "About", resource, "srv_…", "text")}
            {field("from", "From", from, "", "date")}
            {field("until", "Until", until, "", "date")}
            <div class="row audit-filter-send">
                <button type="submit" class="button">{icon(Icon::Search)} "Filter"</button>
                <a class="button is-plain" href="/audit">"Clear"</a>
            </div>
        </form>
    }
    .into_any()
}

fn nothing_found(filtered: bool) -> AnyView {
    let text = if filtered { "No event fits these filters." } else { "Changes show up here as soon as they are made." };
    view! { <Empty sign=Icon::Document title="Nothing here"><p>{text}</p></Empty> }.into_any()
}

fn table(events: Vec<AuditEventView>) -> AnyView {
    let rows: Vec<_> = events.into_iter().map(row::row).collect();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label="Events">
            <table class="table audit">
                <thead>
                    <tr><th scope="col">"When"</th><th scope="col">"What"</th><th scope="col">"Who"</th><th scope="col" class="is-wide-only">"About"</th><th scope="col" class="is-wide-only">"IP"</th><th scope="col">"Details"</th></tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// `&name=value` for every filter that is set.
fn filters_of(query: &AuditQuery) -> String {
    let all = [("action", &query.action), ("actor", &query.actor), ("resource", &query.resource), ("from", &query.from), ("until", &query.until)];
    all.iter().filter_map(|(name, value)| Some(format!("&{name}={}", encode(value.as_deref()?)))).collect()
}

//! What a server is and how to connect to it; and its builds.

use contract::dto::{BuildStatus, ServerStatus};
use leptos::prelude::*;

use super::{install::Install, model::ServerPage};
use crate::{
    features::builds,
    session::{org_field, refused},
    ui::{Badge, Banner, Time, Tone, duration, grouped},
    wire::Answer,
};

#[component]
pub fn Overview(server: ServerPage, snippets: Answer) -> impl IntoView {
    let summary = server.summary;
    let missing: Vec<String> = server.secrets.iter().filter(|secret| !secret.entered && secret.required).map(|secret| secret.label.clone()).collect();
    let access = format!("/servers/{}?tab=access", summary.slug);
    let settings = format!("/servers/{}?tab=settings", summary.slug);
    let live = format!("/forms/servers/{}/mock", summary.slug);
    let again = format!("/forms/servers/{}/build", summary.slug);
    let running = server.builds.first().filter(|build| !build.status.has_ended()).map(|build| format!("/builds/{}", build.id));
    let failed = server
        .builds
        .first()
        .filter(|build| build.status == BuildStatus::Failed)
        .map(|build| (format!("/builds/{}", build.id), build.error.clone().unwrap_or_default()));
    let origins: Vec<_> = server.origins.iter().map(|origin| view! { <li><code>{origin.clone()}</code></li> }.into_any()).collect();
    let reaches =
        if origins.is_empty() { "Nothing: its tools run in the sandbox alone.".into_any() } else { view! { <ul class="plain">{origins}</ul> }.into_any() };
    let opens = if summary.public { "Anybody who knows the address" } else { "Your API keys" };
    view! {
        {running.map(|href| view! { <Banner><p>"A build is running. " <a href=href>"Watch it"</a></p></Banner> })}
        {failed.map(|(href, error)| view! {
            <Banner tone=Tone::Bad>
                <p>"The last build failed. " {error} " " <a href=href>"Look at the log"</a></p>
                <form method="post" action=again>
                    {org_field()}
                    <button class="button is-small" type="submit">"Build again"</button>
                </form>
            </Banner>
        })}
        {(summary.status == ServerStatus::Paused).then(|| view! {
            <Banner tone=Tone::Warn><p>"This server is paused: calls are refused with a sentence that says so. " <a href=settings>"Resume it"</a></p></Banner>
        })}
        {refused("overview")}
        {summary.mock.then(|| view! {
            <Banner tone=Tone::Warn>
                <p>"Mock mode: answers are made up from the tools’ schemas and marked as such. Nothing is sent to anybody."</p>
                <form method="post" action=live>
                    {org_field()}
                    <input type="hidden" name="mock" value="false" />
                    <button class="button is-small is-primary" type="submit">"Switch to live calls"</button>
                </form>
            </Banner>
        })}
        {(!missing.is_empty() && !summary.mock).then(|| view! {
            <Banner tone=Tone::Warn><p>"Not entered yet: " {missing.join(", ")} ". Tools that need it answer with an error. " <a href=access.clone()>"Enter it"</a></p></Banner>
        })}
        <dl class="figures">
            <div><dt>"Calls this month"</dt><dd>{grouped(summary.calls_this_month)}</dd></div>
            <div><dt>"Tools"</dt><dd>{summary.tools}</dd></div>
            <div><dt>"Opened by"</dt><dd class="is-text">{opens}</dd></div>
        </dl>
        {(!server.description.is_empty()).then(|| view! { <p class="lead" dir="auto">{super::model::first_sentences(&server.description, 400)}</p> })}
        <Install slug=summary.slug.to_string() snippets=snippets />
        <section class="section" aria-labelledby="facts">
            <h2 id="facts">"Details"</h2>
            <dl class="facts">
                <div><dt>"Reaches"</dt><dd>{reaches}</dd></div>
                <div><dt>"Version"</dt><dd><code>{server.digest.chars().take(19).collect::<String>()}</code></dd></div>
                <div><dt>"Made"</dt><dd><Time at=summary.created_at /></dd></div>
                <div><dt>"Changed"</dt><dd><Time at=summary.updated_at /></dd></div>
            </dl>
        </section>
    }
}

#[component]
pub fn Builds(server: ServerPage) -> impl IntoView {
    let rows: Vec<_> = server
        .builds
        .into_iter()
        .map(|build| {
            let millis: u32 = build.steps.iter().filter_map(|step| step.duration_ms).sum();
            view! {
                <tr>
                    <th scope="row"><a class="row-link" href=format!("/builds/{}", build.id)><span class="row-title"><Time at=build.created_at /></span></a></th>
                    <td><Badge label=build.status.label() tone=builds::log::tone(build.status) dot=true /></td>
                    <td class="is-number">{duration(millis)}</td>
                    <td class="muted is-wide-only">{build.error.unwrap_or_default()}</td>
                </tr>
            }
            .into_any()
        })
        .collect();
    view! {
        <section class="section">
            <div class="table-scroll" tabindex="0" role="region" aria-label="Builds">
                <table class="table is-list">
                    <thead>
                        <tr>
                            <th scope="col">"Started"</th>
                            <th scope="col">"Result"</th>
                            <th scope="col" class="is-number">"Time"</th>
                            <th scope="col" class="is-wide-only">"Reason"</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

//! `/admin`: numbers, and whether every part works.

use contract::dto::{AdminCounts, PartHealth};
use domain::admin;
use leptos::prelude::*;

use super::frame::frame;
use crate::{
    served::{At, Served},
    ui::{Badge, Tone, grouped},
};

pub async fn page(at: At) -> domain::Result<Served> {
    let admin = admin::enter(at.ctx()?)?;
    let (counts, health) = (admin::counts(&admin).await?, admin::health(&admin).await?);
    Ok(Served::new("Administration", move || {
        let parts: Vec<_> = health.parts.into_iter().map(part).collect();
        let body = view! {
            {figures(counts)}
            <section class="section" aria-labelledby="health">
                <h2 id="health">"Health"</h2>
                <p class="muted">"Every part was asked just now. Reload the page to ask again."</p>
                <div class="table-scroll" role="region" aria-label="Every part and its health" tabindex="0">
                    <table class="table">
                        <thead><tr><th scope="col">"Part"</th><th scope="col">"State"</th><th scope="col">"Found"</th><th scope="col" class="is-number is-wide-only">"Took"</th></tr></thead>
                        <tbody>{parts}</tbody>
                    </table>
                </div>
            </section>
        };
        frame("/admin", body.into_any())
    }))
}

fn figures(counts: AdminCounts) -> AnyView {
    let figure =
        |label: &'static str, path: &'static str, number: u64| view! { <div><dt><a href=path>{label}</a></dt><dd>{grouped(number)}</dd></div> }.into_any();
    view! {
        <dl class="figures">
            {figure("Organisations", "/admin/organisations", counts.organisations)}
            {figure("Users", "/admin/users", counts.users)}
            {figure("Tickets that wait for you", "/admin/tickets?only=open", counts.tickets)}
        </dl>
        <dl class="figures">
            {figure("Suspended", "/admin/organisations?only=suspended", counts.suspended)}
            {figure("Builds under way", "/admin/builds?only=running", counts.builds)}
            {figure("Failed builds", "/admin/builds?only=failed", counts.failed_builds)}
        </dl>
    }
    .into_any()
}

fn part(part: PartHealth) -> AnyView {
    let (label, tone) = if part.ok { ("Works", Tone::Good) } else { ("Broken", Tone::Bad) };
    let name = match part.name.as_str() {
        "database" => "Database".to_owned(),
        "store" => "Shared store".to_owned(),
        "runtime" => "Runtime".to_owned(),
        "mail" => "Mail".to_owned(),
        "disk" => "Disk".to_owned(),
        _ => part.name,
    };
    view! {
        <tr>
            <th scope="row">{name}</th>
            <td><Badge label=label tone=tone dot=true /></td>
            <td>{part.detail}</td>
            <td class="is-number is-wide-only">{part.millis} " ms"</td>
        </tr>
    }
    .into_any()
}

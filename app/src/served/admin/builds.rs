//! `/admin/builds`.

use contract::dto::{AdminBuild, BuildStatus};
use domain::admin;
use leptos::prelude::*;

use super::{
    frame::frame,
    table::{self, List},
};
use crate::{
    served::{At, Served},
    ui::{Badge, Time, Tone},
};

const FILTER: &[(&str, &str)] = &[("queued", "Queued"), ("running", "Running"), ("succeeded", "Succeeded"), ("failed", "Failed")];

pub async fn page(at: At) -> domain::Result<Served> {
    let (admin, request) = (admin::enter(at.ctx()?)?, table::request(&at));
    let found = admin::builds(&admin, &request).await?;
    Ok(Served::new("Builds", move || {
        let list = List {
            path: "/admin/builds",
            label: "Builds",
            filter: Some(("Status", FILTER)),
            columns: &[("Server", ""), ("Status", ""), ("Attempt", "is-number is-wide-only"), ("Began", "is-wide-only"), ("Error", "")],
            request,
            next: found.next,
            rows: found.items.into_iter().map(row).collect(),
        };
        frame("/admin/builds", list.view())
    }))
}

fn row(build: AdminBuild) -> AnyView {
    let tone = match build.status {
        BuildStatus::Queued => Tone::Neutral,
        BuildStatus::Running => Tone::Busy,
        BuildStatus::Succeeded => Tone::Good,
        BuildStatus::Failed => Tone::Bad,
    };
    view! {
        <tr>
            <td>
                <span class="row-title">{build.organisation.to_string()} "/" {build.server}</span>
                <div class="row-sub">{build.id.to_string()}</div>
            </td>
            <td><Badge label=build.status.label() tone=tone dot=true /></td>
            <td class="is-number is-wide-only">{build.attempt}</td>
            <td class="is-wide-only"><Time at=build.created_at short=true /></td>
            <td>{build.error}</td>
        </tr>
    }
    .into_any()
}

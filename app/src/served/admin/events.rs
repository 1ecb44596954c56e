//! `/admin/events`: what admins did.

use contract::dto::AdminEvent;
use domain::admin;
use leptos::prelude::*;

use super::{
    frame::frame,
    table::{self, List},
};
use crate::{
    served::{At, Served},
    ui::{Badge, Time},
};

pub async fn page(at: At) -> domain::Result<Served> {
    let (admin, request) = (admin::enter(at.ctx()?)?, table::request(&at));
    let found = admin::events(&admin, &request).await?;
    Ok(Served::new("Events", move || {
        let list = List {
            path: "/admin/events",
            label: "Events",
            filter: None,
            columns: &[("#", ""), ("When", ""), ("Action", ""), ("Resource", ""), ("More", "")],
            request,
            next: found.next,
            rows: found.items.into_iter().map(row).collect(),
        };
        frame("/admin/events", list.view())
    }))
}

fn row(event: AdminEvent) -> AnyView {
    view! {
        <tr>
            <td>{event.seq}</td>
            <td><Time at=event.at short=true /></td>
            <td><Badge label=event.action /></td>
            <td>
                <code>{event.resource}</code>
                <span class="member-email">"by " <code>{event.actor}</code></span>
            </td>
            <td>
                <details class="audit-details">
                    <summary>"Details"</summary>
                    <pre class="code-text is-wrapped" tabindex="0"><code>{serde_json::to_string_pretty(&event.metadata).unwrap_or_default()}</code></pre>
                </details>
            </td>
        </tr>
    }
    .into_any()
}

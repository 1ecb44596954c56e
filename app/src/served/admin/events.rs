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
            columns: &[("#", ""), ("When", ""), ("Action", ""), ("Resource", ""), ("Admin", ""), ("More", "")],
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
            <td><code>{event.resource}</code></td>
            <td><code>{event.actor}</code></td>
            <td><code>{event.metadata.to_string()}</code></td>
        </tr>
    }
    .into_any()
}

//! `/admin/organisations`.

use contract::dto::AdminOrg;
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

const FILTER: &[(&str, &str)] = &[("self_hosted", "Self-hosted"), ("free", "Free"), ("pro", "Pro"), ("team", "Team"), ("suspended", "Suspended")];

pub async fn page(at: At) -> domain::Result<Served> {
    let (admin, request) = (admin::enter(at.ctx()?)?, table::request(&at));
    let found = admin::organisations(&admin, &request).await?;
    Ok(Served::new("Organisations", move || {
        let list = List {
            path: "/admin/organisations",
            label: "Organisations",
            filter: Some(("Plan or state", FILTER)),
            columns: &[
                ("Organisation", ""),
                ("Plan", ""),
                ("Members", "is-number is-wide-only"),
                ("Servers", "is-number is-wide-only"),
                ("State", ""),
                ("Made", "is-wide-only"),
            ],
            request,
            next: found.next,
            rows: found.items.into_iter().map(row).collect(),
        };
        frame("/admin/organisations", list.view())
    }))
}

fn row(org: AdminOrg) -> AnyView {
    let state = match (&org.suspended, org.payment_failed) {
        (Some(_), _) => ("Suspended", Tone::Bad),
        (None, true) => ("Has not paid", Tone::Warn),
        (None, false) => ("Active", Tone::Good),
    };
    view! {
        <tr>
            <td>
                <a href=format!("/admin/organisations/{}", org.id)><span class="row-title" dir="auto">{org.name.to_string()}</span></a>
                <div class="row-sub">{org.handle.to_string()}</div>
            </td>
            <td>{org.plan.label()}</td>
            <td class="is-number is-wide-only">{org.members}</td>
            <td class="is-number is-wide-only">{org.servers}</td>
            <td><Badge label=state.0 tone=state.1 dot=true /></td>
            <td class="is-wide-only"><Time at=org.created_at short=true /></td>
        </tr>
    }
    .into_any()
}

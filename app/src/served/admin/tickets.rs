//! `/admin/tickets`.

use contract::dto::AdminTicket;
use domain::admin;
use leptos::prelude::*;

use super::{
    frame::frame,
    table::{self, List},
};
use crate::{
    served::{At, Served, support::thread::state_badge},
    ui::Time,
};

const FILTER: &[(&str, &str)] = &[("open", "Open"), ("reopened", "Reopened"), ("waiting", "Waiting for the person"), ("solved", "Solved")];

pub async fn page(at: At) -> domain::Result<Served> {
    let (admin, request) = (admin::enter(at.ctx()?)?, table::request(&at));
    let found = admin::tickets(&admin, &request).await?;
    Ok(Served::new("Tickets", move || {
        let list = List {
            path: "/admin/tickets",
            label: "Tickets",
            filter: Some(("State", FILTER)),
            columns: &[("Subject", ""), ("Person", "is-wide-only"), ("Organisation", "is-wide-only"), ("State", ""), ("Last change", "is-wide-only")],
            request,
            next: found.next,
            rows: found.items.into_iter().map(row).collect(),
        };
        frame("/admin/tickets", list.view())
    }))
}

fn row(ticket: AdminTicket) -> AnyView {
    let AdminTicket { summary, person, organisation } = ticket;
    view! {
        <tr>
            <td><a href=format!("/admin/tickets/{}", summary.id)><span class="row-title" dir="auto">{summary.subject}</span></a><span class="member-email is-narrow-only">{person.email.to_string()}</span></td>
            <td class="is-wide-only">{person.email.to_string()}</td>
            <td class="is-wide-only">{organisation.to_string()}</td>
            <td>{state_badge(summary.state, "Waiting for the person")}</td>
            <td class="is-wide-only"><Time at=summary.updated_at short=true /></td>
        </tr>
    }
    .into_any()
}

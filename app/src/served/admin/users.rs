//! `/admin/users`.

use contract::dto::AdminUser;
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

pub async fn page(at: At) -> domain::Result<Served> {
    let (admin, request) = (admin::enter(at.ctx()?)?, table::request(&at));
    let found = admin::users(&admin, &request).await?;
    Ok(Served::new("Users", move || {
        let list = List {
            path: "/admin/users",
            label: "Users",
            filter: None,
            columns: &[("Person", ""), ("Telephone", "is-wide-only"), ("Organisations", ""), ("Since", "is-wide-only")],
            request,
            next: found.next,
            rows: found.items.into_iter().map(row).collect(),
        };
        frame("/admin/users", list.view())
    }))
}

fn row(user: AdminUser) -> AnyView {
    let organisations = user.organisations.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    view! {
        <tr>
            <td>
                <span class="row-title" dir="auto">{user.name}</span>
                " "
                {user.is_admin.then(|| view! { <Badge label="Platform admin" tone=Tone::Accent /> })}
                <div class="row-sub">{user.email.to_string()}</div>
            </td>
            <td class="is-wide-only">{user.phone.map(|phone| phone.to_string())}</td>
            <td>{organisations}</td>
            <td class="is-wide-only"><Time at=user.created_at short=true /></td>
        </tr>
    }
    .into_any()
}

//! What members see, who may not see invoices: the plan, what is used of it, and who can change it.

use contract::{Role, dto::OrganizationView};
use domain::Ctx;
use leptos::prelude::*;

use super::PATH;
use crate::served::{
    Served,
    settings::{frame, usage},
};

pub(super) async fn page(ctx: &Ctx) -> domain::Result<Served> {
    let org = domain::orgs::get(ctx).await?;
    Ok(Served::new("Billing", move || {
        let sections = view! {
            {usage::section(&org, false)}
            <section class="section" aria-labelledby="who">
                <h2 id="who">"Who can change the plan"</h2>
                <p class="muted">"Invoices and payments are for owners and admins. Ask one of them for a larger plan, or to settle a payment:"</p>
                <ul class="bullets">{people(&org)}</ul>
            </section>
        };
        frame(PATH, "Settings", sections.into_any())
    }))
}

fn people(org: &OrganizationView) -> Vec<AnyView> {
    let paying = org.members.iter().filter(|member| member.role != Role::Member);
    paying
        .map(|member| view! { <li>{member.email.to_string()} <span class="muted">{format!(", {}", member.role.label().to_lowercase())}</span></li> }.into_any())
        .collect()
}

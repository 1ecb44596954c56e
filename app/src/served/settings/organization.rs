//! `/settings`: the organisation at a glance.

use contract::{AppError, Permission, dto::OrganizationView};
use leptos::prelude::*;

use super::{encryption, frame, keys_table, members_table, organizations, usage};
use crate::{
    served::{At, Served},
    ui::{Input, Summary},
};

pub async fn page(at: At) -> domain::Result<Served> {
    let ctx = at.ctx()?;
    let org = domain::orgs::get(ctx).await?;
    let choices = domain::orgs::list(ctx).await?;
    let (may_manage, may_bill) = (ctx.may(Permission::ManageOrganization), ctx.may(Permission::ViewBilling));
    let typed = |form: &str| at.flash_for(form).and_then(|flash| flash.typed.get("name").cloned());
    let (new_name, name) = (typed("new-org").unwrap_or_default(), typed("org"));
    let (rename_error, encryption_error, new_error) = (at.error_for("org"), at.error_for("encryption"), at.error_for("new-org"));
    Ok(Served::new("Organisation", move || {
        let sections = view! {
            {about(&org, may_manage, name, rename_error)}
            {usage::section(&org, may_bill)}
            <section class="section" aria-labelledby="members">
                <div class="page-head">
                    <h2 id="members">"Members"</h2>
                    <a class="button is-small" href="/settings/members">"All about members"</a>
                </div>
                {members_table::read_only(&org.members, &org.invitations)}
            </section>
            <section class="section" aria-labelledby="keys">
                <div class="page-head">
                    <h2 id="keys">"API keys"</h2>
                    <a class="button is-small" href="/settings/keys">"All about keys"</a>
                </div>
                {keys_table::table(org.keys.clone(), "/settings")}
            </section>
            {encryption::section(org.encryption.clone(), may_manage, encryption_error)}
            {organizations::section(choices, new_name, new_error)}
        };
        frame("/settings", "Settings", sections.into_any())
    }))
}

fn about(org: &OrganizationView, may_rename: bool, typed: Option<String>, error: Option<AppError>) -> AnyView {
    let name = org.org.name.to_string();
    let wrong = error.as_ref().and_then(|error| error.for_field("name").map(str::to_owned));
    let summary = error.filter(|error| error.errors.is_empty());
    let form = may_rename.then(|| {
        view! {
            <form method="post" action="/forms/orgs/rename" class="stack is-short-form">
                <Input name="org_name" label="Name" value=typed.unwrap_or_else(|| name.clone()) error=wrong />
                <button type="submit" class="button">"Save"</button>
            </form>
        }
    });
    view! {
        <section class="section" aria-labelledby="organisation">
            <h2 id="organisation" dir="auto">{name.clone()}</h2>
            {summary.map(|error| view! { <Summary error=error /> })}
            <dl class="facts">
                <div>
                    <dt>"Handle"</dt>
                    <dd><code>{org.org.handle.to_string()}</code> <span class="muted">" stands in the addresses of your servers and stays for ever"</span></dd>
                </div>
                <div>
                    <dt>"Your role"</dt>
                    <dd>{org.role.label()}</dd>
                </div>
            </dl>
            {form}
        </section>
    }
    .into_any()
}

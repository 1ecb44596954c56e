//! `/settings/security`: sessions and passkeys; `/settings/step-up`: proving once more who one is.

mod passkeys;
mod sessions;
mod step_up;

use contract::Permission;
use leptos::prelude::*;

use super::{At, PageRight, Served, ServedPage, page, passkey, settings::frame};
use crate::ui::Summary;

pub use step_up::path as step_up_path;

pub fn pages() -> Vec<ServedPage> {
    let own = PageRight::Needs(Permission::ManageAccount);
    vec![page("/settings/security", own, security), page("/settings/step-up", own, step_up::page)]
}

async fn security(at: At) -> domain::Result<Served> {
    let ctx = at.ctx()?;
    let sessions = domain::identity::sessions::list(ctx).await?;
    let passkeys = domain::identity::passkeys::list(ctx).await?;
    let possible = domain::identity::passkeys::are_possible(&ctx.platform);
    let error = at.error_for("security");
    let build = at.visit.build.to_string();
    let view = move || {
        let sections = view! {
            {error.map(|error| view! { <Summary error=error /> })}
            {passkeys::section(passkeys, possible)}
            {sessions::section(sessions)}
        };
        frame("/settings/security", "Settings", sections.into_any())
    };
    Ok(Served::new("Sign-in", view).head(move || passkey::script(&build)))
}

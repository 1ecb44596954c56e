//! The server function behind every page.

use leptos::prelude::*;

use crate::{
    Failure,
    wire::{Packed, Wire},
};

/// Who is signed in, the theme, and the message of the last form, which is thereby shown and gone.
#[server(name = PageState, prefix = "/_fn", endpoint = "session/state", input = Wire, output = Wire)]
pub async fn page_state() -> Result<Packed, Failure> {
    use crate::ssr::{reply, take_flash, visit};
    use contract::Permission;
    let visit = visit()?;
    let session = match &visit.ctx {
        Some(ctx) => {
            let session: super::SignedIn = reply(domain::identity::session(ctx).await)?.into();
            let others = reply(domain::orgs::list(ctx).await)?.into_iter().filter(|choice| !choice.current);
            let others = others.map(|choice| (choice.id.to_string(), choice.name.into())).collect();
            let trouble = reply(domain::billing::trouble(ctx).await)?;
            let (admin, audit) = (domain::admin::enter(ctx).is_ok(), ctx.may(Permission::ViewAudit));
            Some(super::SignedIn { others, admin, audit, trouble, ..session })
        }
        None => None,
    };
    Packed::of(super::PageInfo { session, flash: take_flash(), theme: visit.theme })
}

//! Server functions of the development mailbox.

use leptos::prelude::*;

use crate::{
    Failure,
    wire::{Packed, Wire},
};

/// The newest mails. 404 wherever the mailbox may not be shown.
#[server(name = ListMails, prefix = "/_fn", endpoint = "mail/list", input = Wire, output = Wire)]
pub async fn list_mails() -> Result<Packed, Failure> {
    use crate::ssr::{reply, visit};
    let visit = visit()?;
    if !visit.dev_mail {
        return reply(Err(contract::AppError::not_found("page").into()));
    }
    Packed::of(reply(domain::mailbox::list(&visit.platform).await)?)
}

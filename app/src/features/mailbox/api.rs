//! Server functions of the development mailbox.

use contract::dto::MailView;
use leptos::prelude::*;

use crate::{Failure, wire::Wire};

/// The newest mails. 404 wherever the mailbox may not be shown.
#[server(name = ListMails, prefix = "/_fn", endpoint = "mail/list", input = Wire, output = Wire)]
pub async fn list_mails() -> Result<Vec<MailView>, Failure> {
    use crate::ssr::{reply, visit};
    let visit = visit()?;
    if !visit.dev_mail {
        return reply(Err(contract::AppError::not_found("page").into()));
    }
    reply(domain::mailbox::list(&visit.platform).await)
}

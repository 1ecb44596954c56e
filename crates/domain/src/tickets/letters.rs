//! The mails that tickets send, written down with the words that they tell of.

use contract::Email;
use store::{Tx, tickets};

use crate::{Ctx, Platform, Result, outbox, ports::Mail};

/// Tells everybody in `BMM_ADMIN_EMAILS` what a person wrote. The address that they answer at is in the mail; mail cannot be
/// replied to.
pub(crate) async fn to_team(tx: &Tx, ctx: &Ctx, ticket: &tickets::Model, text: &str, what: &str) -> Result<()> {
    let link = ctx.url(&format!("/admin/tickets/{}", ticket.id));
    let body = format!("{} <{}> of {} wrote:\n\n{}\n\nRead and answer it here:\n{link}\n", ctx.person.name, ctx.person.email, ctx.org.handle, quoted(text));
    for to in &ctx.config.admin_emails {
        let mail = Mail { to: to.clone(), subject: format!("{what}: {}", ticket.subject), text: body.clone() };
        outbox::enqueue(tx, &ctx.platform, &mail).await?;
    }
    Ok(())
}

/// Tells the person what the team wrote.
pub(crate) async fn to_person(tx: &Tx, platform: &Platform, to: Email, ticket: &tickets::Model, text: &str, solved: bool) -> Result<()> {
    let link = platform.url(&format!("/support/{}", ticket.id));
    let outcome = if solved { "We think that this is solved. If it is not, write again and the ticket is open." } else { "We wait for your answer." };
    let body = format!(
        "Hello,\n\nwe have answered your ticket “{}”:\n\n{}\n\n{outcome} Please do not reply to this mail; answer here:\n{link}\n",
        ticket.subject,
        quoted(text)
    );
    outbox::enqueue(tx, platform, &Mail { to, subject: format!("Answer to your ticket: {}", ticket.subject), text: body }).await
}

fn quoted(text: &str) -> String {
    text.lines().map(|line| format!("> {line}\n")).collect::<String>().trim_end().to_owned()
}

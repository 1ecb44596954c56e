//! The mails that tickets send.

use std::{sync::Arc, time::Duration};

use contract::Email;
use store::tickets;

use crate::{Ctx, Platform, ports::Mail};

/// When a mail is tried again after the mail server did not take it.
const PAUSES: [Duration; 2] = [Duration::from_secs(10), Duration::from_secs(120)];

/// Tells everybody in `BMM_ADMIN_EMAILS` what a person wrote. The address that they answer at is in the mail; mail cannot be
/// replied to.
pub(crate) fn to_team(ctx: &Ctx, ticket: &tickets::Model, text: &str, what: &str) {
    let link = ctx.url(&format!("/admin/tickets/{}", ticket.id));
    let body = format!("{} <{}> of {} wrote:\n\n{}\n\nRead and answer it here:\n{link}\n", ctx.person.name, ctx.person.email, ctx.org.handle, quoted(text));
    let subject = format!("{what}: {}", ticket.subject);
    let mails = ctx.config.admin_emails.iter().map(|to| Mail { to: to.clone(), subject: subject.clone(), text: body.clone() });
    send(&ctx.platform, mails.collect());
}

/// Tells the person what the team wrote.
pub(crate) fn to_person(platform: &Arc<Platform>, to: Email, ticket: &tickets::Model, text: &str, solved: bool) {
    let link = platform.url(&format!("/support/{}", ticket.id));
    let outcome = if solved { "We think that this is solved. If it is not, write again and the ticket is open." } else { "We wait for your answer." };
    let body = format!(
        "Hello,\n\nwe have answered your ticket “{}”:\n\n{}\n\n{outcome} Please do not reply to this mail; answer here:\n{link}\n",
        ticket.subject,
        quoted(text)
    );
    send(platform, vec![Mail { to, subject: format!("Answer to your ticket: {}", ticket.subject), text: body }]);
}

fn quoted(text: &str) -> String {
    text.lines().map(|line| format!("> {line}\n")).collect::<String>().trim_end().to_owned()
}

/// Sends in the background, three times at most: what was written is safe already, and nobody should wait for a mail server.
pub(crate) fn send(platform: &Arc<Platform>, mails: Vec<Mail>) {
    for mail in mails {
        let platform = Arc::clone(platform);
        tokio::spawn(async move {
            let mut pauses = PAUSES.iter();
            while let Err(cause) = platform.mailer.send(mail.clone()).await {
                let Some(pause) = pauses.next() else {
                    tracing::error!(%cause, "a mail was given up");
                    return;
                };
                tracing::warn!(%cause, "a mail is tried again");
                tokio::time::sleep(*pause).await;
            }
        });
    }
}

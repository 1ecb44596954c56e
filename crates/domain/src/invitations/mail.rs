//! The letter that invites.

use std::time::Duration;

use contract::{AppError, Email, Role};
use secrecy::{ExposeSecret, SecretString};
use store::Tx;

use super::DAYS;
use crate::{
    Ctx, Result, outbox,
    ports::{Mail, Quota},
    tokens,
};

/// Letters that one organisation may send.
const PER_ORGANIZATION: Quota = Quota { events: 60, window: Duration::from_secs(3_600) };
/// Letters that one address may get from all of them.
const PER_ADDRESS: Quota = Quota { events: 10, window: Duration::from_secs(24 * 3_600) };

/// Takes one letter from both quotas: nobody's mailbox is filled from here.
pub(super) async fn limit(ctx: &Ctx, to: &Email) -> Result<()> {
    for (key, quota) in [(format!("invite:org:{}", ctx.org.id), PER_ORGANIZATION), (format!("invite:email:{}", tokens::sha256_hex(to.as_str())), PER_ADDRESS)] {
        let taken = ctx.limiter.take(&key, quota).await;
        taken.map_err(AppError::rate_limited)?;
    }
    Ok(())
}

/// Writes the letter with the link down, in the transaction that the link belongs to.
pub(super) async fn enqueue(tx: &Tx, ctx: &Ctx, to: &Email, role: Role, token: &SecretString) -> Result<()> {
    let link = ctx.url(&format!("/invitations/{}", token.expose_secret()));
    let (by, org, role) = (shown(ctx), &ctx.org.name, role.label().to_lowercase());
    let text = format!(
        "Hello,\n\n{by} invites you to join the organisation “{org}” on Build My MCP as {role}.\n\nOpen this link to accept or decline. It works for {DAYS} days:\n\n{link}\n\n\
         You need to sign in with this address ({to}).\n\nIf you do not know {by}, ignore this mail: nothing happens without you.\n"
    );
    let mail = Mail { to: to.clone(), subject: format!("{by} invites you to {org} on Build My MCP"), text };
    outbox::enqueue(tx, &ctx.platform, &mail).await
}

/// Who invites, as the letter names them.
fn shown(ctx: &Ctx) -> String {
    if ctx.person.name.is_empty() { ctx.person.email.to_string() } else { ctx.person.name.clone() }
}

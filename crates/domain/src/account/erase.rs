//! Carrying a deletion out: rows, personal data beside the audit log, and the bytes that a database leaves behind.

use std::{collections::BTreeSet, sync::Arc};

use contract::{Email, Handle, OrgId, ServerId, Slug};
use serde_json::json;
use store::{audit::origins, deletions, keys, parse, personal, servers, users};

use super::handles;
use crate::{
    Platform, Result,
    audit::{self, Action, By},
    outbox,
    ports::Mail,
    usage,
};

/// What has to be forgotten outside the database once the rows are gone.
struct Gone {
    orgs: Vec<String>,
    servers: Vec<(Handle, Slug, ServerId)>,
}

/// Deletes the account that belongs to this address at once, whether or not its owner has asked for it: for operators.
/// `false` when there is none.
pub async fn erase_now(platform: &Arc<Platform>, email: &Email) -> Result<bool> {
    usage::flush(platform).await?;
    let Some(user) = users::by_email(platform.db.connection(), email).await? else { return Ok(false) };
    let tx = platform.db.begin().await?;
    deletions::insert(&tx, parse(&user.id)?, platform.now(), platform.now()).await?;
    let erased = erase_in(tx, platform, &user.id).await?;
    platform.db.compact().await?;
    Ok(erased)
}

/// Removes the person and everything about them; `false` when the wish was taken back meanwhile.
pub(super) async fn erase(platform: &Arc<Platform>, user: &str) -> Result<bool> {
    // Rows of calls that have just been answered must not arrive after the log is gone.
    usage::flush(platform).await?;
    erase_in(platform.db.begin().await?, platform, user).await
}

async fn erase_in(tx: store::Tx, platform: &Arc<Platform>, user: &str) -> Result<bool> {
    // Of several workers, one gets the row; the others wait for its transaction and find none.
    if !deletions::delete(&tx, user).await? {
        return Ok(false);
    }
    let Some(person) = users::by_id(&tx, user).await? else { return Ok(false) };
    let mut gone = Gone { orgs: Vec::new(), servers: Vec::new() };
    for organization in personal::memberships(&tx, user).await? {
        if organization.others > 0 {
            if organization.role == "owner" && organization.other_owners == 0 {
                hand_over(&tx, platform, &organization.id, user).await?;
            }
            continue;
        }
        if organization.paying > 0 {
            tracing::warn!(org = %organization.id, "an account is not deleted yet, because its organisation still pays for a plan");
            return Ok(false);
        }
        handles::retire(&tx, platform, &organization.handle, platform.now()).await?;
        let handle: Handle = parse(&organization.handle)?;
        for server in servers::list(&tx, parse(&organization.id)?).await? {
            gone.servers.push((handle.clone(), parse(&server.slug)?, parse(&server.id)?));
        }
        gone.orgs.push(organization.id);
    }
    write_events(&tx, platform, user, &gone.orgs).await?;
    personal::erase(&tx, user, &gone.orgs).await?;
    say_goodbye(&tx, platform, &person.email).await?;
    tx.commit().await?;
    forget(platform, &gone).await?;
    Ok(true)
}

/// An organisation with members never stays without an owner.
async fn hand_over(tx: &store::Tx, platform: &Platform, org: &str, leaver: &str) -> Result<()> {
    if let Some(successor) = personal::promote_successor(tx, org, leaver).await? {
        let metadata = json!({ "role": "owner", "because": "the last owner's account was deleted" });
        audit::append_by(tx, platform, parse(org)?, By::system(), Action::OwnerSucceeded, successor, metadata).await?;
    }
    Ok(())
}

/// Every log in which something stands about the person says that it was erased, and of which actors: from then on the
/// check takes their missing side rows as they are. The log of an organisation that goes, too, says so, and keeps nobody's.
async fn write_events(tx: &store::Tx, platform: &Platform, user: &str, alone: &[String]) -> Result<()> {
    let mut actors = vec![user.to_owned()];
    actors.extend(keys::ids_of(tx, user).await?);
    let mut logs: BTreeSet<String> = origins::organizations_of(tx, user).await?.into_iter().collect();
    logs.extend(alone.iter().cloned());
    logs.extend(personal::memberships(tx, user).await?.into_iter().map(|organization| organization.id));
    for log in logs {
        let org: OrgId = parse(&log)?;
        audit::append_by(tx, platform, org, By::system(), Action::AccountErased, user, json!({ "actors": actors })).await?;
        if alone.contains(&log) {
            audit::append_by(tx, platform, org, By::system(), Action::AccountDeleted, user, json!({})).await?;
        }
    }
    Ok(())
}

/// Endpoints stop answering, sandboxes end, and calls that were answered meanwhile leave no trace.
async fn forget(platform: &Arc<Platform>, gone: &Gone) -> Result<()> {
    for (handle, slug, server) in &gone.servers {
        platform.specs.forget(handle, slug);
        platform.runtime.stop(*server).await;
    }
    usage::flush(platform).await?;
    for org in &gone.orgs {
        personal::erase_late_calls(platform.db.connection(), org).await?;
    }
    Ok(())
}

/// The last mail. The development mailbox lies in the very database that the address has just left, so there is none.
async fn say_goodbye(tx: &store::Tx, platform: &Platform, email: &str) -> Result<()> {
    if platform.config.development_mail {
        return Ok(());
    }
    let text = "Hello,\n\nyour Build My MCP account has been deleted, with everything that belonged to you alone. Backups that the operator keeps are \
                overwritten in their usual course.\n"
        .to_owned();
    outbox::enqueue(tx, platform, &Mail { to: parse(email)?, subject: "Your account has been deleted".into(), text }).await
}

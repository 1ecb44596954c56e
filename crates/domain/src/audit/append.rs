//! Writing one event.

use contract::{AuditId, OrgId};
use serde_json::Value;
use store::{
    Tx,
    audit::{self, origins},
    keys, orgs, users,
};

use super::{Action, By, chain};
use crate::{Ctx, Platform, Result};

/// Who an event is about as a person: goes into the side table alone.
struct Who {
    user: String,
    name: String,
    email: String,
}

/// Appends one event for what the context's actor did. `metadata` holds neither secrets nor personal data.
pub async fn append(tx: &Tx, ctx: &Ctx, action: Action, resource: impl ToString, metadata: Value) -> Result<()> {
    append_in(tx, ctx, ctx.org.id, action, resource, metadata).await
}

/// Like [`append`], in the log of another organisation than the context's: for what a person does to their account.
pub(crate) async fn append_in(tx: &Tx, ctx: &Ctx, org: OrgId, action: Action, resource: impl ToString, metadata: Value) -> Result<()> {
    let who = Who { user: ctx.person.id.to_string(), name: ctx.person.name.clone(), email: ctx.person.email.to_string() };
    write(tx, &ctx.platform, org, By::person(ctx), Some(who), action, resource.to_string(), metadata).await
}

/// Appends one event for anybody, the platform's own workers included.
pub async fn append_by(tx: &Tx, platform: &Platform, org: OrgId, by: By<'_>, action: Action, resource: impl ToString, metadata: Value) -> Result<()> {
    let who = who(tx, &by).await?;
    write(tx, platform, org, by, who, action, resource.to_string(), metadata).await
}

/// The person behind an actor, as they are called now.
async fn who(tx: &Tx, by: &By<'_>) -> Result<Option<Who>> {
    let user = match by.kind {
        "user" => by.id.clone(),
        "key" => match keys::owner(tx, &by.id).await? {
            Some(user) => user,
            None => return Ok(None),
        },
        _ => return Ok(None),
    };
    Ok(users::by_id(tx, &user).await?.map(|row| Who { user, name: row.name, email: row.email }))
}

#[expect(clippy::too_many_arguments, reason = "the parts of one event")]
async fn write(tx: &Tx, platform: &Platform, org: OrgId, by: By<'_>, who: Option<Who>, action: Action, resource: String, metadata: Value) -> Result<()> {
    // One at a time, so that two events never claim the same place in the chain.
    orgs::lock(tx, org).await?;
    let place = chain::next_place(tx, platform, org).await?;
    let id = platform.id(AuditId::new);
    let origin = origin(platform, org, id, &by, who);
    let mut event = audit::Model {
        id: id.to_string(),
        org_id: org.to_string(),
        seq: place.seq,
        at: platform.now().micros(),
        actor_kind: by.kind.to_owned(),
        actor_id: by.id,
        action: action.as_str().to_owned(),
        resource,
        metadata: metadata.to_string(),
        previous_hash: place.previous_hash,
        hash: String::new(),
        commitment: origin.as_ref().map_or_else(String::new, chain::commitment),
    };
    event.hash = chain::hash_of(&event);
    let head = chain::signed_head(platform, &event)?;
    audit::insert(tx, event).await?;
    audit::heads::put(tx, head).await?;
    if let Some(origin) = origin {
        origins::insert(tx, origin).await?;
    }
    Ok(())
}

fn origin(platform: &Platform, org: OrgId, event: AuditId, by: &By<'_>, who: Option<Who>) -> Option<origins::Model> {
    if who.is_none() && by.request.is_none() {
        return None;
    }
    let (user_id, name, email) = who.map(|who| (who.user, who.name, who.email)).unwrap_or_default();
    let salt: [u8; 16] = platform.random_bytes();
    Some(origins::Model {
        event_id: event.to_string(),
        org_id: org.to_string(),
        user_id,
        name,
        email,
        ip: by.request.map(|request| request.ip.to_string()).unwrap_or_default(),
        user_agent: by.request.map(|request| request.user_agent.clone()).unwrap_or_default(),
        salt: salt.iter().map(|byte| format!("{byte:02x}")).collect(),
        at: platform.now().micros(),
    })
}

/// What erasing a person leaves behind in each log where something stood about them: which actors may be without their
/// side rows from now on.
pub(crate) fn erased_actors(metadata: &str) -> Vec<String> {
    let value: Value = serde_json::from_str(metadata).unwrap_or_default();
    value["actors"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

//! The audit log: every change of state writes one event in the same transaction, chained by hash per organisation.

use contract::{AuditId, OrgId};
use serde_json::{Value, json};
use store::{ConnectionTrait, Tx, audit, orgs};

use crate::{Actor, Ctx, Platform, RequestMeta, Result, tokens};

/// What happened. The text is stable: filters and exports use it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    SignedIn,
    SignedOut,
    OrgCreated,
    KeyCreated,
    KeyRevoked,
    ServerCreated,
    ServerUpdated,
    ServerPublished,
    ServerDeleted,
    BuildFailed,
    SecretReplaced,
}

impl Action {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "session.created",
            Self::SignedOut => "session.ended",
            Self::OrgCreated => "organization.created",
            Self::KeyCreated => "key.created",
            Self::KeyRevoked => "key.revoked",
            Self::ServerCreated => "server.created",
            Self::ServerUpdated => "server.updated",
            Self::ServerPublished => "server.published",
            Self::ServerDeleted => "server.deleted",
            Self::BuildFailed => "build.failed",
            Self::SecretReplaced => "secret.replaced",
        }
    }
}

/// Who did it and from where.
pub struct By<'a> {
    pub kind: &'static str,
    pub id: String,
    pub request: Option<&'a RequestMeta>,
}

impl<'a> By<'a> {
    pub fn person(ctx: &'a Ctx) -> Self {
        let (kind, id) = match &ctx.actor {
            Actor::User(_) => ("user", ctx.person.id.to_string()),
            Actor::Key(key) => ("key", key.to_string()),
            Actor::System => ("system", String::new()),
        };
        Self { kind, id, request: Some(&ctx.request) }
    }

    pub const fn system() -> Self {
        Self { kind: "system", id: String::new(), request: None }
    }
}

/// Appends one event for what the context's actor did. `metadata` holds neither secrets nor personal data.
pub async fn append(tx: &Tx, ctx: &Ctx, action: Action, resource: impl ToString, metadata: Value) -> Result<()> {
    append_by(tx, &ctx.platform, ctx.org.id, By::person(ctx), action, resource, metadata).await
}

/// Appends one event for anybody, the platform's own workers included.
pub async fn append_by(tx: &Tx, platform: &Platform, org: OrgId, by: By<'_>, action: Action, resource: impl ToString, metadata: Value) -> Result<()> {
    // One at a time, so that two events never claim the same place in the chain.
    orgs::lock(tx, org).await?;
    let head = audit::head(tx, org).await?;
    let id = platform.id(AuditId::new);
    let mut event = audit::Model {
        id: id.to_string(),
        org_id: org.to_string(),
        seq: head.as_ref().map_or(1, |head| head.seq + 1),
        at: platform.now().micros(),
        actor_kind: by.kind.to_owned(),
        actor_id: by.id,
        action: action.as_str().to_owned(),
        resource: resource.to_string(),
        metadata: metadata.to_string(),
        previous_hash: head.map_or_else(String::new, |head| head.hash),
        hash: String::new(),
    };
    event.hash = hash_of(&event);
    audit::insert(tx, event).await?;
    if let Some(request) = by.request {
        audit::origins::insert(tx, id, &request.ip.to_string(), &request.user_agent, platform.now()).await?;
    }
    Ok(())
}

/// The first event of the organisation whose hash, sequence or link does not hold; `None` when the chain is whole.
pub async fn first_broken(db: &impl ConnectionTrait, org: OrgId) -> Result<Option<i64>> {
    let mut previous = String::new();
    for (expected, event) in (1..).zip(audit::all(db, org).await?) {
        if event.seq != expected || event.previous_hash != previous || event.hash != hash_of(&event) {
            return Ok(Some(expected));
        }
        previous = event.hash;
    }
    Ok(None)
}

/// SHA-256 over the canonical form of the event, its own hash left out.
fn hash_of(event: &audit::Model) -> String {
    let fields = json!({
        "id": event.id, "org": event.org_id, "seq": event.seq, "at": event.at, "actor_kind": event.actor_kind, "actor": event.actor_id,
        "action": event.action, "resource": event.resource, "metadata": event.metadata, "previous": event.previous_hash,
    });
    tokens::sha256_hex(contract::spec::canonical::to_string(&fields))
}

//! How events hang together: hashes, commitments, and the signed head.

use contract::OrgId;
use serde_json::json;
use store::{
    ConnectionTrait, Tx,
    audit::{self, heads, origins},
    parse, settings,
};

use crate::{
    Platform, Result, tokens,
    vault::{Signature, Verdict},
};

const PURPOSE: &str = "audit head";

/// Where the next event goes.
pub(super) struct Place {
    pub seq: i64,
    pub previous_hash: String,
}

/// The place after the signed head. Where head and last event do not agree, somebody has meddled with the database: the
/// next event is then written with a link that can never hold, so that no later signature covers it up.
pub(super) async fn next_place(tx: &Tx, platform: &Platform, org: OrgId) -> Result<Place> {
    let (last, head) = (audit::last(tx, org).await?, heads::get(tx, &org.to_string()).await?);
    let is_signed = head.as_ref().map_or(Ok(false), |head| verdict(platform, head).map(|verdict| verdict == Verdict::Holds))?;
    match (&last, &head) {
        (None, None) => return Ok(Place { seq: 1, previous_hash: String::new() }),
        (Some(last), Some(head)) if last.seq == head.seq && last.hash == head.hash && is_signed => {
            return Ok(Place { seq: head.seq + 1, previous_hash: head.hash.clone() });
        }
        _ => tracing::error!(org = %org, "the audit log was changed from outside; `bmm admin audit verify` says where"),
    }
    let (last, head) = (last.map(|last| last.seq), head.map(|head| head.seq));
    let previous_hash = tokens::sha256_hex(format!("broken link {}", platform.now().micros()));
    Ok(Place { seq: last.max(head).unwrap_or_default().saturating_add(1), previous_hash })
}

/// SHA-256 over the canonical form of the event, its own hash left out.
pub(super) fn hash_of(event: &audit::Model) -> String {
    let mut fields = json!({
        "id": event.id, "org": event.org_id, "seq": event.seq, "at": event.at, "actor_kind": event.actor_kind, "actor": event.actor_id,
        "action": event.action, "resource": event.resource, "metadata": event.metadata, "previous": event.previous_hash,
    });
    // Events of the first schema had none.
    if !event.commitment.is_empty() {
        fields["commitment"] = event.commitment.as_str().into();
    }
    tokens::sha256_hex(contract::spec::canonical::to_string(&fields))
}

/// Salted SHA-256 of what stands beside the event. Once the salt is erased, nothing can be guessed from it.
pub(super) fn commitment(origin: &origins::Model) -> String {
    let fields = json!({
        "event": origin.event_id, "org": origin.org_id, "user": origin.user_id, "name": origin.name, "email": origin.email, "ip": origin.ip,
        "user_agent": origin.user_agent, "at": origin.at, "salt": origin.salt,
    });
    tokens::sha256_hex(contract::spec::canonical::to_string(&fields))
}

/// The head that this event becomes.
pub(super) fn signed_head(platform: &Platform, event: &audit::Model) -> Result<heads::Model> {
    let signature = platform.vault.sign(PURPOSE, &message(&event.org_id, event.seq, &event.hash, event.at))?;
    Ok(heads::Model {
        org_id: event.org_id.clone(),
        seq: event.seq,
        hash: event.hash.clone(),
        at: event.at,
        key_id: signature.key_id,
        signature: signature.text,
        waiting: 1,
    })
}

/// Whether the platform signed this head.
pub(super) fn verdict(platform: &Platform, head: &heads::Model) -> Result<Verdict> {
    let signature = Signature { key_id: head.key_id.clone(), text: head.signature.clone() };
    Ok(platform.vault.check(PURPOSE, &message(&head.org_id, head.seq, &head.hash, head.at), &signature)?)
}

fn message(org: &str, seq: i64, hash: &str, at: i64) -> Vec<u8> {
    format!("{org}\n{seq}\n{hash}\n{at}").into_bytes()
}

/// Signs chains that are older than signed heads. Does so once for a database; a head that is missing later was removed.
pub async fn sign_older_chains(platform: &Platform) -> Result<()> {
    const SETTING: &str = "audit_heads_since";
    sign_again(platform).await?;
    if settings::get(platform.db.connection(), SETTING).await?.is_some() {
        return Ok(());
    }
    let tx = platform.db.begin().await?;
    for org in audit::organizations(&tx).await? {
        if heads::get(&tx, &org).await?.is_none() {
            sign_last(&tx, platform, parse(&org)?).await?;
        }
    }
    settings::get_or_insert(&tx, SETTING, &platform.now().rfc3339()).await?;
    tx.commit().await?;
    Ok(())
}

/// Heads that an earlier master key signed get today's signature, so that the earlier key can be thrown away.
async fn sign_again(platform: &Platform) -> Result<()> {
    let db = platform.db.connection();
    for head in heads::signed_by_others(db, platform.vault.key_id()).await? {
        if verdict(platform, &head)? == Verdict::Holds {
            let signature = platform.vault.sign(PURPOSE, &message(&head.org_id, head.seq, &head.hash, head.at))?;
            heads::sign_again(db, &head, signature.key_id, signature.text).await?;
        }
    }
    Ok(())
}

async fn sign_last(tx: &impl ConnectionTrait, platform: &Platform, org: OrgId) -> Result<()> {
    if let Some(last) = audit::last(tx, org).await? {
        heads::put(tx, signed_head(platform, &last)?).await?;
    }
    Ok(())
}

//! Heads outside the database: one line of JSON each, in a file that only grows.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};
use store::audit::heads;
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::chain;
use crate::{Platform, Result, vault::Verdict};

/// What was written between two looks could be cut off unnoticed; it stays small.
const EVERY: Duration = Duration::from_secs(1);
const AT_ONCE: u64 = 500;

#[derive(Serialize, Deserialize)]
struct Line {
    org: String,
    seq: i64,
    hash: String,
    /// Microseconds since 1970.
    at: i64,
    key: String,
    signature: String,
}

/// Keeps heads outside the database until told to stop, and once more at the end.
pub async fn work(platform: &Arc<Platform>, stop: CancellationToken) {
    let mut tick = interval(EVERY);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            _ = tick.tick() => {}
        }
        if let Err(cause) = keep_heads(platform).await {
            tracing::warn!(%cause, "heads of the audit log could not be kept outside the database; the next attempt takes them along");
        }
    }
    if let Err(cause) = keep_heads(platform).await {
        tracing::error!(%cause, "the last heads of the audit log could not be kept outside the database; the next start takes them along");
    }
}

/// Appends every head that waits. A head that the platform did not sign is never written down as if it had.
pub async fn keep_heads(platform: &Platform) -> Result<()> {
    let db = platform.db.connection();
    let waiting = heads::waiting(db, AT_ONCE).await?;
    let mut ours = Vec::new();
    for head in waiting {
        if chain::verdict(platform, &head)? == Verdict::Holds {
            ours.push(head);
            continue;
        }
        tracing::error!(org = %head.org_id, seq = head.seq, "the head of an audit log was forged; `bmm admin audit verify` says more");
        heads::written(db, &head.org_id, head.seq).await?;
    }
    if ours.is_empty() {
        return Ok(());
    }
    let lines = ours.iter().map(|head| serde_json::to_string(&Line::of(head))).collect::<Result<Vec<_>, _>>()?;
    platform.head_log.append(&lines).await?;
    for head in ours {
        heads::written(db, &head.org_id, head.seq).await?;
    }
    Ok(())
}

/// What the file says: by organisation, in the order in which it was written.
pub(super) struct Outside {
    pub heads: BTreeMap<String, Vec<(i64, String)>>,
    /// What is wrong with the file itself, and with which line.
    pub damage: Option<String>,
}

/// Reads the file; lines that the platform did not sign count as damage.
pub(super) async fn read(platform: &Platform) -> Result<Outside> {
    let mut outside = Outside { heads: BTreeMap::new(), damage: None };
    let Some(lines) = platform.head_log.lines().await? else {
        if heads::any_written(platform.db.connection()).await? {
            outside.damage = Some("The file of heads outside the database is missing, although heads were written to it.".into());
        }
        return Ok(outside);
    };
    for (number, line) in (1..).zip(lines) {
        let head = serde_json::from_str::<Line>(&line).ok().map(Line::head);
        let verdict = head.as_ref().map_or(Ok(Verdict::Forged), |head| chain::verdict(platform, head))?;
        match head.filter(|_| verdict != Verdict::Forged) {
            Some(head) => outside.heads.entry(head.org_id).or_default().push((head.seq, head.hash)),
            None => {
                let damage = format!("Line {number} of the file of heads outside the database was not written by this platform, or was changed.");
                outside.damage.get_or_insert(damage);
            }
        }
    }
    Ok(outside)
}

impl Line {
    fn of(head: &heads::Model) -> Self {
        let head = head.clone();
        Self { org: head.org_id, seq: head.seq, hash: head.hash, at: head.at, key: head.key_id, signature: head.signature }
    }

    fn head(self) -> heads::Model {
        heads::Model { org_id: self.org, seq: self.seq, hash: self.hash, at: self.at, key_id: self.key, signature: self.signature, waiting: 0 }
    }
}

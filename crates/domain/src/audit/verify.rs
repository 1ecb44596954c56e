//! The check: every link, every commitment, the signed head, and the heads outside the database. Runs beside a working
//! platform: what is appended meanwhile is read, too.

use std::collections::{BTreeMap, BTreeSet};

use contract::{
    Permission,
    dto::{AuditBreak, AuditVerdict},
};
use store::{
    ConnectionTrait,
    audit::{self, guards, heads, origins},
};

use super::{
    Action, append, chain,
    outside::{self, Outside},
};
use crate::{Ctx, Platform, Result, vault::Verdict};

/// Rows read at once.
const BATCH: u64 = 1_000;

/// Checks the organisation's own log.
pub async fn verify(ctx: &Ctx) -> Result<AuditVerdict> {
    ctx.require(Permission::ViewAudit)?;
    let outside = outside::read(&ctx.platform).await?;
    let org = ctx.org.id.to_string();
    let (events, broken) = check(&ctx.platform, &org, &outside).await?;
    // A file that is gone or damaged can say nothing against a log that was cut off.
    let broken = broken.or_else(|| outside.damage.map(|what| AuditBreak { organization: org, seq: 0, what }));
    Ok(AuditVerdict { whole: broken.is_none(), events, checked_at: ctx.now(), broken })
}

/// Checks the logs of every organisation, the guards of the database and the file outside of it. One line for each
/// organisation that is broken; the number is that of all events read.
pub async fn verify_everything(platform: &Platform) -> Result<(i64, Vec<AuditBreak>)> {
    let db = platform.db.connection();
    let outside = outside::read(platform).await?;
    let mut orgs: BTreeSet<String> = audit::organizations(db).await?.into_iter().collect();
    orgs.extend(heads::all(db).await?.into_iter().map(|head| head.org_id));
    orgs.extend(outside.heads.keys().cloned());

    let (mut events, mut broken) = (0, Vec::new());
    for org in orgs {
        let (count, first) = check(platform, &org, &outside).await?;
        events += count;
        broken.extend(first);
    }
    let nowhere = |what| AuditBreak { organization: String::new(), seq: 0, what };
    broken.extend(outside.damage.map(nowhere));
    let missing = guards::missing(db).await?.into_iter();
    broken.extend(missing.map(|name| nowhere(format!("The database's guard {name}, which refuses to change audit events, is missing or switched off."))));
    Ok((events, broken))
}

/// How many events the organisation has, and what is broken first.
async fn check(platform: &Platform, org: &str, outside: &Outside) -> Result<(i64, Option<AuditBreak>)> {
    let db = platform.db.connection();
    let mut walk = Walk::new(outside.heads.get(org).map(Vec::as_slice).unwrap_or_default());
    let broken = |seq, what: String| Some(AuditBreak { organization: org.to_owned(), seq, what });
    if audit::first_seq(db, org).await?.is_some_and(|first| first < 1) {
        return Ok((0, broken(0, "There is an event before the first one.".into())));
    }
    let head = loop {
        loop {
            let rows = audit::after(db, org, walk.seq, BATCH).await?;
            if rows.is_empty() {
                break;
            }
            if let Err((seq, what)) = walk.take(db, &rows).await? {
                return Ok((walk.seq, broken(seq, what)));
            }
        }
        // Read after the rows, so that it is never older than they are; when it is newer, more rows must be there by now.
        let head = heads::get(db, org).await?;
        let is_behind = head.as_ref().is_some_and(|head| head.seq > walk.seq);
        if !is_behind || audit::after(db, org, walk.seq, 1).await?.is_empty() {
            break head;
        }
    };
    let signature = head.as_ref().map(|head| chain::verdict(platform, head)).transpose()?;
    let outcome = walk.end(head.as_ref().zip(signature));
    Ok((walk.seq, outcome.err().and_then(|(seq, what)| broken(seq, what))))
}

/// Rows of the first schema had IP and user agent alone, and nothing that vouches for them.
fn is_of_first_schema(origin: &origins::Model) -> bool {
    [&origin.salt, &origin.user_id, &origin.name, &origin.email, &origin.org_id].iter().all(|text| text.is_empty())
}

type Found = std::result::Result<(), (i64, String)>;

/// Where the check stands.
struct Walk<'a> {
    seq: i64,
    hash: String,
    /// Hashes that the file outside the database knows, by sequence number.
    kept: BTreeMap<i64, Vec<&'a str>>,
    /// Events whose side row is gone: fine if their actor was erased, or the whole organisation.
    without_origin: Vec<(i64, String)>,
    erased: BTreeSet<String>,
    has_ended: bool,
}

impl<'a> Walk<'a> {
    fn new(kept: &'a [(i64, String)]) -> Self {
        let mut by_seq: BTreeMap<i64, Vec<&str>> = BTreeMap::new();
        for (seq, hash) in kept {
            by_seq.entry(*seq).or_default().push(hash);
        }
        Self { seq: 0, hash: String::new(), kept: by_seq, without_origin: Vec::new(), erased: BTreeSet::new(), has_ended: false }
    }

    async fn take(&mut self, db: &impl ConnectionTrait, rows: &[audit::Model]) -> Result<Found> {
        let beside = origins::of(db, rows.iter().map(|row| &row.id)).await?;
        let beside: BTreeMap<&str, &origins::Model> = beside.iter().map(|origin| (origin.event_id.as_str(), origin)).collect();
        Ok(rows.iter().try_for_each(|row| self.step(row, beside.get(row.id.as_str()).copied())))
    }

    fn step(&mut self, row: &audit::Model, origin: Option<&origins::Model>) -> Found {
        let seq = self.seq + 1;
        if row.seq > seq {
            return Err((seq, "The event is missing.".into()));
        }
        if row.seq < seq {
            return Err((row.seq, "Two events stand at the same place.".into()));
        }
        if row.previous_hash != self.hash {
            return Err((seq, "The link to the event before does not hold.".into()));
        }
        if row.hash != chain::hash_of(row) {
            return Err((seq, "The event was changed: its hash does not fit its content.".into()));
        }
        if self.kept.get(&seq).is_some_and(|hashes| hashes.iter().any(|hash| *hash != row.hash)) {
            return Err((seq, "The event is not the one whose hash was kept outside the database.".into()));
        }
        match origin {
            Some(origin) if !row.commitment.is_empty() && chain::commitment(origin) != row.commitment => {
                return Err((seq, "Name, address, IP or user agent of the event were changed.".into()));
            }
            Some(origin) if row.commitment.is_empty() && !is_of_first_schema(origin) => {
                return Err((seq, "Name, address, IP or user agent were added to an event that has none.".into()));
            }
            None if !row.commitment.is_empty() => self.without_origin.push((seq, row.actor_id.clone())),
            _ => {}
        }
        if row.action == Action::AccountErased.as_str() {
            self.erased.extend(append::erased_actors(&row.metadata));
        }
        self.has_ended |= row.action == Action::AccountDeleted.as_str();
        (self.seq, self.hash) = (seq, row.hash.clone());
        Ok(())
    }

    /// The last row was read: does it fit the signed head, of which the signature is worth so much, and what stands outside?
    fn end(&self, head: Option<(&heads::Model, Verdict)>) -> Found {
        if let Some((seq, _)) = self.without_origin.iter().find(|(_, actor)| !self.has_ended && !self.erased.contains(actor)) {
            return Err((*seq, "Name, address, IP and user agent of the event were removed, although nobody's account was deleted.".into()));
        }
        let cut = |until: i64| Err((self.seq + 1, format!("The end of the log was cut off: events {} to {until} are missing.", self.seq + 1)));
        if let Some((&newest, _)) = self.kept.range(self.seq + 1..).next_back() {
            return cut(newest);
        }
        let Some((head, signature)) = head else {
            return if self.seq == 0 { Ok(()) } else { Err((self.seq, "The signed head of the log is missing.".into())) };
        };
        match signature {
            Verdict::Holds => {}
            Verdict::Forged => return Err((head.seq, "The signature of the log's head does not hold.".into())),
            Verdict::OtherKey => return Err((head.seq, "The log's head was signed with a master key that is not here.".into())),
        }
        if head.seq > self.seq {
            return cut(head.seq);
        }
        if head.seq < self.seq {
            return Err((head.seq + 1, "The event was added from outside: no signed head covers it.".into()));
        }
        if head.hash != self.hash {
            return Err((self.seq, "The event is not the one that was signed.".into()));
        }
        Ok(())
    }
}

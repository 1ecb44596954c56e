//! Authorings as they are shown.

use authoring::author::{Change, ChangeKind, findings};
use contract::{
    AppError, AuthoringId, ServerId,
    dto::{AuthoringEvent, AuthoringEventKind, AuthoringStatus, AuthoringView, SpecChange, SpecChangeKind, Timestamp},
};
use store::{authoring_events, authorings, parse, servers};

use super::{Outcome, Wish};
use crate::{Ctx, Error, Result};

/// Events of one answer; an authoring has at most a few hundred.
const PAGE: u64 = 1_000;
/// Characters of a wish that are shown.
const SHOWN: usize = 300;

/// An authoring of the organisation with everything that happened.
pub async fn get(ctx: &Ctx, id: AuthoringId) -> Result<AuthoringView> {
    ctx.require(contract::Permission::ViewServers)?;
    let db = ctx.db.connection();
    let row = authorings::by_id(db, ctx.org.id, id).await?.ok_or_else(missing)?;
    let events: Vec<AuthoringEvent> = authoring_events::after(db, ctx.org.id, id, 0, PAGE).await?.into_iter().map(event).collect::<Result<_>>()?;
    let error = events.iter().rev().find_map(|event| if let AuthoringEventKind::Failed { error } = &event.kind { Some(error.clone()) } else { None });
    let outcome: Option<Outcome> = row.outcome.as_deref().filter(|_| row.kind == "refine").map(serde_json::from_str).transpose()?;
    let server = match row.subject_id.parse::<ServerId>() {
        Ok(_) => servers::by_id(db, ctx.org.id, &row.subject_id).await?.map(|server| parse(&server.slug)).transpose()?,
        Err(_) => None,
    };
    let asked = match serde_json::from_str(&row.request)? {
        Wish::Describe { input } => input.text,
        Wish::Refine { text, .. } => text,
    };
    Ok(AuthoringView {
        id,
        status: status(&row.status),
        draft: row.subject_id.parse().ok(),
        server,
        asked: authoring::names::clip(&asked, SHOWN),
        events,
        changes: outcome.iter().flat_map(|outcome| &outcome.changes).map(change).collect(),
        findings: outcome.as_ref().map(|outcome| findings(&outcome.held)).unwrap_or_default(),
        notes: outcome.map(|outcome| outcome.notes).unwrap_or_default(),
        error: error.filter(|_| row.status == "failed"),
        created_at: Timestamp(row.created_at),
        ended_at: row.ended_at.map(Timestamp),
    })
}

/// Events with a sequence number above `after`, oldest first.
pub async fn events_after(ctx: &Ctx, id: AuthoringId, after: u32) -> Result<Vec<AuthoringEvent>> {
    let db = ctx.db.connection();
    authorings::by_id(db, ctx.org.id, id).await?.ok_or_else(missing)?;
    let after = i32::try_from(after).unwrap_or(i32::MAX);
    authoring_events::after(db, ctx.org.id, id, after, PAGE).await?.into_iter().map(event).collect()
}

fn event(row: authoring_events::Model) -> Result<AuthoringEvent> {
    Ok(AuthoringEvent { seq: u32::try_from(row.seq).map_err(Error::hidden)?, at: Timestamp(row.at), kind: serde_json::from_str(&row.event)? })
}

fn status(text: &str) -> AuthoringStatus {
    match text {
        "queued" => AuthoringStatus::Queued,
        "running" => AuthoringStatus::Running,
        "succeeded" => AuthoringStatus::Succeeded,
        "taken" => AuthoringStatus::Taken,
        _ => AuthoringStatus::Failed,
    }
}

fn change(change: &Change) -> SpecChange {
    let kind = match change.kind {
        ChangeKind::Added => SpecChangeKind::Added,
        ChangeKind::Removed => SpecChangeKind::Removed,
        ChangeKind::Changed => SpecChangeKind::Changed,
    };
    SpecChange { kind, subject: change.subject.clone(), lines: change.lines.clone() }
}

pub(super) fn missing() -> AppError {
    AppError::not_found("authoring")
}

//! Incidents, written by the people who run the platform for everybody to read.

use contract::{
    AppError, FieldError, IncidentId, IncidentNoteId,
    dto::{IncidentState, OngoingIncident, Timestamp},
};
use serde_json::json;
use store::status::{incidents, notes};

use crate::{
    Platform, Result,
    admin::{PlatformAdmin, record_for_platform},
    audit::Action,
};

const LONGEST_TITLE: usize = 120;
const LONGEST_TEXT: usize = 4_000;

/// Says that something is wrong.
///
/// # Errors
/// When title or text are empty or too long.
pub async fn open_incident(admin: &PlatformAdmin, title: &str, text: &str) -> Result<IncidentId> {
    let (title, text) = (checked("title", title, LONGEST_TITLE)?, checked("text", text, LONGEST_TEXT)?);
    let (id, now) = (admin.id(IncidentId::new), admin.now());
    let tx = admin.db.begin().await?;
    incidents::insert(&tx, id, title, now).await?;
    notes::insert(&tx, admin.id(IncidentNoteId::new), id, now, IncidentState::Investigating.as_str(), text).await?;
    // The words are free text and can name a person; what stands in the chain cannot be erased.
    record_for_platform(&tx, admin, Action::IncidentOpened, id, json!({})).await?;
    tx.commit().await?;
    Ok(id)
}

/// Writes what an incident has come to. `Resolved` ends it, anything else opens it again.
///
/// # Errors
/// When there is no such incident, or the text is empty or too long.
pub async fn add_note(admin: &PlatformAdmin, id: IncidentId, state: IncidentState, text: &str) -> Result<()> {
    let (text, now) = (checked("text", text, LONGEST_TEXT)?, admin.now());
    let tx = admin.db.begin().await?;
    incidents::by_id(&tx, id).await?.ok_or_else(|| AppError::not_found("incident"))?;
    notes::insert(&tx, admin.id(IncidentNoteId::new), id, now, state.as_str(), text).await?;
    incidents::set_end(&tx, id, (state == IncidentState::Resolved).then_some(now)).await?;
    record_for_platform(&tx, admin, Action::IncidentNoted, id, json!({ "state": state.as_str() })).await?;
    tx.commit().await?;
    Ok(())
}

/// The newest incident that goes on.
pub async fn ongoing(platform: &Platform) -> Result<Option<OngoingIncident>> {
    let row = incidents::ongoing(platform.db.connection()).await?;
    Ok(row.map(|row| OngoingIncident { title: row.title, started_at: Timestamp(row.started_at) }))
}

fn checked<'a>(field: &str, text: &'a str, longest: usize) -> Result<&'a str> {
    let text = text.trim();
    let wrong = match text.chars().count() {
        0 => "Please write something here.".to_owned(),
        count if count > longest => format!("At most {longest} characters, please; these are {count}."),
        _ => return Ok(text),
    };
    Err(AppError::invalid(vec![FieldError::new(field, wrong)]).into())
}

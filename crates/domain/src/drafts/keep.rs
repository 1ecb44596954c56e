//! Keeping drafts: begun, found, saved, removed.

use std::sync::Arc;

use contract::{
    AppError, DraftId, OrgId, Permission,
    dto::{DraftInput, DraftView, PreviewResponse, Timestamp},
};
use serde::Deserialize;
use serde_json::json;
use store::{authorings, drafts, parse, secrets};

use super::choices::Choices;
use crate::{
    Ctx, Platform, Result,
    audit::{self, Action, By},
};

/// Drafts in the list.
const LISTED: u64 = 50;
/// Drafts that nobody has touched for so long are removed.
const KEEP_SECONDS: i64 = 30 * 24 * 3_600;

/// Starts a draft with what was typed, valid or not.
pub async fn create(ctx: &Ctx, input: DraftInput) -> Result<DraftView> {
    ctx.require(Permission::ManageServers)?;
    let input = serde_json::to_string(&input)?;
    let tx = ctx.db.begin().await?;
    let row = drafts::insert(&tx, ctx.org.id, ctx.person.id, ctx.id(DraftId::new), input, ctx.now()).await?;
    audit::append(&tx, ctx, Action::DraftCreated, &row.id, json!({})).await?;
    tx.commit().await?;
    view(ctx, row).await
}

/// A draft of the organisation that is not finished.
pub async fn get(ctx: &Ctx, id: DraftId) -> Result<DraftView> {
    ctx.require(Permission::ViewServers)?;
    view(ctx, find(ctx, id).await?).await
}

/// Unfinished drafts, newest first: id, name or kind, and time.
pub async fn list(ctx: &Ctx) -> Result<Vec<(DraftId, String, Timestamp)>> {
    ctx.require(Permission::ViewServers)?;
    #[derive(Deserialize)]
    struct Title {
        name: String,
        kind: String,
    }
    let rows = drafts::list(ctx.db.connection(), ctx.org.id, LISTED).await?;
    let title = |(id, input, at): (String, String, i64)| {
        let title: Title = serde_json::from_str(&input)?;
        let text = if title.name.trim().is_empty() { title.kind } else { title.name };
        Ok((parse(&id)?, text, Timestamp(at)))
    };
    rows.into_iter().map(title).collect()
}

/// Keeps step 1 as it was typed (autosave); checks nothing.
pub async fn save(ctx: &Ctx, id: DraftId, input: DraftInput) -> Result<()> {
    ctx.require(Permission::ManageServers)?;
    let kept = drafts::save_input(ctx.db.connection(), ctx.org.id, id, serde_json::to_string(&input)?, ctx.now()).await?;
    if kept { Ok(()) } else { Err(missing().into()) }
}

/// Removes a draft with the credentials beside it and whatever a model was asked about it.
pub async fn delete(ctx: &Ctx, id: DraftId) -> Result<()> {
    ctx.require(Permission::ManageServers)?;
    let tx = ctx.db.begin().await?;
    if !drafts::delete(&tx, ctx.org.id, id).await? {
        return Err(missing().into());
    }
    secrets::delete_of(&tx, ctx.org.id, &id.to_string()).await?;
    authorings::delete_of(&tx, ctx.org.id, &id.to_string()).await?;
    audit::append(&tx, ctx, Action::DraftDeleted, id, json!({})).await?;
    tx.commit().await?;
    Ok(())
}

/// Removes drafts that were forgotten, of every organisation.
pub(crate) async fn purge(platform: &Arc<Platform>) -> Result<()> {
    let before = platform.now().plus_seconds(-KEEP_SECONDS);
    for (org, id) in drafts::older_than(platform.db.connection(), before, 1_000).await? {
        let (org, id): (OrgId, DraftId) = (parse(&org)?, parse(&id)?);
        let tx = platform.db.begin().await?;
        drafts::delete(&tx, org, id).await?;
        secrets::delete_of(&tx, org, &id.to_string()).await?;
        authorings::delete_of(&tx, org, &id.to_string()).await?;
        audit::append_by(&tx, platform, org, By::system(), Action::DraftDeleted, id, json!({ "because": "nobody had touched it for 30 days" })).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The row of an unfinished draft.
pub(crate) async fn find(ctx: &Ctx, id: DraftId) -> Result<drafts::Model> {
    let row = drafts::by_id(ctx.db.connection(), ctx.org.id, id).await?;
    Ok(row.filter(|row| row.made.is_none()).ok_or_else(missing)?)
}

pub(super) async fn view(ctx: &Ctx, row: drafts::Model) -> Result<DraftView> {
    let preview: Option<PreviewResponse> = row.preview.as_deref().map(serde_json::from_str).transpose()?;
    let choices: Choices = serde_json::from_str(&row.choices)?;
    let sealed = secrets::list(ctx.db.connection(), ctx.org.id, &row.id).await?;
    // Values of slots that the source no longer has stay sealed, in case it has them again later.
    let is_known = |slot: &str| preview.as_ref().is_some_and(|preview| preview.spec.secret(slot).is_some());
    Ok(DraftView {
        id: parse(&row.id)?,
        input: serde_json::from_str(&row.input)?,
        entered: sealed.into_iter().map(|secret| secret.slot).filter(|slot| is_known(slot)).collect(),
        preview,
        try_reads: choices.try_reads,
        mock: choices.mock,
        updated_at: Timestamp(row.updated_at),
    })
}

pub(super) fn missing() -> AppError {
    AppError::not_found("draft")
}

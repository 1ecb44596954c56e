//! Entering step 3.

use contract::{
    AppError, DraftId, Permission,
    dto::{CreatedServer, DraftInput, PreviewResponse},
};
use store::drafts;

use super::{choices::Choices, keep};
use crate::{
    Ctx, Result, secrets,
    servers::{self, Wanted},
};

/// Enters step 3: makes the server from the draft, moves its sealed credentials, removes the draft. Safe to repeat.
pub async fn run(ctx: &Ctx, id: DraftId) -> Result<CreatedServer> {
    ctx.require(Permission::ManageServers)?;
    if let Some(made) = made(ctx, id).await? {
        return Ok(made);
    }
    let outcome = make(ctx, id).await;
    if outcome.is_err()
        && let Some(made) = made(ctx, id).await?
    {
        // Pressed twice, and the other one was faster.
        return Ok(made);
    }
    outcome
}

/// What a finished draft became.
async fn made(ctx: &Ctx, id: DraftId) -> Result<Option<CreatedServer>> {
    let row = drafts::by_id(ctx.db.connection(), ctx.org.id, id).await?.ok_or_else(keep::missing)?;
    Ok(row.made.as_deref().map(serde_json::from_str).transpose()?)
}

async fn make(ctx: &Ctx, id: DraftId) -> Result<CreatedServer> {
    let row = keep::find(ctx, id).await?;
    let input: DraftInput = serde_json::from_str(&row.input)?;
    let choices: Choices = serde_json::from_str(&row.choices)?;
    let Some(preview) = row.preview.as_deref() else {
        return Err(AppError::field("source.text", "Describe the server first.").into());
    };
    let PreviewResponse { spec, .. } = serde_json::from_str(preview)?;

    let mut credentials = secrets::open_all(ctx.db.connection(), &ctx.platform, ctx.org.id, &row.id).await?;
    credentials.retain(|slot, _| spec.secret(slot).is_some());
    let wanted =
        Wanted { name: &input.name, slug: &input.slug, spec, allow_plain_http: choices.allow_plain_http, try_reads: choices.try_reads, mock: choices.mock };
    let checked = servers::check(ctx, wanted, &credentials).await?;

    let tx = ctx.db.begin().await?;
    let created = servers::write(&tx, ctx, &checked, &credentials).await?;
    if !drafts::finish(&tx, ctx.org.id, id, serde_json::to_string(&created)?, ctx.now()).await? {
        return Err(keep::missing().into());
    }
    store::secrets::delete_of(&tx, ctx.org.id, &row.id).await?;
    tx.commit().await?;
    ctx.builds.tell(created.build.id);
    Ok(created)
}

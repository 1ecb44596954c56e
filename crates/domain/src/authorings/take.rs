//! Taking a proposed change over.

use authoring::author::Held;
use contract::{
    AppError, AuthoringId, DraftId,
    dto::{PreviewResponse, Taken},
};
use serde_json::json;
use store::{authorings, drafts, parse, servers as rows, versions};

use super::{Outcome, Wish, view::missing};
use crate::{
    Ctx, Result,
    audit::{self, Action},
    authoring as look, drafts as drafting, servers,
};

/// Puts the change into the draft, or makes a new version of the server and builds it. Only if nothing has changed since.
pub async fn take(ctx: &Ctx, id: AuthoringId) -> Result<Taken> {
    ctx.require(contract::Permission::ManageServers)?;
    let row = authorings::by_id(ctx.db.connection(), ctx.org.id, id).await?.ok_or_else(missing)?;
    let (Some(outcome), "succeeded", "refine") = (&row.outcome, row.status.as_str(), row.kind.as_str()) else {
        return Err(AppError::conflict("There is nothing to take over: this change was taken already, or did not come to an end.").into());
    };
    let outcome: Outcome = serde_json::from_str(outcome)?;
    let Wish::Refine { digest, .. } = serde_json::from_str(&row.request)? else { return Err(missing().into()) };
    match row.subject_id.parse::<DraftId>() {
        Ok(draft) => take_into_draft(ctx, id, draft, &outcome, &digest).await.map(|()| Taken { build: None }),
        Err(_) => take_into_server(ctx, id, &row.subject_id, outcome, &digest).await,
    }
}

async fn take_into_draft(ctx: &Ctx, id: AuthoringId, draft: DraftId, outcome: &Outcome, digest: &str) -> Result<()> {
    let row = drafting::find(ctx, draft).await?;
    let current: Option<PreviewResponse> = row.preview.as_deref().map(serde_json::from_str).transpose()?;
    let now = match current {
        Some(preview) => look::seal_waiting(preview.spec).await.map(|sealed| sealed.digest).unwrap_or_default(),
        None => String::new(),
    };
    if now != digest {
        return Err(changed_since().into());
    }
    let (compiled, preview) = drafting::refined(&ctx.platform, &row, outcome).await?;
    let choices = drafting::without_edits(&row.choices)?;
    let tx = ctx.db.begin().await?;
    drafts::save_choices(&tx, ctx.org.id, draft, row.input, choices, ctx.now()).await?;
    if !authorings::take(&tx, ctx.org.id, id).await? || !drafts::save_compiled(&tx, ctx.org.id, draft, Some(compiled), preview, ctx.now()).await? {
        return Err(changed_since().into());
    }
    audit::append(&tx, ctx, Action::AuthoringTaken, id, json!({ "draft": draft.to_string(), "allowed": allowed(outcome) })).await?;
    tx.commit().await?;
    Ok(())
}

async fn take_into_server(ctx: &Ctx, id: AuthoringId, server: &str, outcome: Outcome, digest: &str) -> Result<Taken> {
    let db = ctx.db.connection();
    let row = rows::by_id(db, ctx.org.id, server).await?.ok_or_else(|| AppError::not_found("server"))?;
    let version = versions::by_id(db, ctx.org.id, &row.latest_version).await?.ok_or_else(|| AppError::not_found("server"))?;
    if version.digest != digest {
        return Err(changed_since().into());
    }
    let allowed = allowed(&outcome);
    let sealed = look::seal(outcome.spec).await?;
    look::refuse_private(&ctx.platform, &sealed.spec, "spec").map_err(AppError::from)?;
    let tx = ctx.db.begin().await?;
    if !authorings::take(&tx, ctx.org.id, id).await? {
        return Err(changed_since().into());
    }
    let build = servers::add_version(&tx, ctx, &row, &sealed).await?;
    audit::append(&tx, ctx, Action::AuthoringTaken, id, json!({ "server": server, "build": build.to_string(), "allowed": allowed })).await?;
    tx.commit().await?;
    ctx.specs.forget(&ctx.org.handle, &parse(&row.slug)?);
    ctx.builds.tell(build);
    Ok(Taken { build: Some(contract::dto::BuildRef { id: build }) })
}

/// What the owner allowed before they took it: `report_call: origin-unconfirmed https://reports.example API_KEY`.
fn allowed(outcome: &Outcome) -> Vec<String> {
    outcome.allowed.iter().map(Held::to_string).collect()
}

fn changed_since() -> AppError {
    AppError::conflict("This was changed since the model was asked, so the proposal no longer fits. Ask again.")
}

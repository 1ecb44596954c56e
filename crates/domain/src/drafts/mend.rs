//! One-click fixes on step 2.

use contract::{AppError, DraftId, Slug, dto::DraftView};
use store::drafts;

use super::{
    choices::{Choices, Compiled},
    describe, keep,
};
use crate::{Ctx, Error, Result};

/// Does what one click does about a finding: mends the specification, or allows what a model wanted.
pub async fn mend(ctx: &Ctx, id: DraftId, rule: &str, tool: Option<&str>) -> Result<DraftView> {
    ctx.require(contract::Permission::ManageServers)?;
    let row = keep::find(ctx, id).await?;
    let mut choices: Choices = serde_json::from_str(&row.choices)?;
    let Some(compiled) = row.compiled.as_deref() else {
        return Err(AppError::field("source.text", "Describe the server first.").into());
    };
    let compiled: Compiled = serde_json::from_str(compiled)?;
    let spec = describe::chosen(&compiled, &choices).spec;
    let held = describe::held(&compiled, &choices);
    let mended = match tool.and_then(|tool| authoring::author::release(&spec, &held, rule, tool)) {
        Some(allowed) => Some(allowed),
        None => authoring::lint::fix(&spec, Slug::suggest(&spec.name).as_str(), rule, tool).map(|spec| (spec, held)),
    };
    let (spec, held) = mended.ok_or_else(|| AppError::conflict("This was mended already."))?;
    // Edits stand in the specification from now on.
    choices.edits.clear();
    let compiled = Compiled { spec, held, own: true, ..compiled };
    let preview = match describe::looked(ctx, &compiled, &choices, "source.text").await {
        Ok(preview) => preview,
        // Something else is wrong still; it is told beside the tool.
        Err(Error::Shown(error)) if !error.errors.is_empty() => describe::unsealed(&compiled, &choices).await?,
        Err(error) => return Err(error),
    };
    let (compiled, preview) = (serde_json::to_string(&compiled)?, serde_json::to_string(&preview)?);
    let tx = ctx.db.begin().await?;
    let kept = drafts::save_choices(&tx, ctx.org.id, id, row.input, serde_json::to_string(&choices)?, ctx.now()).await?;
    if !kept || !drafts::save_compiled(&tx, ctx.org.id, id, Some(compiled), preview, ctx.now()).await? {
        return Err(keep::missing().into());
    }
    tx.commit().await?;
    keep::get(ctx, id).await
}

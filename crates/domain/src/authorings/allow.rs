//! The owner's word on what a proposed change may do, before it is taken over.

use authoring::author::{Held, diff, release};
use contract::{AppError, AuthoringId};
use store::authorings;

use super::{Outcome, Wish, view::missing};
use crate::{Ctx, Result, authoring as look};

/// Allows what this rule holds about this tool of a proposal. Nothing happens to the draft or the server yet: the audit log
/// hears of it when the proposal is taken.
pub async fn allow(ctx: &Ctx, id: AuthoringId, rule: &str, tool: &str) -> Result<()> {
    ctx.require(contract::Permission::ManageServers)?;
    let row = authorings::by_id(ctx.db.connection(), ctx.org.id, id).await?.ok_or_else(missing)?;
    let (Some(stored), "succeeded", "refine") = (row.outcome, row.status.as_str(), row.kind.as_str()) else {
        return Err(AppError::conflict("There is nothing to allow: this change was taken already, or did not come to an end.").into());
    };
    let mut outcome: Outcome = serde_json::from_str(&stored)?;
    let Wish::Refine { spec: before, .. } = serde_json::from_str(&row.request)? else { return Err(missing().into()) };
    let released = release(&outcome.spec, &outcome.held, rule, tool);
    let (spec, left) = released.ok_or_else(|| AppError::conflict("This was allowed already."))?;
    let sealed = look::seal_waiting(spec).await?;
    look::refuse_private(&ctx.platform, &sealed.spec, "text").map_err(AppError::from)?;
    let let_go: Vec<Held> = outcome.held.iter().filter(|held| !left.contains(held)).cloned().collect();
    outcome.changes = diff(&before, &sealed.spec);
    outcome.spec = sealed.spec;
    outcome.allowed.extend(let_go);
    outcome.held = left;
    if !authorings::amend(ctx.db.connection(), ctx.org.id, id, &stored, serde_json::to_string(&outcome)?).await? {
        return Err(AppError::conflict("This proposal was changed or taken in another window. Look at it again.").into());
    }
    Ok(())
}

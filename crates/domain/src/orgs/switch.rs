//! Looking at another organisation.

use contract::{AppError, OrgId, Permission};
use serde_json::json;
use store::{orgs, sessions};

use crate::{
    Actor, Ctx, Result,
    audit::{self, Action, By},
};

/// The session looks at another of the person's organisations from now on, in every tab of the browser.
pub async fn switch(ctx: &Ctx, to: OrgId) -> Result<()> {
    ctx.require(Permission::ManageAccount)?;
    let Actor::User(session) = ctx.actor else {
        return Err(AppError::forbidden("An API key belongs to one organisation.").into());
    };
    let tx = ctx.db.begin().await?;
    if orgs::members::role(&tx, to, ctx.person.id).await?.is_none() {
        return Err(AppError::not_found("organisation").into());
    }
    if to != ctx.org.id {
        sessions::set_org(&tx, session, to).await?;
        audit::append_by(&tx, &ctx.platform, to, By::person(ctx), Action::SessionSwitched, session, json!({})).await?;
    }
    tx.commit().await?;
    Ok(())
}

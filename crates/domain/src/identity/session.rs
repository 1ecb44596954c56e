//! The signed-in person's own session.

use contract::{
    Permission,
    dto::{OrgView, SessionView, UserView},
};
use serde_json::json;
use store::sessions;

use crate::{
    Actor, Ctx, Result,
    audit::{self, Action},
    servers, usage,
};

/// What every signed-in page knows.
pub async fn session(ctx: &Ctx) -> Result<SessionView> {
    ctx.require(Permission::ViewAccount)?;
    Ok(SessionView {
        user: UserView { id: ctx.person.id, email: ctx.person.email.clone(), name: ctx.person.name.clone() },
        org: OrgView {
            id: ctx.org.id,
            handle: ctx.org.handle.clone(),
            name: ctx.org.name.clone(),
            plan: ctx.org.plan,
            limits: ctx.org.plan.limits(),
            servers: servers::count(ctx).await?,
            calls_this_month: usage::this_month(ctx).await?,
        },
        insecure_sandbox: ctx.runtime.is_insecure(),
    })
}

/// Ends the session of this context; a program with a key has none to end.
pub async fn sign_out(ctx: &Ctx) -> Result<()> {
    let Actor::User(session) = ctx.actor else { return Ok(()) };
    let tx = ctx.db.begin().await?;
    if sessions::delete(&tx, session).await? {
        audit::append(&tx, ctx, Action::SignedOut, session, json!({})).await?;
    }
    tx.commit().await?;
    Ok(())
}

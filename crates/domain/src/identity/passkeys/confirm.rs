//! Step-up with a passkey.

use contract::{AppError, Permission};
use serde_json::Value;

use super::answer;
use crate::{
    Actor, Ctx, Result,
    identity::{SignedIn, begin, next_path},
};

/// A challenge for the signed-in person.
pub async fn challenge(ctx: &Ctx) -> Result<Value> {
    ctx.require(Permission::ManageAccount)?;
    answer::ask(&ctx.platform, &owner(ctx)).await
}

/// Confirms the session with the person's own passkey; the answer holds its new cookie.
pub async fn confirm(ctx: &Ctx, answer: &Value, next: Option<&str>) -> Result<SignedIn> {
    ctx.require(Permission::ManageAccount)?;
    let Actor::User(session) = ctx.actor else { return Err(AppError::signed_out().into()) };
    let tx = ctx.db.begin().await?;
    let user = answer::check(&tx, &ctx.platform, &owner(ctx), answer).await?;
    if user != ctx.person.id {
        return Err(AppError::field("credential", "This passkey belongs to another account. Use one of your own.").into());
    }
    let confirmed = begin::confirmation(&tx, &ctx.platform, &ctx.request, &ctx.person, &ctx.org, session, "passkey").await?;
    let session = confirmed.ok_or_else(AppError::signed_out)?;
    tx.commit().await?;
    Ok(SignedIn { session, next: next_path::after_sign_in(next) })
}

fn owner(ctx: &Ctx) -> String {
    match ctx.actor {
        Actor::User(session) => format!("confirm:{session}"),
        Actor::Key(_) | Actor::System => String::new(),
    }
}

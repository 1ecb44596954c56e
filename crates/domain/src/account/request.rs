//! Asking for the account's deletion.

use contract::{
    AppError, ErrorCode, Permission,
    dto::{AccountDeletion, LeftOrganization},
};
use serde_json::json;
use store::{deletions, sessions};

use super::{GRACE_DAYS, log_of, overview};
use crate::{
    Actor, Ctx, Result,
    audit::{self, Action},
    outbox,
    ports::Mail,
};

/// Notes the wish, ends every other session and says so by mail. `typed` is the person's address, as a sign that they
/// mean it. Servers and keys go on working until the days of grace are over.
pub async fn request_deletion(ctx: &Ctx, typed: &str) -> Result<AccountDeletion> {
    ctx.require(Permission::ManageAccount)?;
    ctx.require_recent().await?;
    if !typed.trim().eq_ignore_ascii_case(ctx.person.email.as_str()) {
        return Err(AppError::field("confirm", format!("Type {} to confirm that this account is to be deleted.", ctx.person.email)).into());
    }
    let view = overview(ctx).await?;
    let names = |list: &[LeftOrganization]| list.iter().map(|organization| organization.name.as_str()).collect::<Vec<_>>().join(", ");
    if !view.paying.is_empty() {
        let detail = format!("{} has a paid plan. Cancel it under Billing first; then delete the account.", names(&view.paying));
        return Err(AppError::new(ErrorCode::Conflict, detail).into());
    }
    if !view.in_the_way.is_empty() {
        let detail = format!(
            "You are the last owner of {}, which has other members. Make somebody else the owner first, or remove the other members; then delete the account.",
            names(&view.in_the_way)
        );
        return Err(AppError::new(ErrorCode::Conflict, detail).into());
    }
    let now = ctx.now();
    let due = now.plus_seconds(GRACE_DAYS * 86_400);
    let tx = ctx.db.begin().await?;
    if !deletions::insert(&tx, ctx.person.id, now, due).await? {
        return Err(AppError::new(ErrorCode::Conflict, "The deletion of this account is under way already.").into());
    }
    if let Actor::User(session) = ctx.actor {
        sessions::delete_others(&tx, ctx.person.id, session).await?;
    }
    let org = log_of(&tx, ctx).await?;
    audit::append_in(&tx, ctx, org, Action::AccountDeletionRequested, ctx.person.id, json!({ "due_at": due.rfc3339() })).await?;
    let text = format!(
        "Hello,\n\nyour Build My MCP account is going to be deleted on {}, with everything that belongs to you alone: servers, credentials, logs and keys. \
         All other sessions have been signed out.\n\nIf you have changed your mind, or if it was not you, sign in before then. That keeps the account:\n\n{}\n",
        due.for_people(),
        ctx.url("/login?next=/settings/data")
    );
    let mail = Mail { to: ctx.person.email.clone(), subject: "Your account is going to be deleted".into(), text };
    outbox::enqueue(&tx, &ctx.platform, &mail).await?;
    tx.commit().await?;
    Ok(AccountDeletion { requested_at: now, due_at: due })
}

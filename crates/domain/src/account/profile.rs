//! Name, address and number of the signed-in person.

use contract::{
    AppError, DisplayName, Permission,
    dto::{PatchProfile, ProfileView, Timestamp},
};
use serde_json::json;
use store::{ConnectionTrait, parse, users};

use crate::{
    Ctx, Result,
    audit::{self, Action},
};

/// The person's profile.
pub async fn profile(ctx: &Ctx) -> Result<ProfileView> {
    ctx.require(Permission::ViewAccount)?;
    load(ctx.db.connection(), ctx).await
}

/// Changes the display name. Address and number are changed by the platform's team, through a ticket.
pub async fn update_profile(ctx: &Ctx, change: PatchProfile) -> Result<ProfileView> {
    ctx.require(Permission::ManageAccount)?;
    let name = change.name.as_deref().map(DisplayName::parse).transpose()?;
    let tx = ctx.db.begin().await?;
    let before = load(&tx, ctx).await?;
    if let Some(name) = name.filter(|name| name.as_str() != before.name) {
        users::rename(&tx, ctx.person.id, &name).await?;
        audit::append(&tx, ctx, Action::ProfileUpdated, ctx.person.id, json!({ "changed": ["name"] })).await?;
    }
    let after = load(&tx, ctx).await?;
    tx.commit().await?;
    Ok(after)
}

async fn load(db: &impl ConnectionTrait, ctx: &Ctx) -> Result<ProfileView> {
    let row = users::by_id(db, &ctx.person.id.to_string()).await?.ok_or_else(AppError::signed_out)?;
    Ok(ProfileView {
        id: parse(&row.id)?,
        email: parse(&row.email)?,
        name: row.name,
        phone: row.phone.as_deref().map(parse).transpose()?,
        created_at: Timestamp(row.created_at),
    })
}

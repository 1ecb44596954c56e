//! Calling a passkey something else.

use contract::{AppError, DisplayName, PasskeyId, Permission, dto::PasskeyView};
use serde_json::json;
use store::passkeys;

use super::list::view;
use crate::{
    Ctx, Result,
    audit::{self, Action},
};

pub async fn rename(ctx: &Ctx, id: PasskeyId, name: &str) -> Result<PasskeyView> {
    ctx.require(Permission::ManageAccount)?;
    let name = DisplayName::parse(name)?;
    let missing = || AppError::not_found("passkey");
    let tx = ctx.db.begin().await?;
    if !passkeys::rename(&tx, ctx.person.id, id, name.as_str()).await? {
        return Err(missing().into());
    }
    let row = passkeys::by_id(&tx, ctx.person.id, id).await?.ok_or_else(missing)?;
    audit::append(&tx, ctx, Action::PasskeyRenamed, id, json!({})).await?;
    tx.commit().await?;
    view(row)
}

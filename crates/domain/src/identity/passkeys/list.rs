//! The person's passkeys.

use contract::{
    Permission,
    dto::{PasskeyView, Timestamp},
};
use store::{parse, passkeys};

use crate::{Ctx, Result};

/// Newest first.
pub async fn list(ctx: &Ctx) -> Result<Vec<PasskeyView>> {
    ctx.require(Permission::ManageAccount)?;
    passkeys::list(ctx.db.connection(), ctx.person.id).await?.into_iter().map(view).collect()
}

pub(super) fn view(row: passkeys::Model) -> Result<PasskeyView> {
    Ok(PasskeyView { id: parse(&row.id)?, name: row.name, created_at: Timestamp(row.created_at), last_used_at: row.last_used_at.map(Timestamp) })
}

//! The keys that somebody may see.

use contract::{Permission, dto::KeyView};
use store::keys;

use crate::{Ctx, Result, identity};

/// Living keys, newest first: everybody's for those who manage them, one's own otherwise.
pub async fn list(ctx: &Ctx) -> Result<Vec<KeyView>> {
    ctx.require(Permission::ManageKeys)?;
    let db = ctx.db.connection();
    let all = ctx.may(Permission::ManageAllKeys);
    let rows = if all { keys::list(db, ctx.org.id).await? } else { keys::of_user(db, ctx.org.id, ctx.person.id).await? };
    let people = identity::people(db, rows.iter().map(|row| row.user_id.clone()).collect()).await?;
    rows.into_iter()
        .map(|row| {
            let maker = people.get(&row.user_id).map(|person| person.name.clone()).unwrap_or_default();
            super::view(row, maker)
        })
        .collect()
}

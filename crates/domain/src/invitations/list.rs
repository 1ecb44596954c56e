//! Open invitations.

use contract::{Permission, dto::InvitationView};
use store::invitations;

use crate::{Ctx, Result, identity};

/// Invitations that nobody has answered yet, newest first, expired ones included.
pub async fn list(ctx: &Ctx) -> Result<Vec<InvitationView>> {
    ctx.require(Permission::ManageMembers)?;
    let db = ctx.db.connection();
    let rows = invitations::list(db, ctx.org.id).await?;
    let people = identity::people(db, rows.iter().map(|row| row.invited_by.clone()).collect()).await?;
    let name = |id: &str| people.get(id).map(|person| person.name.clone()).unwrap_or_default();
    rows.into_iter()
        .map(|row| {
            let inviter = name(&row.invited_by);
            super::view(row, inviter, ctx.now())
        })
        .collect()
}

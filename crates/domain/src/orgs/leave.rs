//! Leaving an organisation.

use contract::Permission;

use crate::{Ctx, Result, audit::Action, members};

/// The person leaves the organisation that the context is about; its last owner cannot. The keys that they made there stop.
pub async fn leave(ctx: &Ctx) -> Result<()> {
    ctx.require(Permission::ManageAccount)?;
    members::take_out(ctx, ctx.person.id, Action::MemberLeft).await
}

//! Who belongs to an organisation, and as what.

mod change_role;
mod list;
mod remove;

pub use change_role::change_role;
pub use list::list;
pub use remove::remove;

pub(crate) use list::everybody;
pub(crate) use remove::take_out;

use contract::{AppError, Role, UserId};
use store::{Tx, orgs, parse};

use crate::{Ctx, Result};

/// The member's role; a person who is none is missing. Only owners decide about owners.
async fn role_of(tx: &Tx, ctx: &Ctx, user: UserId) -> Result<Role> {
    let role = orgs::members::role(tx, ctx.org.id, user).await?.ok_or_else(|| AppError::not_found("member"))?;
    let role = parse(&role)?;
    if role == Role::Owner && ctx.role != Role::Owner {
        return Err(AppError::forbidden("Only an owner decides about owners.").into());
    }
    Ok(role)
}

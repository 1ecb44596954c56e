//! Organisations: made, named, handed over, left; and which of them a session looks at.

mod create;
mod get;
mod leave;
mod list;
mod rename;
mod rotate_key;
mod switch;
mod transfer;

pub use create::create;
pub use get::get;
pub use leave::leave;
pub use list::list;
pub use rename::rename;
pub use rotate_key::rotate_key;
pub use switch::switch;
pub use transfer::transfer;

use contract::{AppError, OrgId, UserId};
use store::{Tx, orgs};

use crate::Result;

/// The name that the database has for the owner's role.
pub(crate) const OWNER: &str = "owner";

/// Refuses what would leave an organisation without an owner. The caller holds the organisation's lock.
pub(crate) async fn keep_an_owner(tx: &Tx, org: OrgId, user: UserId) -> Result<()> {
    let is_owner = orgs::members::role(tx, org, user).await?.is_some_and(|role| role == OWNER);
    if is_owner && orgs::members::count_with_role(tx, org, OWNER).await? == 1 {
        let detail = "An organisation needs an owner, and this is the only one. Make somebody else an owner first.";
        return Err(AppError::conflict(detail).into());
    }
    Ok(())
}

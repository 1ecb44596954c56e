//! A person's own account: the profile, the export, and the deletion of the account after its days of grace.

mod cancel;
mod erase;
mod export;
mod handles;
mod overview;
mod profile;
mod request;
mod work;

pub use cancel::{cancel, cancel_at_sign_in};
pub use erase::erase_now;
pub use export::{Export, export};
pub use handles::handle_is_retired;
pub use overview::overview;
pub use profile::{profile, update_profile};
pub use request::request_deletion;
pub use work::{erase_due, work};

use contract::OrgId;
use store::{ConnectionTrait, orgs, parse};

use crate::{Ctx, Result};

/// From the wish to the deletion.
pub const GRACE_DAYS: i64 = 14;

/// In whose log stands what a person does to their account: their own organisation's, where they still have one.
async fn log_of(db: &impl ConnectionTrait, ctx: &Ctx) -> Result<OrgId> {
    Ok(match orgs::personal_of(db, &ctx.person.id.to_string()).await? {
        Some(row) => parse(&row.id)?,
        None => ctx.org.id,
    })
}

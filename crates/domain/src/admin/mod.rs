//! What the people who run the platform do, across organisations. Everybody else finds nothing here.

mod builds;
mod contact;
mod counts;
mod events;
mod health;
mod lists;
mod orgs;
mod record;
mod suspensions;
mod tickets;
mod users;

use contract::{AppError, Email};

use crate::{Actor, Ctx, Platform, Result};

pub use builds::builds;
pub use contact::change_contact;
pub use counts::counts;
pub use events::events;
pub use health::health;
pub(crate) use health::{confined_work, mail_is_taken};
pub use lists::ListRequest;
pub use orgs::{organisation, organisations, set_plan};
pub(crate) use record::record_for_platform;
pub use suspensions::{lift, suspend};
pub use tickets::{answer, ticket, tickets};
pub use users::users;

/// Proof that the person behind a context runs this platform. Only [`enter`] gives it out, so that no use case of this
/// module can be reached without the check.
#[derive(Clone)]
pub struct PlatformAdmin {
    ctx: Ctx,
}

impl std::ops::Deref for PlatformAdmin {
    type Target = Ctx;

    fn deref(&self) -> &Ctx {
        &self.ctx
    }
}

/// Lets a signed-in person in whose address is in `BMM_ADMIN_EMAILS`.
///
/// # Errors
/// `not_found` for everybody else, and for every API key: a key opens one organisation, never the platform.
pub fn enter(ctx: &Ctx) -> Result<PlatformAdmin> {
    let signed_in = matches!(ctx.actor, Actor::User(_));
    if signed_in && is_admin(&ctx.platform, &ctx.person.email) { Ok(PlatformAdmin { ctx: ctx.clone() }) } else { Err(AppError::not_found("page").into()) }
}

/// Whether this address runs the platform.
pub fn is_admin(platform: &Platform, email: &Email) -> bool {
    platform.config.admin_emails.contains(email)
}

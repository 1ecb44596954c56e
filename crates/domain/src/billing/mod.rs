//! Billing: plans, checkout, changes, invoices, and Stripe's webhook.
//!
//! Stripe is the truth about what is paid for; the database holds what Stripe said last ([`sync`]), and every limit is
//! enforced from there, so that nothing stops working when Stripe does. A platform without [`Billing`] is self-hosted.

mod alarms;
mod cache;
mod cancel;
mod change_plan;
mod checkout_return;
mod checkout_session;
mod config;
mod customer;
mod invoices;
mod lease;
mod notices;
pub mod payments;
mod portal;
mod preview_change;
mod prices;
mod reactivate;
mod reconcile;
mod standing;
pub mod state;
mod status;
mod sync;
mod trouble;
pub mod webhook;

pub use alarms::{Alarm, alarms};
pub use cancel::cancel;
pub use change_plan::change_plan;
pub use checkout_return::checkout_return;
pub use checkout_session::checkout_session;
pub use config::{Billing, BillingSettings, Prices};
pub use invoices::invoice_pdf;
pub use portal::portal;
pub use preview_change::{over, preview_change};
pub use prices::prices;
pub use reactivate::reactivate;
pub use reconcile::{begin, reconcile, work};
pub use standing::{check_standing, room_for_member, room_for_server};
pub use status::status;
pub use trouble::trouble;
pub use webhook::webhook;

use contract::{AppError, ErrorCode, Permission};

use crate::{Ctx, Platform, Result};

/// Where Stripe.js lies; `None` without billing.
pub fn script_url(platform: &Platform) -> Option<String> {
    platform.billing.as_ref().map(|billing| billing.settings.script_url.clone())
}

/// Billing, or a sentence where it is switched off.
pub(crate) fn of(platform: &Platform) -> Result<&Billing> {
    let off = || AppError::new(ErrorCode::NotFound, "This platform is self-hosted: billing is off, and every limit is open.");
    platform.billing.as_ref().ok_or_else(|| off().into())
}

/// Billing, for somebody who may spend the organisation's money.
fn managed(ctx: &Ctx) -> Result<&Billing> {
    ctx.require(Permission::ManageBilling)?;
    of(&ctx.platform)
}

//! Billing: accounts at Stripe, webhook events, usage months that renewals opened.

pub mod accounts;
pub mod events;
pub mod months;

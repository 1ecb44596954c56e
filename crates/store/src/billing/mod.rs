//! Billing: accounts at Stripe, webhook events, usage months that renewals opened, mails to send.

pub mod accounts;
pub mod events;
pub mod months;
pub mod notices;

//! Billing against the stand-in for Stripe, as programs, pages and Stripe itself see it.

mod audited;
mod bench;
mod checkout;
mod degraded;
mod dunning;
mod enforcement;
mod kill;
mod life;
mod pages;
mod plans;
mod webhook;

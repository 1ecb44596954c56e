//! Use cases on a real database, with the outside world played by hand-written fakes.
//!
//! SQLite in a temporary folder; PostgreSQL where `BMM_TEST_POSTGRES=postgres://user@host:port` is set.

#![expect(clippy::unwrap_used, reason = "a poisoned lock in a fake fails the test, as it should")]

mod admin;
mod audited;
mod authenticator;
mod builds;
mod calls;
mod drafts;
mod fakes;
mod identity;
mod leaving;
mod outbox;
mod passkeys;
mod preview;
mod servers;
mod sign_in;
mod status;
mod support;
mod tenants;
mod world;

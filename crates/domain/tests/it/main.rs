//! Use cases on a real database, with the outside world played by hand-written fakes.
//!
//! SQLite in a temporary folder; PostgreSQL where `BMM_TEST_POSTGRES=postgres://user@host:port` is set.

mod builds;
mod calls;
mod drafts;
mod fakes;
mod preview;
mod servers;
mod tenants;
mod world;

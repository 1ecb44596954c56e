//! sea-orm entities and queries, one file per table. Queries never decide; use cases do.
//!
//! Every tenant table is read through an entry that takes the organisation. Queries take `&impl ConnectionTrait`, so
//! the same one works inside and outside a transaction. Ids and JSON are TEXT, times BIGINT microseconds UTC.

pub mod admin;
pub mod audit;
pub mod authoring_events;
pub mod authorings;
pub mod billing;
pub mod build_events;
pub mod builds;
pub mod calls;
pub mod deletions;
pub mod drafts;
pub mod idempotency;
pub mod invitations;
pub mod keys;
pub mod lease;
pub mod logins;
pub mod mails;
pub mod model_usage;
pub mod orgs;
pub mod outbox;
pub mod passkeys;
pub mod personal;
pub mod retired_handles;
pub mod secrets;
pub mod servers;
pub mod sessions;
pub mod settings;
pub mod status;
pub mod suspensions;
pub mod tickets;
pub mod usage;
pub mod usage_days;
pub mod users;
pub mod versions;

mod db;
mod sqlite_file;

pub use db::{Db, Tx, is_unique_violation, parse};
pub use sea_orm::{ConnectionTrait, DbErr, Statement};

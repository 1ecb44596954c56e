//! The use cases, one file per verb, and the ports that they need.
//!
//! REST handlers, server functions, jobs and the command line call these functions and nothing else. A use case takes
//! a [`Ctx`] (or the bare [`Platform`] where nobody is signed in yet) and returns contract types.

pub mod account;
pub mod admin;
pub mod audit;
pub mod authoring;
pub mod authorings;
pub mod billing;
pub mod builds;
pub mod calls;
pub mod csv;
pub mod ctx;
pub mod drafts;
pub mod error;
mod hub;
pub mod identity;
pub mod install;
pub mod invitations;
mod jobs;
pub mod keys;
pub mod mailbox;
pub mod members;
pub mod orgs;
pub mod outbox;
pub mod platform;
pub mod ports;
pub mod secrets;
pub mod servers;
pub mod status;
pub mod suspension;
pub mod tickets;
pub mod tokens;
pub mod usage;
pub mod vault;

pub use ctx::{Actor, Ctx, Org, Person, RequestMeta};
pub use error::{Error, Result};
pub use hub::Hub;
pub use platform::{Config, Parts, Platform, Signup};
pub use store;

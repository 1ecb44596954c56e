//! Builds: the live log.

pub mod api;
pub mod log;
pub mod page;

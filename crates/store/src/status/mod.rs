//! How the platform was: one file per table.

pub mod beats;
pub mod days;
pub mod incidents;
pub mod notes;

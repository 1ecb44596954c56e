//! The vocabulary that server and browser share. Only data and its validation: no IO, no clock, no randomness.

pub mod dto;
pub mod error;
#[cfg(feature = "schema")]
pub mod examples;
pub mod ids;
pub mod lint;
pub mod names;
pub mod permission;
pub mod plan;
pub mod spec;

pub use error::{AppError, ErrorCode, FieldError};
pub use ids::*;
pub use names::{DisplayName, Email, Handle, Phone, Slug};
pub use permission::{KeyAccess, Permission, Role, Scope};
pub use spec::ServerSpec;

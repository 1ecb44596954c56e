//! The wizard: describe, check, run.

pub mod api;
pub mod check;
pub mod credentials;
pub mod describe;
pub mod edit;
pub mod model;
pub mod page;
pub mod picker;
pub mod run;
pub mod slug;
pub mod sources;

//! API keys of the organisation.

pub mod api;
pub mod panel;

//! API keys of the organisation.

pub mod api;
pub mod panel;

use serde::{Deserialize, Serialize};

/// A key that was just made: the only time that its value is shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewKey {
    pub name: String,
    pub key: String,
}

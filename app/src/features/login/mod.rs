//! Signing in by magic link.

pub mod api;
pub mod confirm;
pub mod page;

use serde::{Deserialize, Serialize};

/// What a sign-in link is worth at the moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum LinkView {
    /// Can be confirmed here.
    Ready,
    /// Was asked for in another browser, where this code can be typed.
    OtherBrowser { code: String },
    /// Used, expired or replaced.
    Gone,
}

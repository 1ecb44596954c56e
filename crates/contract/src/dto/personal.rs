//! A person's own data: what a deletion takes along.

use serde::{Deserialize, Serialize};

use super::Timestamp;

/// A deletion that is under way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AccountDeletion {
    pub requested_at: Timestamp,
    /// From this moment on everything is gone. Until then, signing in keeps the account.
    pub due_at: Timestamp,
}

/// An organisation that somebody leaves, or takes along.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct LeftOrganization {
    pub handle: String,
    pub name: String,
    pub servers: u64,
    /// Other people in it.
    pub others: u64,
}

/// The consequences of deleting the account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeletionView {
    pub scheduled: Option<AccountDeletion>,
    pub grace_days: i64,
    /// What has to be typed.
    pub confirm: String,
    /// Organisations without other members: deleted with the account.
    pub deleted: Vec<LeftOrganization>,
    /// Organisations that stay without the person.
    pub left: Vec<LeftOrganization>,
    /// Organisations that need another owner first.
    pub in_the_way: Vec<LeftOrganization>,
    /// Organisations whose plan has to be cancelled first.
    pub paying: Vec<LeftOrganization>,
}

/// `POST /v1/account/deletion`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RequestDeletion {
    /// The account's email address, typed out.
    #[cfg_attr(feature = "schema", schemars(example = &"you@example.com"))]
    pub confirm: String,
}

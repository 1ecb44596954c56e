//! The signed-in person's own profile.

use serde::{Deserialize, Serialize};

use super::Timestamp;
use crate::{
    ids::UserId,
    names::{Email, Phone},
};

/// `GET /v1/account/profile`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ProfileView {
    pub id: UserId,
    /// Changed by the platform's team, through a ticket.
    pub email: Email,
    pub name: String,
    /// Changed by the platform's team, through a ticket.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    pub created_at: Timestamp,
}

/// `PATCH /v1/account/profile`. What is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PatchProfile {
    /// 1 to 80 characters, without line breaks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(example = &"Ann"))]
    pub name: Option<String>,
}

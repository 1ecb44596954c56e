//! API keys.

use serde::{Deserialize, Serialize};

use super::Timestamp;
use crate::{ids::KeyId, permission::Scope};

/// An API key as lists show it. The key itself is shown once, when it is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct KeyView {
    pub id: KeyId,
    pub name: String,
    /// `bmm_` and the first four characters.
    pub hint: String,
    /// What it may be used for, as far as its maker's role allows it.
    pub scopes: Vec<Scope>,
    /// Who made it.
    pub made_by: String,
    pub created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<Timestamp>,
}

/// `POST /v1/keys`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateKey {
    #[cfg_attr(feature = "schema", schemars(example = &"Cursor"))]
    pub name: String,
    /// Left out: everything that the caller may do itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scopes: Option<Vec<Scope>>,
    /// Days until the key stops working, 1 to 3650. Left out: it works until it is revoked, or ends with the key that makes
    /// it. No later than that one in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_in_days: Option<u32>,
}

/// The answer to `POST /v1/keys`: the only time that the key is shown.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreatedKey {
    pub key: String,
    #[serde(flatten)]
    pub view: KeyView,
}

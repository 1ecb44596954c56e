//! Sessions and passkeys of the signed-in person.

use serde::{Deserialize, Serialize};

use super::Timestamp;
use crate::ids::{PasskeyId, SessionId};

/// A browser that is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionEntry {
    pub id: SessionId,
    /// Browser and system, as far as they can be told: `Firefox on Linux`.
    pub device: String,
    pub ip: String,
    pub created_at: Timestamp,
    /// To the minute.
    pub last_seen_at: Timestamp,
    /// When it ends at the latest; earlier after seven days without a request.
    pub expires_at: Timestamp,
    /// The session that asks.
    pub current: bool,
}

/// A passkey, without its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PasskeyView {
    pub id: PasskeyId,
    pub name: String,
    pub created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<Timestamp>,
}

/// `PATCH /v1/account/passkeys/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RenamePasskey {
    #[cfg_attr(feature = "schema", schemars(example = &"Laptop"))]
    pub name: String,
}

/// `POST /v1/account/passkeys`: what the browser made of the challenge.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RegisterPasskey {
    #[cfg_attr(feature = "schema", schemars(example = &"Laptop"))]
    pub name: String,
    /// `PublicKeyCredential.toJSON()` (Web Authentication Level 3).
    pub credential: serde_json::Value,
}

/// How many sessions were ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SessionsEnded {
    pub ended: u64,
}

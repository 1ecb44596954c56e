//! The audit log.

use serde::{Deserialize, Serialize};

use super::Timestamp;
use crate::ids::AuditId;

/// One event of the audit log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditEventView {
    pub id: AuditId,
    /// Counts from 1 within the organisation, without gaps.
    pub seq: i64,
    pub at: Timestamp,
    /// `user`, `key` or `system`.
    pub actor_kind: String,
    /// Id of the person or of the key; empty for the platform itself.
    pub actor_id: String,
    /// The person as they were called then; for a key, the one who made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor_email: Option<String>,
    /// The person's account was deleted: who it was and from where is no longer known.
    pub erased: bool,
    /// `server.created`.
    pub action: String,
    /// Id of what it is about.
    pub resource: String,
    /// The page of what it is about, where that still exists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resource_path: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ip: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_agent: Option<String>,
    /// Details, without secrets.
    pub metadata: serde_json::Value,
    /// SHA-256 over this event and the hash of the one before, hex.
    pub hash: String,
}

/// What a list or an export of events is narrowed down to. Empty texts count as missing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuditQuery {
    /// The whole action, or its noun: `server` takes `server.created`.
    pub action: Option<String>,
    /// A person's address or id, which takes what they did with their API keys, too; or the id of a key.
    pub actor: Option<String>,
    /// Id of what it is about.
    pub resource: Option<String>,
    /// A day or a moment (RFC 3339), included.
    pub from: Option<String>,
    /// A day, included, or a moment, excluded.
    pub until: Option<String>,
    pub cursor: Option<String>,
    pub limit: Option<u64>,
    /// Of an export: `csv` or `json`.
    pub format: Option<String>,
}

/// What the check of the audit log found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditVerdict {
    pub whole: bool,
    /// Events that were found in order.
    pub events: i64,
    pub checked_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub broken: Option<AuditBreak>,
}

/// Where the audit log is broken first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuditBreak {
    /// Id of the organisation; empty where it is about the whole database.
    pub organization: String,
    pub seq: i64,
    /// What is wrong, in one sentence.
    pub what: String,
}

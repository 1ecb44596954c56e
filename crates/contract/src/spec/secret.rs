//! Secret slots: which credentials a server needs and where they go. Values are sealed elsewhere.

use serde::{Deserialize, Serialize};

use super::origin::Origin;

/// One credential that the source needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SecretSlot {
    /// `[A-Z][A-Z0-9_]{0,63}`, unique in the server: `GITHUB_TOKEN`.
    pub name: String,
    /// What people read above the field.
    pub label: String,
    /// Where to get it, in a sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub help: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help_url: Option<String>,
    pub placement: Placement,
    /// The origins that the value may be sent to. Derived from the tools that use it; ignored when sent.
    #[serde(default)]
    pub origins: Vec<Origin>,
    /// Tools that use it answer with an error while it is missing; `false` where the source works without it, too.
    #[serde(default = "yes")]
    pub required: bool,
}

/// Where the value stands in the request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Placement {
    #[serde(rename = "in")]
    pub place: SecretIn,
    /// Name of the header, query parameter or cookie.
    pub param: String,
    /// Stands before the value: `Bearer `.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
    #[serde(default)]
    pub encoding: Encoding,
}

/// Where a credential can stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SecretIn {
    Header,
    Query,
    Cookie,
}

/// How the value is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Encoding {
    /// As it was entered.
    #[default]
    Plain,
    /// `user:password`, sent as base64 (RFC 7617).
    Basic,
}

const fn yes() -> bool {
    true
}

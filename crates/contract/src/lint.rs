//! What the linter says about a specification.

use serde::{Deserialize, Serialize};

/// How much a finding matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; everything works.
    Info,
    /// Works, but worse than it could, or not in every client.
    Warning,
    /// A client would refuse the tool or the whole list. The server is not built with it.
    Error,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Finding {
    pub severity: Severity,
    /// Stable rule name, such as `tool-name-length`.
    pub rule: String,
    /// The tool it is about; absent for findings about the whole server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tool: Option<String>,
    /// Where inside the tool, as a JSON pointer; empty for the tool itself.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// What is wrong and what happens because of it.
    pub message: String,
    /// The clients that are affected, by their display names; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clients: Vec<String>,
    /// What one click would do about it, such as “Shorten the name”; empty where only the owner can decide.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub fix: String,
}

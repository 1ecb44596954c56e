//! What of an answer reaches the client.

use serde::{Deserialize, Serialize};

/// How the note under an answer begins that was longer than its limit.
pub const ANSWER_CUT: &str = "[The answer was cut: ";

/// How an answer is shaped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ResponseRule {
    /// A jq program (jq 1.7 as jaq implements it) that the JSON answer is passed through.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub select: Option<String>,
    /// Bytes of text after which the answer is cut, with a note that says so. 1,000 to 1,000,000.
    #[serde(default = "ResponseRule::default_max_bytes")]
    pub max_bytes: u32,
    /// How to read on when the answer is one page of several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pagination: Option<Pagination>,
    /// Answers that are not objects are wrapped in an object under this name, so that they fit the output schema.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wrap: Option<String>,
}

impl ResponseRule {
    /// About 25,000 tokens: what Claude Code takes before it refuses an answer.
    pub const fn default_max_bytes() -> u32 {
        80_000
    }
}

impl Default for ResponseRule {
    fn default() -> Self {
        Self { select: None, max_bytes: Self::default_max_bytes(), pagination: None, wrap: None }
    }
}

/// The arguments that page through a list; named in the note under a truncated or partial answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Pagination {
    /// The argument that chooses the page: `page`, `cursor`, `offset`, `starting_after`.
    pub arg: String,
    /// The argument that chooses how many items a page has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub size_arg: Option<String>,
    /// A jq program that finds the value for the next page in the answer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

//! Hosted servers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{BuildView, Timestamp};
use crate::{
    ids::{BuildId, CallId, ServerId, VersionId},
    names::{DisplayName, Slug},
    spec::{SecretSlot, ServerSpec, Tool},
};

/// `POST /v1/servers`.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CreateServer {
    #[cfg_attr(feature = "schema", schemars(example = &"Pets"))]
    pub name: String,
    #[cfg_attr(feature = "schema", schemars(example = &"pets"))]
    pub slug: String,
    /// As `preview` answered it, changed or not. It is validated again; digest and origins are derived anew.
    #[cfg_attr(feature = "schema", schemars(example = crate::examples::spec()))]
    pub spec: ServerSpec,
    /// Values by slot name. Sealed on arrival, never shown again.
    #[serde(default)]
    pub credentials: BTreeMap<String, String>,
    /// Credentials may travel to `http://` origins of the specification without encryption; the owner has confirmed it.
    /// Without it, a credential for such an origin is an error, unless the operator named the origin (`BMM_EGRESS_ALLOW`).
    #[serde(default)]
    pub allow_plain_http: bool,
    /// The self-test may call read-only tools for real, with example arguments: at most 20 of them, once for each build.
    #[serde(default)]
    pub try_reads: bool,
    /// Start before the credentials exist: answers are made from the tools' schemas, marked as such, and nothing is sent.
    #[serde(default)]
    pub mock: bool,
}

/// The answer to `POST /v1/servers`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CreatedServer {
    pub server: ServerSummary,
    pub build: BuildRef,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BuildRef {
    pub id: BuildId,
}

/// What a server is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ServerStatus {
    /// Its first build has not ended yet.
    Building,
    /// Answers calls.
    Live,
    /// Its first build failed; it answers nothing.
    Failed,
    /// Paused by its owner: calls are refused with a sentence that says so.
    Paused,
}

impl ServerStatus {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Building => "Building",
            Self::Live => "Live",
            Self::Failed => "Failed",
            Self::Paused => "Paused",
        }
    }
}

/// A server in a list.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServerSummary {
    pub id: ServerId,
    pub name: DisplayName,
    pub slug: Slug,
    /// The address that MCP clients use.
    pub endpoint: String,
    pub status: ServerStatus,
    /// Everybody may call it, without a key.
    pub public: bool,
    /// Answers are made up: nothing is sent until the owner switches the server to live.
    pub mock: bool,
    /// Enabled tools.
    pub tools: u32,
    pub calls_this_month: u64,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
}

/// A server with everything that its page shows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServerView {
    #[serde(flatten)]
    pub summary: ServerSummary,
    pub description: String,
    /// The live version; the one being built where none is live yet.
    pub version: VersionId,
    /// `sha256:` and the digest of the canonical specification.
    pub digest: String,
    /// All tools, disabled ones too.
    pub tool_list: Vec<Tool>,
    pub secrets: Vec<SecretState>,
    pub origins: Vec<String>,
    /// Newest first, at most 20.
    pub builds: Vec<BuildView>,
}

/// A secret slot and whether it is filled. Values are never shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SecretState {
    #[serde(flatten)]
    pub slot: SecretSlot,
    pub entered: bool,
    /// When the value was entered or last replaced.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub set_at: Option<Timestamp>,
}

/// `PATCH /v1/servers/{slug}`; what is left out stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PatchServer {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub public: Option<bool>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(example = true))]
    pub paused: Option<bool>,
    /// `false` switches to live calls once every credential is there; `true` back to made-up answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mock: Option<bool>,
}

/// `PUT /v1/servers/{slug}/secrets/{name}`.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReplaceSecret {
    #[cfg_attr(feature = "schema", schemars(example = &"the new value"))]
    pub value: String,
}

/// Says whether a slug can be had: `GET /v1/servers/slug?name=…&slug=…`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SlugAnswer {
    pub slug: String,
    pub available: bool,
    /// Why not, in a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// A free slug like it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

/// Whether an upstream took a credential: one read-only call was made with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CredentialCheck {
    pub outcome: CheckOutcome,
    /// What was asked and what came back, in a sentence.
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CheckOutcome {
    Accepted,
    Refused,
    /// No read-only tool can be called without arguments, or the upstream did not answer.
    Unknown,
}

/// `POST /v1/servers/{slug}/tools/{tool}/call`: the playground.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CallTool {
    #[serde(default)]
    pub arguments: serde_json::Map<String, serde_json::Value>,
}

/// What a tool answered.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ToolAnswer {
    pub call: CallId,
    pub is_error: bool,
    pub content: Vec<Content>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub structured: Option<serde_json::Value>,
    pub duration_ms: u32,
    /// Made up, because the server is in mock mode.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub mock: bool,
}

/// A content block of an MCP tool result.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Content {
    Text {
        text: String,
    },
    /// Base64.
    Image {
        data: String,
        mime_type: String,
    },
    /// Base64.
    Audio {
        data: String,
        mime_type: String,
    },
    /// Base64 of anything else.
    Blob {
        data: String,
        mime_type: String,
    },
}

/// How one client is connected to a server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct InstallSnippet {
    /// `Claude Code`, `Cursor`…
    pub client: String,
    /// Where it goes: a file path, a menu, `Run in a terminal`.
    pub place: String,
    /// `bash`, `json`, `toml` or `text`.
    pub language: String,
    pub code: String,
    /// What it needs that this server does not have (public HTTPS, a public server, a key); absent when it works as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needs: Option<String>,
    /// A one-click link, where the client has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
}

/// One row of a server's call log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct CallView {
    pub id: CallId,
    pub tool: String,
    pub at: Timestamp,
    pub duration_ms: u32,
    pub is_error: bool,
    /// `mcp` or `playground`.
    pub via: String,
    /// The request's arguments, cut to 4 KiB.
    pub request: String,
    /// The answer's text, cut to 4 KiB.
    pub response: String,
}

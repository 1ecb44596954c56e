//! The specification of a hosted MCP server: data, never code that was generated for it.
//!
//! A build turns a source (OpenAPI document, curl command, recipe…) into one [`ServerSpec`]. It is immutable and
//! content-addressed: its digest is the SHA-256 of [`canonical::to_string`], so a rollback only moves a pointer.
//! What a client sends is validated again, and [`ServerSpec::origins`] is derived anew; supplied values are ignored.

pub mod canonical;
pub mod http;
pub mod origin;
pub mod response;
pub mod script;
pub mod secret;

pub use http::{Body, BodyField, HttpAction, JsonBody, Method, Param, ParamIn, Part, Style, ValueFrom};
pub use origin::Origin;
pub use response::{ANSWER_CUT, Pagination, ResponseRule};
pub use script::{SCRIPT_BROKEN, ScriptAction};
pub use secret::{Encoding, Placement, SecretIn, SecretSlot};

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// The version of this format that the platform writes.
pub const SPEC_VERSION: u32 = 1;

/// Everything that is needed to run one MCP server.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ServerSpec {
    /// Version of this format; 1 today.
    pub spec_version: u32,
    /// Display name; MCP clients show it as the server's title.
    pub name: String,
    /// What the server is for; MCP clients get it as `instructions`. At most 4,000 characters.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Where the tools came from.
    pub source: Source,
    /// The tools, in the order in which clients list them. At most 2,000.
    pub tools: Vec<Tool>,
    /// The credentials that the tools need. Values never stand here.
    #[serde(default)]
    pub secrets: Vec<SecretSlot>,
    /// Every origin that an enabled tool may talk to. Derived from the tools; ignored when sent.
    #[serde(default)]
    pub origins: Vec<Origin>,
}

impl ServerSpec {
    /// The tools that clients see.
    pub fn enabled_tools(&self) -> impl Iterator<Item = &Tool> {
        self.tools.iter().filter(|tool| tool.enabled)
    }

    /// An enabled tool by the name that clients use.
    pub fn tool(&self, name: &str) -> Option<&Tool> {
        self.enabled_tools().find(|tool| tool.name == name)
    }

    pub fn secret(&self, name: &str) -> Option<&SecretSlot> {
        self.secrets.iter().find(|slot| slot.name == name)
    }

    /// The secret slots that at least one enabled tool uses.
    pub fn needed_secrets(&self) -> impl Iterator<Item = &SecretSlot> {
        self.secrets.iter().filter(|slot| self.enabled_tools().any(|tool| tool.action.secrets().contains(&slot.name)))
    }
}

/// What a specification was made from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Source {
    pub kind: SourceKind,
    /// The document's own title, the recipe's id, or the first host of the curl commands.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// The document's own version, if it names one.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
}

/// The kinds of source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SourceKind {
    /// OpenAPI 3.0, 3.1 or Swagger 2, JSON or YAML.
    Openapi,
    /// One or more curl commands.
    Curl,
    /// A Postman 2.1 collection.
    Postman,
    /// A ready recipe of the catalogue.
    Recipe,
    /// Free text.
    Prompt,
}

impl SourceKind {
    pub const ALL: [Self; 5] = [Self::Openapi, Self::Curl, Self::Postman, Self::Recipe, Self::Prompt];

    /// The name on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Openapi => "openapi",
            Self::Curl => "curl",
            Self::Postman => "postman",
            Self::Recipe => "recipe",
            Self::Prompt => "prompt",
        }
    }

    /// The kind of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// One tool.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Tool {
    /// The name that clients call: 1 to 48 characters of `A-Z a-z 0-9 _ -`, unique in the server.
    pub name: String,
    /// A title for people.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// What the tool does and when to use it, for the model. At most 4,000 characters.
    #[serde(default)]
    pub description: String,
    /// JSON Schema 2020-12 of the arguments. The root is a plain `type: object`.
    pub input_schema: Value,
    /// JSON Schema 2020-12 of the structured answer; the root is a plain `type: object`. Left out when unsure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output_schema: Option<Value>,
    #[serde(default)]
    pub annotations: Annotations,
    /// Off: the tool stays in the specification but no client sees it.
    #[serde(default = "yes")]
    pub enabled: bool,
    /// The operation in the source: its `operationId`, or `GET /path` where the document has none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub operation: String,
    /// Tags of the source, for search and grouping.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    pub action: Action,
    #[serde(default)]
    pub response: ResponseRule,
}

/// What a tool does to the world: the hints of the MCP specification ("Tool annotations", 2026-07-28).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Annotations {
    /// The tool changes nothing.
    pub read_only: bool,
    /// The tool may delete or overwrite. Meaningless when `read_only`.
    pub destructive: bool,
    /// Calling it twice is the same as calling it once.
    pub idempotent: bool,
    /// It talks to the outside world.
    pub open_world: bool,
}

impl Default for Annotations {
    /// The defaults of the MCP specification.
    fn default() -> Self {
        Self { read_only: false, destructive: true, idempotent: false, open_world: true }
    }
}

/// What happens when a tool is called.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Action {
    /// One HTTP request, rendered from the arguments.
    Http(HttpAction),
    /// JavaScript, run in the sandbox.
    Script(ScriptAction),
}

impl Action {
    /// Names of the secret slots that the action uses.
    pub fn secrets(&self) -> &[String] {
        match self {
            Self::Http(action) => &action.secrets,
            Self::Script(action) => &action.secrets,
        }
    }
}

const fn yes() -> bool {
    true
}

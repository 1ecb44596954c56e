//! `POST /v1/servers/preview`: from a source to a specification, with nothing stored.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    lint::Finding,
    spec::{SecretIn, ServerSpec, SourceKind},
};

/// What to compile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PreviewRequest {
    pub source: SourceInput,
    /// Display name; the source's own title where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub slug: Option<String>,
    /// Only these operations (`operationId`, or `GET /path`); all of them where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub operations: Option<Vec<String>>,
    /// Replaces the document's own server address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_url: Option<String>,
    /// Credentials that the source keeps silent about; every tool gets them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub credentials: Vec<CredentialInput>,
}

/// A source: its text, or for OpenAPI documents an address to fetch it from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SourceInput {
    #[cfg_attr(feature = "schema", schemars(example = &"curl"))]
    pub kind: SourceKind,
    /// The document, the commands, the recipe's id or the prompt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schemars(example = &"curl https://api.example.com/pets"))]
    pub text: Option<String>,
    /// An https address, instead of `text`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// A credential that the owner adds by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CredentialInput {
    /// Slot name: `[A-Z][A-Z0-9_]{0,63}`.
    pub name: String,
    #[serde(rename = "in")]
    pub place: SecretIn,
    /// Header, query parameter or cookie.
    pub param: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub prefix: String,
}

/// The answer: a specification to look at, change and send back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct PreviewResponse {
    pub spec: ServerSpec,
    pub lint: Vec<Finding>,
    /// Operations of the source that did not become a tool, each with the reason.
    #[serde(default)]
    pub skipped: Vec<Skipped>,
    /// What the tool list costs a model.
    pub size: ListSize,
    /// What was found in free text, and what a model key would add.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
}

/// An operation that did not become a tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Skipped {
    pub operation: String,
    pub reason: String,
}

/// Estimated tokens of the tool list (four bytes of compact JSON are one token).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ListSize {
    pub total_tokens: u32,
    /// By tool name.
    pub tools: BTreeMap<String, u32>,
    /// What reaches the model behind each client: prefixes are counted, and texts that the client cuts are not.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub clients: BTreeMap<String, u32>,
}

/// A ready recipe, as the catalogue shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct RecipeCard {
    pub id: String,
    pub name: String,
    pub summary: String,
    /// Runs in the sandbox alone, without any network.
    pub self_contained: bool,
    /// Labels of the credentials it needs.
    pub credentials: Vec<String>,
    pub tools: Vec<String>,
}

//! What a model may answer, field by field. Unknown fields, missing fields and wrong types are told back by their path.

use std::collections::BTreeMap;

use contract::spec::{Method, SecretIn};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

/// A server made from words.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proposal {
    /// Why it cannot be done, for the owner. Everything else is ignored then.
    #[serde(default)]
    pub cannot: Option<String>,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub tools: Vec<ProposedTool>,
    #[serde(default)]
    pub secrets: Vec<ProposedSecret>,
    /// What the owner should know, in sentences.
    #[serde(default)]
    pub notes: Vec<String>,
}

/// What a tool does to the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    Read,
    Write,
    Delete,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposedTool {
    pub name: String,
    #[serde(default)]
    pub title: String,
    pub description: String,
    pub effect: Effect,
    /// JSON Schema of the arguments.
    pub arguments: Value,
    #[serde(default)]
    pub http: Option<ProposedRequest>,
    #[serde(default)]
    pub script: Option<ProposedScript>,
    #[serde(default)]
    pub examples: Vec<ProposedExample>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposedRequest {
    pub method: Method,
    pub url: String,
    #[serde(default)]
    pub query: Vec<Place>,
    #[serde(default)]
    pub headers: Vec<Place>,
    #[serde(default)]
    pub body: Option<ProposedBody>,
    #[serde(default)]
    pub secrets: Vec<String>,
    /// A jq program over the answer.
    #[serde(default)]
    pub select: Option<String>,
}

/// A part of a request: an argument, or a constant.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    pub name: String,
    #[serde(default)]
    pub arg: Option<String>,
    #[serde(default)]
    pub value: Option<Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposedBody {
    pub kind: BodyKind,
    #[serde(default)]
    pub fields: Vec<Place>,
    /// The whole body is this argument.
    #[serde(default)]
    pub arg: Option<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BodyKind {
    Json,
    Form,
    Text,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposedScript {
    pub code: String,
    #[serde(default)]
    pub origins: Vec<String>,
    #[serde(default)]
    pub secrets: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposedExample {
    pub arguments: Map<String, Value>,
    /// What it has to answer; left out where that differs every time.
    #[serde(default)]
    pub answer: Option<Value>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProposedSecret {
    pub name: String,
    pub label: String,
    #[serde(default)]
    pub help: String,
    #[serde(default)]
    pub help_url: Option<String>,
    #[serde(rename = "in")]
    pub place: SecretIn,
    pub param: String,
    #[serde(default)]
    pub prefix: String,
    #[serde(default)]
    pub basic: bool,
}

/// Tools chosen from a document.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    #[serde(default)]
    pub cannot: Option<String>,
    #[serde(default)]
    pub name: String,
    #[serde(default)]
    pub description: String,
    #[serde(default)]
    pub tools: Vec<Chosen>,
    /// Reading tools that are asked together, as one tool.
    #[serde(default)]
    pub merged: Vec<Merged>,
    #[serde(default)]
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Chosen {
    /// The tool's name in the index.
    pub tool: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub description: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Merged {
    pub tools: Vec<String>,
    pub name: String,
    pub description: String,
}

/// A change of a server that exists.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refinement {
    #[serde(default)]
    pub cannot: Option<String>,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub remove: Vec<String>,
    #[serde(default)]
    pub switch_on: Vec<String>,
    #[serde(default)]
    pub switch_off: Vec<String>,
    #[serde(default)]
    pub edit: Vec<Edited>,
    #[serde(default)]
    pub add: Vec<ProposedTool>,
    #[serde(default)]
    pub secrets: Vec<ProposedSecret>,
    #[serde(default)]
    pub notes: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edited {
    pub tool: String,
    #[serde(default)]
    pub name: Option<String>,
    #[serde(default)]
    pub title: Option<String>,
    #[serde(default)]
    pub description: Option<String>,
    #[serde(default)]
    pub effect: Option<Effect>,
    /// New descriptions by argument.
    #[serde(default)]
    pub arguments: BTreeMap<String, String>,
    #[serde(default)]
    pub select: Option<String>,
}

/// Reads an answer strictly; the problem names the field.
pub fn parse<T: DeserializeOwned>(input: Value) -> Result<T, String> {
    let text = input.to_string();
    let mut reader = serde_json::Deserializer::from_str(&text);
    serde_path_to_error::deserialize(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let cause = error.into_inner().to_string();
        let cause = cause.split(" at line ").next().unwrap_or(&cause);
        if path == "." { cause.to_owned() } else { format!("{path}: {cause}") }
    })
}

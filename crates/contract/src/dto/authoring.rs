//! Authorings: jobs that ask a model to write or change tools.

use serde::{Deserialize, Serialize};

use super::{BuildRef, Timestamp};
use crate::{AuthoringId, DraftId, error::AppError, lint::Finding, names::Slug};

/// Where an authoring stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum AuthoringStatus {
    Queued,
    Running,
    /// There is something to look at.
    Succeeded,
    Failed,
    /// The proposal was taken over.
    Taken,
}

impl AuthoringStatus {
    pub const fn has_ended(self) -> bool {
        !matches!(self, Self::Queued | Self::Running)
    }
}

/// `GET /v1/authorings/{id}`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuthoringView {
    pub id: AuthoringId,
    pub status: AuthoringStatus,
    /// The draft that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub draft: Option<DraftId>,
    /// The server that it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<Slug>,
    /// What the owner asked for, in short.
    pub asked: String,
    pub events: Vec<AuthoringEvent>,
    /// What would change; only for changes of what exists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<SpecChange>,
    /// What the model wants and may not have without the owner's word.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Why it failed and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<AppError>,
    pub created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
}

/// One event, as `/v1/authorings/{id}/events` sends it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuthoringEvent {
    /// Counts from 1, without gaps.
    pub seq: u32,
    pub at: Timestamp,
    #[serde(flatten)]
    pub kind: AuthoringEventKind,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum AuthoringEventKind {
    /// A worker took it; on a second attempt everything begins anew.
    Started {
        attempt: u32,
    },
    /// The source is read: documents are compiled before the model sees them.
    Reading,
    /// The model is asked; rounds above the first repair what the last one got wrong.
    Asking {
        round: u32,
        model: String,
    },
    /// Tools that the model has begun to write.
    Writing {
        tools: u32,
    },
    /// Scripts run with their examples.
    Trying {
        examples: u32,
    },
    /// The answer cannot be used yet, for these reasons.
    Repairing {
        problems: Vec<String>,
    },
    Succeeded {
        tools: u32,
    },
    Failed {
        error: AppError,
    },
}

impl AuthoringEventKind {
    /// The event in a sentence.
    pub fn text(&self) -> String {
        match self {
            Self::Started { attempt: 1 } => "Started".to_owned(),
            Self::Started { attempt } => format!("Started again (attempt {attempt})"),
            Self::Reading => "Reading the source".to_owned(),
            Self::Asking { round: 1, model } => format!("Asking {model}"),
            Self::Asking { round, model } => format!("Asking {model} to mend it (round {round})"),
            Self::Writing { tools: 1 } => "Writing the first tool".to_owned(),
            Self::Writing { tools } => format!("Writing tool {tools}"),
            Self::Trying { examples } => format!("Running {examples} examples in the sandbox"),
            Self::Repairing { problems } => format!("{} to mend: {}", problems.len(), problems.first().map(String::as_str).unwrap_or_default()),
            Self::Succeeded { tools } => format!("Done: {tools} tools"),
            Self::Failed { error } => error.detail.clone(),
        }
    }
}

/// One difference between what is and what would be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct SpecChange {
    pub kind: SpecChangeKind,
    /// The tool or credential, or `server`.
    pub subject: String,
    pub lines: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum SpecChangeKind {
    Added,
    Removed,
    Changed,
}

/// `POST /v1/servers/{slug}/refine`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RefineRequest {
    /// “Make it read-only”, “add a tool that closes an issue”. At most 4,000 characters.
    #[cfg_attr(feature = "schema", schemars(example = &"Make it read-only."))]
    pub text: String,
}

/// `POST /v1/authorings/{id}/allow`: one of the findings of a proposal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AllowRequest {
    /// The rule of the finding.
    #[cfg_attr(feature = "schema", schemars(example = &"origin-unconfirmed"))]
    pub rule: String,
    /// The tool that the finding is about.
    #[cfg_attr(feature = "schema", schemars(example = &"list_orders"))]
    pub tool: String,
}

/// The authoring that was begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct AuthoringRef {
    pub id: AuthoringId,
}

/// What taking a proposal over began: a build of the changed server; nothing for a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Taken {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub build: Option<BuildRef>,
}

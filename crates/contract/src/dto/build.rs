//! Builds and their events.

use serde::{Deserialize, Serialize};

use super::Timestamp;
use crate::{
    ids::{BuildId, VersionId},
    names::Slug,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum BuildStatus {
    Queued,
    Running,
    Succeeded,
    Failed,
}

impl BuildStatus {
    pub const fn has_ended(self) -> bool {
        matches!(self, Self::Succeeded | Self::Failed)
    }

    pub const fn label(self) -> &'static str {
        match self {
            Self::Queued => "Queued",
            Self::Running => "Running",
            Self::Succeeded => "Succeeded",
            Self::Failed => "Failed",
        }
    }
}

/// The steps of a build, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StepName {
    /// The specification is checked again, field by field.
    Validate,
    /// It is brought into its canonical form and gets its digest.
    Compile,
    /// Entered credentials are sealed, or found sealed already.
    Seal,
    /// A sandbox starts and proves that it is confined.
    Start,
    /// A stranger's view: the public endpoint is asked for its tools, over MCP.
    SelfTest,
    /// The endpoint points at this version.
    Publish,
}

impl StepName {
    pub const ALL: [Self; 6] = [Self::Validate, Self::Compile, Self::Seal, Self::Start, Self::SelfTest, Self::Publish];

    pub const fn label(self) -> &'static str {
        match self {
            Self::Validate => "Check the specification",
            Self::Compile => "Compile",
            Self::Seal => "Seal credentials",
            Self::Start => "Start the sandbox",
            Self::SelfTest => "Test it over MCP",
            Self::Publish => "Publish",
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum StepStatus {
    Pending,
    Running,
    Done,
    Failed,
}

/// One step with its timing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Step {
    pub name: StepName,
    pub status: StepStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u32>,
    /// What was done or found, in a sentence.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub message: String,
}

/// `GET /v1/builds/{id}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BuildView {
    pub id: BuildId,
    pub server: Slug,
    pub version: VersionId,
    pub status: BuildStatus,
    /// Always all six, in their order.
    pub steps: Vec<Step>,
    /// What the self-test found about each tool.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tools: Vec<ToolTest>,
    /// Why it failed and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    pub created_at: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
    /// Sequence number of the newest event: `events?after=` it follows from here.
    pub last_event: u32,
}

/// What the self-test found about one tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct ToolTest {
    pub tool: String,
    pub outcome: TestOutcome,
    /// What was tried and what came of it, in a sentence.
    pub message: String,
}

/// How a tool did in the self-test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TestOutcome {
    /// Arguments were accepted and its request, if it makes one, was rendered and passed the gate.
    Passed,
    /// It answered, or ended, in a way that its owner should look at: an error, no end, an answer that was cut.
    Warning,
    /// No fitting arguments could be made from its schema, or there was no time left.
    Skipped,
    /// It cannot work: the build fails.
    Failed,
}

impl TestOutcome {
    pub const fn label(self) -> &'static str {
        match self {
            Self::Passed => "Passed",
            Self::Warning => "Look at it",
            Self::Skipped => "Not tried",
            Self::Failed => "Failed",
        }
    }
}

/// One event of a build, as `/v1/builds/{id}/events` sends it (one JSON text message each).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct BuildEvent {
    /// Counts from 1, without gaps.
    pub seq: u32,
    pub at: Timestamp,
    #[serde(flatten)]
    pub kind: BuildEventKind,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum BuildEventKind {
    /// A worker took the build; on a second attempt all steps begin anew.
    Started {
        attempt: u32,
    },
    StepStarted {
        step: StepName,
    },
    StepDone {
        step: StepName,
        duration_ms: u32,
        message: String,
    },
    StepFailed {
        step: StepName,
        duration_ms: u32,
        message: String,
    },
    /// The self-test has exercised the tools.
    ToolsTested {
        tools: Vec<ToolTest>,
    },
    Succeeded {
        endpoint: String,
    },
    Failed {
        error: String,
    },
}

impl BuildView {
    /// Applies one event, so that the page needs no second look at the server.
    pub fn apply(&mut self, event: &BuildEvent) {
        if event.seq <= self.last_event {
            return;
        }
        self.last_event = event.seq;
        match &event.kind {
            BuildEventKind::Started { .. } => {
                self.status = BuildStatus::Running;
                self.steps = Step::all_pending();
                self.tools.clear();
            }
            BuildEventKind::StepStarted { step } => self.change(*step, |row| {
                row.status = StepStatus::Running;
                row.started_at = Some(event.at);
            }),
            BuildEventKind::StepDone { step, duration_ms, message } => self.change(*step, |row| row.end(StepStatus::Done, *duration_ms, message)),
            BuildEventKind::StepFailed { step, duration_ms, message } => self.change(*step, |row| row.end(StepStatus::Failed, *duration_ms, message)),
            BuildEventKind::ToolsTested { tools } => self.tools.clone_from(tools),
            BuildEventKind::Succeeded { .. } => {
                self.status = BuildStatus::Succeeded;
                self.ended_at = Some(event.at);
            }
            BuildEventKind::Failed { error } => {
                self.status = BuildStatus::Failed;
                self.error = Some(error.clone());
                self.ended_at = Some(event.at);
            }
        }
    }

    fn change(&mut self, step: StepName, change: impl FnOnce(&mut Step)) {
        if let Some(row) = self.steps.iter_mut().find(|row| row.name == step) {
            change(row);
        }
    }
}

impl Step {
    pub fn all_pending() -> Vec<Self> {
        StepName::ALL.map(|name| Self { name, status: StepStatus::Pending, started_at: None, duration_ms: None, message: String::new() }).into()
    }

    fn end(&mut self, status: StepStatus, duration_ms: u32, message: &str) {
        self.status = status;
        self.duration_ms = Some(duration_ms);
        message.clone_into(&mut self.message);
    }
}

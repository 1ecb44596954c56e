//! The messages themselves. Bodies of upstream requests and answers travel as raw bytes behind the head.

use std::collections::BTreeMap;

use contract::{ServerSpec, dto::Content};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A message: its head, and the bytes that belong to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Envelope<T> {
    pub head: T,
    pub body: Vec<u8>,
}

/// From the supervisor to the runner.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "message", rename_all = "snake_case")]
pub enum ToRunner {
    /// The one specification that this runner will ever serve.
    Load { spec: Box<ServerSpec> },
    /// Run a tool. `call` counts up and is never used twice.
    Call { call: u64, tool: String, arguments: Map<String, Value>, deadline_ms: u64 },
    /// Nobody waits for this call any more.
    Cancel { call: u64 },
    /// What came of an egress request; the body is the upstream's.
    Egress { call: u64, request: u64, outcome: EgressOutcome },
}

/// From the runner to the supervisor.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(tag = "message", rename_all = "snake_case")]
pub enum ToHost {
    /// The first message, sent before anything is read: what the runner proved about its confinement.
    Proof { proof: Proof },
    /// The specification is loaded, or why not.
    Loaded { error: Option<String> },
    /// The tool of an open call wants to make a request; the body is the request's.
    Egress { call: u64, request: u64, method: String, url: String, headers: Vec<(String, String)> },
    /// The call's answer.
    Answer { call: u64, answer: AnswerHead },
    /// The call reached its deadline, or was cancelled, and has ended.
    TimedOut { call: u64 },
    /// A line that the tool's script wrote.
    Log { call: u64, text: String },
}

/// The answer of a tool, as MCP has it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct AnswerHead {
    /// The tool's own error, which the model can read and mend.
    pub is_error: bool,
    pub content: Vec<Content>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub structured: Option<Value>,
}

/// What came of an egress request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EgressOutcome {
    Answered { status: u16, headers: Vec<(String, String)> },
    Failed(EgressFailure),
}

/// Why there is no answer; the text is meant for the person who called the tool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message}")]
pub struct EgressFailure {
    pub message: String,
}

/// What the runner proved about its own confinement.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proof {
    /// A system call filter is installed.
    pub seccomp: bool,
    /// The kernel enforces a Landlock ruleset that allows nothing.
    pub landlock: bool,
    pub no_new_privileges: bool,
    /// It does not run as root.
    pub user_dropped: bool,
    /// What was tried, and whether it was denied.
    pub probes: BTreeMap<String, bool>,
}

impl Proof {
    /// Fit to run scripts of strangers. Landlock is a second wall that older kernels lack: it is reported, not required.
    pub fn holds(&self) -> bool {
        self.seccomp && self.no_new_privileges && self.user_dropped && !self.probes.is_empty() && self.probes.values().all(|denied| *denied)
    }
}

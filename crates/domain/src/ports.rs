//! What the use cases need from outside. Adapters implement it; the database is not a port, it is `store`.

mod model;

use std::{collections::BTreeMap, path::Path, sync::Arc, time::Duration};

use async_trait::async_trait;
pub use authoring::{CompileRequest, Compiled};
use bytes::Bytes;
use contract::{
    AppError, Email, OrgId, ServerId, VersionId,
    dto::{Content, Timestamp},
    spec::{SecretSlot, ServerSpec},
};
pub use model::{Model, ModelAnswer, ModelError, ModelFailure, ModelRequest, ModelRound, Partial, Tokens};
use secrecy::SecretString;
use serde_json::{Map, Value};

/// The time.
pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;
}

/// Randomness fit for keys.
pub trait Random: Send + Sync {
    fn fill(&self, bytes: &mut [u8]);
}

/// A plain-text mail.
#[derive(Clone, Debug)]
pub struct Mail {
    pub to: Email,
    pub subject: String,
    pub text: String,
}

/// Sends mail, or keeps it in the development mailbox.
#[async_trait]
pub trait Mailer: Send + Sync {
    async fn send(&self, mail: Mail) -> Result<(), PortError>;
    /// Whether the mail server can be reached and lets us in. Nothing is sent.
    async fn check(&self) -> Result<(), PortError>;
}

/// Room on the disk, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DiskSpace {
    /// What this process may still use.
    pub free: u64,
    pub total: u64,
}

/// The file system.
#[async_trait]
pub trait Disk: Send + Sync {
    /// The room where `path` lies.
    async fn space(&self, path: &Path) -> Result<DiskSpace, PortError>;
}

/// An outside system did not do what it should; the text is for the log.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct PortError(pub String);

/// Keeps the heads of the audit log outside the database, appended only, so that whoever cuts the log off is found out.
#[async_trait]
pub trait HeadLog: Send + Sync {
    /// Appends whole lines; returns when they would survive a power cut.
    async fn append(&self, lines: &[String]) -> Result<(), PortError>;

    /// Every line, oldest first; `None` when nothing was ever kept.
    async fn lines(&self) -> Result<Option<Vec<String>>, PortError>;
}

/// A limit of so many events in a window, with bursts up to the whole number (GCRA).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quota {
    pub events: u32,
    pub window: Duration,
}

/// Rate limits, shared between replicas where Redis is configured.
#[async_trait]
pub trait Limiter: Send + Sync {
    /// Takes one event from the quota of `key`; the error says after how long the next one is free.
    async fn take(&self, key: &str, quota: Quota) -> Result<(), Duration>;
}

/// Short exclusive claims: who gets one may do the work. Truth stays in the database; this only saves work.
#[async_trait]
pub trait Claims: Send + Sync {
    /// `Some(token)` for the one who gets it.
    async fn claim(&self, key: &str, hold: Duration) -> Result<Option<String>, PortError>;
    /// Gives it back; does nothing when it has passed to somebody else.
    async fn release(&self, key: &str, token: &str) -> Result<(), PortError>;
}

/// Opens sealed credentials, one by one, at the moment of use. Only the egress service asks.
#[async_trait]
pub trait SecretSource: Send + Sync {
    /// `None`: nothing was entered for this slot.
    async fn open(&self, slot: &SecretSlot) -> Result<Option<SecretString>, PortError>;
}

/// One version of one server, ready to run.
#[derive(Clone)]
pub struct RunTarget {
    pub org: OrgId,
    pub server: ServerId,
    pub version: VersionId,
    pub spec: Arc<ServerSpec>,
    pub secrets: Arc<dyn SecretSource>,
    /// The owner has confirmed that credentials may travel over plain http.
    pub allow_plain_http: bool,
    /// Requests are checked as always, and then not sent: they end with [`EgressErrorKind::Withheld`].
    pub withheld: bool,
}

/// A request that the tool of an open call wants to make.
#[derive(Clone, Debug)]
pub struct EgressRequest {
    /// Name of the tool whose call is open.
    pub tool: String,
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
}

/// What the upstream answered; sealed values that it echoed are masked.
#[derive(Clone, Debug)]
pub struct EgressResponse {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Bytes,
}

/// Why a request did not go out, or brought nothing back. The text is meant for the person who called the tool.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct EgressError {
    pub kind: EgressErrorKind,
    pub message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EgressErrorKind {
    /// The gate refused: origin, address, method, header.
    Refused,
    /// A required credential has not been entered.
    MissingCredential,
    /// The upstream could not be reached, or broke off.
    Unreachable,
    /// It took too long.
    TimedOut,
    /// The answer was larger than the limit.
    TooLarge,
    /// The target withholds its requests: this one would have been sent.
    Withheld,
}

/// What a tool is told whose request was withheld; its answer holds this sentence, unless a script thinks otherwise.
pub const WITHHELD: &str = "The request was checked and not sent.";
/// What stands before the reason of a withheld request that would have been refused.
pub const RUN_REFUSED: &str = "The request would be refused: ";

/// The only way out for a tool.
#[async_trait]
pub trait Egress: Send + Sync {
    async fn send(&self, target: &RunTarget, request: EgressRequest) -> Result<EgressResponse, EgressError>;
}

/// Fetches documents for authors, through the same gate as tools.
#[async_trait]
pub trait Fetcher: Send + Sync {
    /// The text behind a public https address, at most 16 MiB. The error is meant for the page, on field `source.url`.
    async fn fetch(&self, url: &str) -> Result<String, AppError>;
    /// Whether an origin may be used in a specification: a name, a public address, or one that the operator allows.
    fn allows(&self, origin: &contract::spec::Origin) -> bool;
    /// Whether the operator named this origin (`BMM_EGRESS_ALLOW`), which also confirms plain http to it.
    fn trusts(&self, origin: &contract::spec::Origin) -> bool;
}

/// One call of one tool.
#[derive(Clone, Debug)]
pub struct ToolCall {
    pub tool: String,
    pub arguments: Map<String, Value>,
    pub deadline: Duration,
}

/// What the tool answered; `is_error` is the tool's own error, which the model can read and mend.
#[derive(Clone, Debug, PartialEq)]
pub struct ToolOutput {
    pub is_error: bool,
    pub content: Vec<Content>,
    pub structured: Option<Value>,
}

/// The sandbox failed, not the tool. Every text is meant for the caller.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuntimeError {
    #[error("The tool did not finish within {} seconds and was stopped.", .0.as_secs())]
    TimedOut(Duration),
    #[error("The tool's sandbox ended while it was working: {0}. The next call starts a new one.")]
    Crashed(String),
    #[error("The sandbox restarted because of another call. Please call the tool again. (runner_restarted)")]
    Restarted,
    #[error("All sandboxes are busy. Please try again in a moment.")]
    Busy,
    #[error("This machine cannot confine scripts, so they are switched off. The operator can find out more in the self-hosting guide.")]
    Unconfined,
    #[error("The sandbox could not be started. The operator's log says why.")]
    NotStarted(String),
}

/// What a runner proved about its own confinement.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Confinement {
    pub seccomp: bool,
    pub landlock: bool,
    pub no_new_privileges: bool,
    pub user_dropped: bool,
    /// What the probe tried, and whether it was denied.
    pub probes: BTreeMap<String, bool>,
}

/// Executes tools in sandboxes.
#[async_trait]
pub trait Runtime: Send + Sync {
    /// Starts the server's runner, or finds it running with this version, and says what it proved.
    async fn start(&self, target: &RunTarget) -> Result<Confinement, RuntimeError>;
    /// Calls a tool; starts the runner where it sleeps.
    async fn call(&self, target: &RunTarget, call: ToolCall) -> Result<ToolOutput, RuntimeError>;
    /// Ends the server's runner, if it has one.
    async fn stop(&self, server: ServerId);
    /// Ends every runner; for shutdown.
    async fn stop_all(&self);
    /// Compiles a document that may be hostile, in a confined child (256 MB, 10 s).
    async fn author(&self, request: CompileRequest) -> Result<Result<Compiled, AppError>, RuntimeError>;
    /// Scripts run although nothing confines them; the operator has accepted it (`BMM_SANDBOX=insecure`).
    fn is_insecure(&self) -> bool;
}

/// Asks a server's public endpoint over MCP, as a stranger's client would.
#[async_trait]
pub trait Prober: Send + Sync {
    /// Names of the tools that `tools/list` shows at `endpoint`, asked with `key` as the bearer token.
    async fn list_tools(&self, endpoint: &str, key: &SecretString) -> Result<Vec<String>, PortError>;
    /// Asks for one of the platform's own addresses, as a visitor's browser would; how long the whole answer took.
    async fn look(&self, path: &str) -> Result<Duration, PortError>;
}

//! One runner: its process and the calls inside it.

mod pipes;

use std::{
    process::Stdio,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant as Clock},
};

use contract::VersionId;
use domain::ports::{Egress, RunTarget, ToolCall, ToolOutput};
use runner::protocol::{Outbox, Proof, ToRunner};
use tokio::{
    process::Command,
    sync::{Notify, oneshot},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use self::pipes::{Greeting, drain, keep, read, write};
use super::{
    ProcessConfig,
    calls::{Calls, Ended},
    reason::End,
};

/// A running child. Dropping it ends the process.
pub struct Link {
    pub pid: u32,
    pub version: VersionId,
    pub proof: Proof,
    started: Clock,
    grace: Duration,
    shared: Arc<Shared>,
}

struct Shared {
    outbox: Mutex<Outbox>,
    changed: Notify,
    calls: Calls,
    /// Asks for the end of the process.
    kill: CancellationToken,
    /// Why it was asked for, where it was not the process's own doing.
    verdict: Mutex<Option<Verdict>>,
    /// The process is gone and every call has been told.
    gone: CancellationToken,
    answered: AtomicBool,
    egress: Arc<dyn Egress>,
}

#[derive(Clone, Debug)]
enum Verdict {
    /// A call did not end in time; the others are told to try again.
    Overrun,
    /// The runner broke the protocol.
    Violation(String),
    /// The server was stopped, changed or deleted, or the platform shuts down.
    Stopped,
}

/// How a call failed.
#[derive(Debug, PartialEq, Eq)]
pub enum Failure {
    /// The runner was on its way out already; the call never reached it.
    NotSent,
    TimedOut,
    /// This call ended the runner.
    Crashed(String),
    /// Another call ended it.
    Restarted,
    /// One of several calls ended it, and nobody knows which.
    Unclear(String),
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Link {
    /// Starts a runner, lets it prove its confinement, and loads the specification. The error is for the log.
    pub async fn start(config: &ProcessConfig, target: &RunTarget, egress: &Arc<dyn Egress>) -> Result<Self, String> {
        let mut child = command(config, None).spawn().map_err(|cause| format!("{}: {cause}", config.program.display()))?;
        let pid = child.id().unwrap_or_default();
        let (Some(stdin), Some(stdout), Some(stderr)) = (child.stdin.take(), child.stdout.take(), child.stderr.take()) else {
            return Err("the pipes are missing".to_owned());
        };
        let shared = Arc::new(Shared {
            outbox: Mutex::default(),
            changed: Notify::new(),
            calls: Calls::default(),
            kill: CancellationToken::new(),
            verdict: Mutex::default(),
            gone: CancellationToken::new(),
            answered: AtomicBool::new(false),
            egress: Arc::clone(egress),
        });
        let (proved, proof) = oneshot::channel();
        let (loaded, answer) = oneshot::channel();
        tokio::spawn(write(stdin, Arc::clone(&shared)));
        tokio::spawn(read(stdout, Arc::clone(&shared), Greeting { proved: Some(proved), loaded: Some(loaded) }));
        let last_words = tokio::spawn(drain(stderr, pid));
        tokio::spawn(keep(child, last_words, Arc::clone(&shared)));
        let mut link = Self { pid, version: target.version, proof: Proof::default(), started: Clock::now(), grace: config.grace, shared };
        let greeting = async {
            link.proof = proof.await.map_err(|_| "the runner ended before it proved its confinement")?;
            link.shared.send(&ToRunner::Load { spec: Box::new((*target.spec).clone()) }, Vec::new());
            answer.await.map_err(|_| "the runner ended while it loaded the specification")?.map_or(Ok(()), Err)
        };
        tokio::time::timeout(config.start_timeout, greeting)
            .await
            .map_err(|_| "the runner did not answer in time".to_owned())?
            .map_err(|reason: String| reason)?;
        if !link.proof.holds() {
            tracing::warn!(server.id = %target.server, proof = ?link.proof, "a sandbox is not fully confined");
        }
        tracing::debug!(server.id = %target.server, pid, took = ?link.started.elapsed(), "a sandbox started");
        Ok(link)
    }

    pub fn is_alive(&self) -> bool {
        !self.shared.calls.is_closed()
    }

    /// At least one call came to an end in it.
    pub fn has_answered(&self) -> bool {
        self.shared.answered.load(Ordering::Relaxed)
    }

    pub fn lived(&self) -> Duration {
        self.started.elapsed()
    }

    /// Ends the process and waits until it is gone.
    pub async fn stop(&self) {
        self.shared.end(Verdict::Stopped);
        self.shared.gone.cancelled().await;
    }

    /// Calls a tool. A runner that does not answer a little after the deadline is killed.
    pub async fn call(&self, target: &RunTarget, call: &ToolCall, deadline: Instant) -> Result<ToolOutput, Failure> {
        let (done, ended) = oneshot::channel();
        let Some(id) = self.shared.calls.open(target.clone(), call.tool.clone(), done) else { return Err(Failure::NotSent) };
        let _guard = Guard { id, grace: self.grace, shared: &self.shared };
        let left = deadline.saturating_duration_since(Instant::now());
        let deadline_ms = u64::try_from(left.as_millis()).unwrap_or(u64::MAX);
        let message = ToRunner::Call { call: id, tool: call.tool.clone(), arguments: call.arguments.clone(), deadline_ms };
        if !self.shared.send(&message, Vec::new()) {
            let too_large = contract::dto::Content::Text { text: "The arguments are larger than a tool can take.".to_owned() };
            self.shared.calls.finish(id, Ended::TimedOut);
            return Ok(ToolOutput { is_error: true, content: vec![too_large], structured: None });
        }
        match tokio::time::timeout_at(deadline + self.grace, ended).await {
            Ok(Ok(Ended::Answered(output))) => Ok(output),
            Ok(Ok(Ended::TimedOut)) => Err(Failure::TimedOut),
            Ok(Ok(Ended::WithRunner { end, alone })) => Err(self.blame(id, end, alone)),
            Ok(Err(_)) => Err(Failure::Crashed("it broke off".to_owned())),
            Err(_) => {
                // It neither answered nor noticed its deadline: a loop that only the end of the process ends.
                self.shared.end(Verdict::Overrun);
                Err(Failure::TimedOut)
            }
        }
    }

    /// Whose fault the end of the runner was, seen from this call.
    fn blame(&self, id: u64, end: End, alone: bool) -> Failure {
        match (lock(&self.shared.verdict).clone(), end.culprit) {
            (Some(Verdict::Stopped), _) => Failure::Crashed("the server was stopped or changed".to_owned()),
            (Some(Verdict::Overrun), _) => Failure::Restarted,
            (_, Some(culprit)) if culprit != id => Failure::Restarted,
            (Some(Verdict::Violation(violation)), _) if alone => Failure::Crashed(violation),
            (Some(Verdict::Violation(violation)), _) => Failure::Unclear(violation),
            (None, Some(_)) => Failure::Crashed(end.reason),
            (None, None) if alone => Failure::Crashed(end.reason),
            (None, None) => Failure::Unclear(end.reason),
        }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.shared.end(Verdict::Stopped);
    }
}

/// The command that starts a runner: nothing is inherited but the three pipes.
pub fn command(config: &ProcessConfig, mode: Option<&str>) -> Command {
    let mut command = Command::new(&config.program);
    command.arg0("bmm-runner").args(&config.args).args(mode).env_clear().current_dir("/");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

/// Tells the runner when nobody waits for a call any more, and ends a runner that does not listen.
struct Guard<'a> {
    id: u64,
    grace: Duration,
    shared: &'a Arc<Shared>,
}

impl Drop for Guard<'_> {
    fn drop(&mut self) {
        if !self.shared.calls.abandon(self.id) {
            return;
        }
        self.shared.send(&ToRunner::Cancel { call: self.id }, Vec::new());
        let (id, grace, shared) = (self.id, self.grace, Arc::clone(self.shared));
        tokio::spawn(async move {
            tokio::select! {
                () = tokio::time::sleep(grace) => if shared.calls.is_abandoned(id) {
                    shared.end(Verdict::Overrun);
                },
                () = shared.gone.cancelled() => {}
            }
        });
    }
}

impl Shared {
    /// Queues a message; `false` if it is too large.
    fn send(&self, head: &ToRunner, body: Vec<u8>) -> bool {
        let sent = lock(&self.outbox).push(head, body).is_ok();
        self.changed.notify_one();
        sent
    }

    fn end(&self, verdict: Verdict) {
        lock(&self.verdict).get_or_insert(verdict);
        self.calls.close();
        self.kill.cancel();
    }
}

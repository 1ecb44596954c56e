//! The process runtime: every server's tools run in a confined child of this process, one per server.
//!
//! A child is started on demand, proves its confinement, loads one specification, and is never given another. When it
//! ends, for whatever reason, its open calls get a clear error and the next call starts a new one. It reaches the
//! world only by asking for egress requests inside an open call; they are made here, with that call's tool and target.

mod author;
mod calls;
mod link;
mod pool;
mod reason;

use std::{path::PathBuf, sync::Arc, time::Duration};

use async_trait::async_trait;
use contract::{AppError, ServerId, spec::Action};
use domain::ports::{CompileRequest, Compiled, Confinement, Egress, RunTarget, Runtime, RuntimeError, ToolCall, ToolOutput};
use runner::protocol::Proof;
use tokio::time::Instant;

use self::{link::Failure, pool::Pool};

/// A retry makes sense only with this much time left.
const WORTH_A_RETRY: Duration = Duration::from_secs(1);

/// How runners are started and kept.
#[derive(Clone, Debug)]
pub struct ProcessConfig {
    /// The program that is the runner; this one, unless said otherwise.
    pub program: PathBuf,
    /// Its first arguments.
    pub args: Vec<String>,
    /// Scripts run even where nothing confines them (`BMM_SANDBOX=insecure`).
    pub allow_insecure: bool,
    /// Runners at one time; the one that was idle longest makes room.
    pub max_runners: usize,
    /// A runner without calls is ended after this time.
    pub idle: Duration,
    /// A runner that takes longer to prove itself and load its specification is given up.
    pub start_timeout: Duration,
    /// How long after its deadline a call may still answer before its runner is killed.
    pub grace: Duration,
}

impl Default for ProcessConfig {
    fn default() -> Self {
        Self {
            // The file of this very process, even after an upgrade has replaced it on disk.
            program: PathBuf::from("/proc/self/exe"),
            args: vec!["runner".to_owned()],
            allow_insecure: false,
            max_runners: 64,
            idle: Duration::from_secs(300),
            start_timeout: Duration::from_secs(10),
            grace: Duration::from_millis(500),
        }
    }
}

/// Runs tools in child processes of this one.
pub struct ProcessRuntime {
    config: Arc<ProcessConfig>,
    pool: Arc<Pool>,
    authors: author::Authors,
}

impl ProcessRuntime {
    /// Needs a tokio runtime: idle runners are ended in the background for as long as this value lives.
    pub fn new(config: ProcessConfig, egress: Arc<dyn Egress>) -> Self {
        let config = Arc::new(config);
        let pool = Arc::new(Pool::new(Arc::clone(&config), egress));
        pool::end_idle_runners(&pool);
        Self { authors: author::Authors::new(Arc::clone(&config)), config, pool }
    }

    /// The process id of a server's runner, if it has one.
    pub async fn runner_pid(&self, server: ServerId) -> Option<u32> {
        self.pool.running(server).await.map(|link| link.pid)
    }

    /// One attempt. The second one has the runner to itself, so that another call's crash cannot end it again.
    async fn attempt(&self, target: &RunTarget, call: &ToolCall, is_script: bool, deadline: Instant, alone: bool) -> Result<ToolOutput, Attempt> {
        let busy = |_| Attempt::Final(RuntimeError::Busy);
        let lease = self.pool.lease(target.server).map_err(Attempt::Final)?;
        let _place = tokio::time::timeout_at(deadline, lease.place(is_script, alone)).await.map_err(busy)?;
        loop {
            let link = tokio::time::timeout_at(deadline, lease.link(target)).await.map_err(busy)?.map_err(Attempt::Final)?;
            if is_script && !self.may_run_scripts(&link.proof) {
                return Err(Attempt::Final(RuntimeError::Unconfined));
            }
            return match link.call(target, call, deadline).await {
                Ok(output) => Ok(output),
                Err(Failure::NotSent) => continue,
                Err(Failure::TimedOut) => Err(Attempt::Final(RuntimeError::TimedOut(call.deadline))),
                Err(Failure::Crashed(reason)) => Err(Attempt::Final(RuntimeError::Crashed(reason))),
                Err(Failure::Restarted) => Err(Attempt::Again(RuntimeError::Restarted)),
                Err(Failure::Unclear(reason)) => Err(Attempt::Again(RuntimeError::Crashed(reason))),
            };
        }
    }

    fn may_run_scripts(&self, proof: &Proof) -> bool {
        proof.holds() || self.config.allow_insecure
    }
}

/// Why an attempt failed, and whether another one may do better.
enum Attempt {
    Final(RuntimeError),
    /// The runner ended, and perhaps because of somebody else.
    Again(RuntimeError),
}

#[async_trait]
impl Runtime for ProcessRuntime {
    async fn start(&self, target: &RunTarget) -> Result<Confinement, RuntimeError> {
        let proof = self.pool.lease(target.server)?.link(target).await?.proof.clone();
        let has_scripts = target.spec.enabled_tools().any(|tool| matches!(tool.action, Action::Script(_)));
        if has_scripts && !self.may_run_scripts(&proof) {
            return Err(RuntimeError::Unconfined);
        }
        Ok(Confinement {
            seccomp: proof.seccomp,
            landlock: proof.landlock,
            no_new_privileges: proof.no_new_privileges,
            user_dropped: proof.user_dropped,
            probes: proof.probes,
        })
    }

    async fn call(&self, target: &RunTarget, call: ToolCall) -> Result<ToolOutput, RuntimeError> {
        let deadline = Instant::now() + call.deadline;
        let tool = target.spec.tool(&call.tool);
        let is_script = tool.is_some_and(|tool| matches!(tool.action, Action::Script(_)));
        let is_repeatable = tool.is_some_and(|tool| tool.annotations.read_only);
        match self.attempt(target, &call, is_script, deadline, false).await {
            Ok(output) => Ok(output),
            Err(Attempt::Final(error)) => Err(error),
            Err(Attempt::Again(_)) if is_repeatable && deadline.saturating_duration_since(Instant::now()) > WORTH_A_RETRY => {
                self.attempt(target, &call, is_script, deadline, true).await.map_err(|attempt| match attempt {
                    Attempt::Final(error) | Attempt::Again(error) => error,
                })
            }
            Err(Attempt::Again(error)) => Err(error),
        }
    }

    async fn stop(&self, server: ServerId) {
        self.pool.stop(server).await;
    }

    async fn stop_all(&self) {
        self.pool.stop_all().await;
    }

    async fn author(&self, request: CompileRequest) -> Result<Result<Compiled, AppError>, RuntimeError> {
        self.authors.compile(&request).await
    }

    fn is_insecure(&self) -> bool {
        self.config.allow_insecure
    }
}

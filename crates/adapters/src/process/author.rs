//! Compiling documents in a confined child that lives for one document.

use std::{process::Stdio, sync::Arc, time::Duration};

use contract::{AppError, FieldError};
use domain::ports::{CompileRequest, Compiled, RuntimeError};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    sync::Semaphore,
};

use super::{ProcessConfig, link};

/// Time for one document.
const TIME: Duration = Duration::from_secs(10);
/// Documents at one time; each may take 256 MB.
const AT_ONCE: usize = 2;
/// How long a document waits for its turn.
const PATIENCE: Duration = Duration::from_secs(20);
/// Bytes of the compiled specification.
const MAX_ANSWER: u64 = 128 * 1024 * 1024;

/// Starts children that compile.
pub struct Authors {
    config: Arc<ProcessConfig>,
    turns: Semaphore,
}

impl Authors {
    pub fn new(config: Arc<ProcessConfig>) -> Self {
        Self { config, turns: Semaphore::new(AT_ONCE) }
    }

    /// What the document compiles to, or what is wrong with it. A document that is too much for the child is wrong, too.
    pub async fn compile(&self, request: &CompileRequest) -> Result<Result<Compiled, AppError>, RuntimeError> {
        let _turn = tokio::time::timeout(PATIENCE, self.turns.acquire()).await.map_err(|_| RuntimeError::Busy)?;
        let request = serde_json::to_vec(request).map_err(|cause| not_started(&cause))?;
        match tokio::time::timeout(TIME, self.run(request)).await {
            Ok(Ok(Some(compiled))) => Ok(compiled),
            Ok(Ok(None)) => Ok(Err(too_much("It needs more memory than 256 MB, or nests too deeply"))),
            Ok(Err(cause)) => Err(cause),
            Err(_) => Ok(Err(too_much("Reading it took longer than 10 seconds"))),
        }
    }

    /// `None`: the child ended without an answer.
    async fn run(&self, request: Vec<u8>) -> Result<Option<Result<Compiled, AppError>>, RuntimeError> {
        let mut child = link::command(&self.config, Some("author")).stderr(Stdio::piped()).spawn().map_err(|cause| not_started(&cause))?;
        let (Some(mut stdin), Some(stdout), Some(stderr)) = (child.stdin.take(), child.stdout.take(), child.stderr.take()) else {
            return Err(not_started(&"the pipes are missing"));
        };
        // Dropping the pipe after the last byte is how the child learns that it has everything.
        let sending = async move { stdin.write_all(&request).await };
        let (mut answer, mut complaint) = (Vec::new(), Vec::new());
        let (mut stdout, mut stderr) = (stdout.take(MAX_ANSWER), stderr.take(8 * 1024));
        let (_, read, _) = tokio::join!(sending, stdout.read_to_end(&mut answer), stderr.read_to_end(&mut complaint));
        read.map_err(|cause| not_started(&cause))?;
        let status = child.wait().await.map_err(|cause| not_started(&cause))?;
        match serde_json::from_slice(&answer) {
            Ok(compiled) if status.success() => Ok(Some(compiled)),
            _ => {
                tracing::warn!(%status, complaint = %String::from_utf8_lossy(&complaint), "compiling a document ended without an answer");
                Ok(None)
            }
        }
    }
}

fn not_started(cause: &dyn std::fmt::Display) -> RuntimeError {
    tracing::error!(%cause, "a child that compiles could not be started");
    RuntimeError::NotStarted(cause.to_string())
}

fn too_much(why: &str) -> AppError {
    FieldError::new("source.text", format!("This document is too large or too complex to read. {why}. Leave out what the tools don't need and try again."))
        .into()
}

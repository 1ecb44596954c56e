//! The pipes of one runner: what goes in, what comes out, and how its end is noticed.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use bytes::Bytes;
use domain::ports::{EgressRequest, ToolOutput};
use runner::protocol::{AnswerHead, EgressFailure, EgressOutcome, Envelope, Event, Inbox, Proof, ToHost, ToRunner};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    process::Child,
    sync::oneshot,
};

use super::{
    super::{
        calls::{Denied, Ended},
        reason,
    },
    Shared, Verdict, lock,
};

/// Bytes of standard error that are kept to find out why a runner ended.
const LAST_WORDS: usize = 8 * 1024;
/// Bytes of standard error that are logged.
const MAX_LOGGED: usize = 64 * 1024;

/// Who waits for the first two messages.
pub(super) struct Greeting {
    pub(super) proved: Option<oneshot::Sender<Proof>>,
    pub(super) loaded: Option<oneshot::Sender<Option<String>>>,
}

pub(super) async fn write(mut stdin: impl AsyncWrite + Unpin, shared: Arc<Shared>) {
    loop {
        let frame = lock(&shared.outbox).next_frame();
        match frame {
            Some(frame) => {
                if stdin.write_all(&frame).await.is_err() {
                    return;
                }
            }
            None => tokio::select! {
                () = shared.changed.notified() => {}
                () = shared.gone.cancelled() => return,
            },
        }
    }
}

pub(super) async fn read(mut stdout: impl AsyncRead + Unpin, shared: Arc<Shared>, mut greeting: Greeting) {
    let mut inbox = Inbox::default();
    let mut bytes = vec![0; 64 * 1024];
    loop {
        match stdout.read(&mut bytes).await {
            Ok(0) | Err(_) => {
                // Without its pipe it is of no use; mostly it has ended already, which says more about why.
                tokio::select! {
                    () = shared.gone.cancelled() => {}
                    () = tokio::time::sleep(Duration::from_millis(500)) => shared.end(Verdict::Violation("it closed its pipe".to_owned())),
                }
                return;
            }
            Ok(size) => inbox.feed(&bytes[..size]),
        }
        loop {
            match inbox.next_event::<ToHost>() {
                Ok(None) => break,
                Ok(Some(Event::Message(message))) => take(&shared, &mut greeting, message),
                Ok(Some(Event::Granted { stream, bytes })) => {
                    lock(&shared.outbox).granted(stream, bytes);
                    shared.changed.notify_one();
                }
                Ok(Some(Event::Grant { stream, bytes })) => {
                    lock(&shared.outbox).grant(stream, bytes);
                    shared.changed.notify_one();
                }
                Err(violation) => return shared.end(Verdict::Violation(violation.to_string())),
            }
        }
    }
}

fn take(shared: &Arc<Shared>, greeting: &mut Greeting, message: Envelope<ToHost>) {
    match message.head {
        ToHost::Proof { proof } => {
            if let Some(proved) = greeting.proved.take() {
                let _ = proved.send(proof);
            }
        }
        ToHost::Loaded { error } => {
            if let Some(loaded) = greeting.loaded.take() {
                let _ = loaded.send(error);
            }
        }
        ToHost::Answer { call, answer: AnswerHead { is_error, content, structured } } => {
            shared.answered.store(true, Ordering::Relaxed);
            shared.calls.finish(call, Ended::Answered(ToolOutput { is_error, content, structured }));
        }
        ToHost::TimedOut { call } => {
            shared.answered.store(true, Ordering::Relaxed);
            shared.calls.finish(call, Ended::TimedOut);
        }
        ToHost::Log { call, text } => {
            if let Some(tool) = shared.calls.admit_line(call) {
                tracing::debug!(tool, text, "a script wrote");
            }
        }
        ToHost::Egress { call, request, method, url, headers } => {
            let asked = Asked { method, url, headers, body: message.body };
            forward(shared, call, request, asked);
        }
    }
}

struct Asked {
    method: String,
    url: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// Makes an egress request for an open call, in the name of that call's tool.
fn forward(shared: &Arc<Shared>, call: u64, request: u64, asked: Asked) {
    let refuse = |message: &str| {
        let outcome = EgressOutcome::Failed(EgressFailure { message: message.to_owned() });
        shared.send(&ToRunner::Egress { call, request, outcome }, Vec::new());
    };
    let permit = match shared.calls.admit_request(call) {
        Ok(permit) => permit,
        Err(Denied::NotOpen) => return refuse("The call has ended."),
        Err(Denied::TooMany) => return refuse("The tool made more requests than one call may make."),
    };
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        let Asked { method, url, headers, body } = asked;
        let wanted = EgressRequest { tool: permit.tool, method, url, headers, body: Bytes::from(body) };
        let answered = tokio::select! {
            answered = shared.egress.send(&permit.target, wanted) => answered,
            () = permit.over.cancelled() => return,
        };
        shared.calls.request_done(call);
        let (outcome, body) = match answered {
            Ok(answer) => (EgressOutcome::Answered { status: answer.status, headers: answer.headers }, Vec::from(answer.body)),
            Err(error) => (EgressOutcome::Failed(EgressFailure { message: error.message }), Vec::new()),
        };
        if !shared.send(&ToRunner::Egress { call, request, outcome }, body) {
            let outcome = EgressOutcome::Failed(EgressFailure { message: "The answer is larger than a tool can take.".to_owned() });
            shared.send(&ToRunner::Egress { call, request, outcome }, Vec::new());
        }
    });
}

/// Reads standard error to its end; returns the last of it.
pub(super) async fn drain(mut stderr: impl AsyncRead + Unpin, pid: u32) -> String {
    let (mut last, mut logged) = (Vec::new(), 0);
    let mut bytes = vec![0; 4 * 1024];
    while let Ok(size @ 1..) = stderr.read(&mut bytes).await {
        if logged < MAX_LOGGED {
            logged += size;
            tracing::debug!(pid, text = %String::from_utf8_lossy(&bytes[..size]), "a sandbox wrote to standard error");
        }
        last.extend_from_slice(&bytes[..size]);
        if last.len() > LAST_WORDS {
            last.drain(..last.len() - LAST_WORDS);
        }
    }
    String::from_utf8_lossy(&last).into_owned()
}

/// Waits for the end of the process, or ends it, and then tells every open call.
pub(super) async fn keep(mut child: Child, last_words: tokio::task::JoinHandle<String>, shared: Arc<Shared>) {
    let status = tokio::select! {
        status = child.wait() => status.ok(),
        () = shared.kill.cancelled() => {
            let _ = child.kill().await;
            child.try_wait().ok().flatten()
        }
    };
    let last_words = tokio::time::timeout(Duration::from_millis(200), last_words).await.ok().and_then(Result::ok).unwrap_or_default();
    let end = reason::of(status, &last_words);
    if lock(&shared.verdict).is_none() {
        tracing::warn!(reason = end.reason, "a sandbox ended by itself");
    }
    shared.calls.end_all(&end);
    shared.gone.cancel();
}

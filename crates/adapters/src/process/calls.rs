//! The open calls of one runner, and what it may do inside them.

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, MutexGuard, PoisonError},
};

use domain::ports::{RunTarget, ToolOutput};
use tokio::sync::oneshot;
use tokio_util::sync::CancellationToken;

use super::reason::End;

/// Egress requests that one call may make, and have open at one time.
const REQUESTS: u32 = 200;
const OPEN_REQUESTS: usize = 8;
/// Lines that one call may log.
const LOG_LINES: u32 = 100;

/// How a call ended.
pub enum Ended {
    Answered(ToolOutput),
    TimedOut,
    /// The runner ended; `alone`: no other call was open.
    WithRunner {
        end: End,
        alone: bool,
    },
}

/// One open call.
pub struct Open {
    pub target: RunTarget,
    pub tool: String,
    pub done: oneshot::Sender<Ended>,
    /// Cancelled when the call ends, whatever way: its egress requests end with it.
    pub over: CancellationToken,
    requests: u32,
    open_requests: usize,
    lines: u32,
}

/// All calls of one runner.
#[derive(Default)]
pub struct Calls {
    inner: Mutex<Inner>,
}

#[derive(Default)]
struct Inner {
    last: u64,
    open: HashMap<u64, Open>,
    /// Calls that nobody waits for any more, until the runner says that they have ended.
    abandoned: HashSet<u64>,
    /// No new calls: the runner has ended, or is about to.
    closed: bool,
}

/// What an egress request belongs to.
pub struct Permit {
    pub target: RunTarget,
    pub tool: String,
    pub over: CancellationToken,
}

/// Why a request is not made.
pub enum Denied {
    /// The call has ended, perhaps just now.
    NotOpen,
    /// More requests than a call may make.
    TooMany,
}

impl Calls {
    fn lock(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Registers a call and returns its number; `None` when the runner takes no more.
    pub fn open(&self, target: RunTarget, tool: String, done: oneshot::Sender<Ended>) -> Option<u64> {
        let mut inner = self.lock();
        if inner.closed {
            return None;
        }
        inner.last += 1;
        let id = inner.last;
        inner.open.insert(id, Open { target, tool, done, over: CancellationToken::new(), requests: 0, open_requests: 0, lines: 0 });
        Some(id)
    }

    pub fn is_closed(&self) -> bool {
        self.lock().closed
    }

    /// The runner takes no more calls.
    pub fn close(&self) {
        self.lock().closed = true;
    }

    /// The runner has ended: everybody is told.
    pub fn end_all(&self, end: &End) {
        let mut inner = self.lock();
        inner.closed = true;
        // An abandoned call may be the one that ended the runner.
        let alone = inner.open.len() == 1 && inner.abandoned.is_empty();
        inner.abandoned.clear();
        let open: Vec<Open> = inner.open.drain().map(|(_, open)| open).collect();
        drop(inner);
        for call in open {
            call.over.cancel();
            let _ = call.done.send(Ended::WithRunner { end: end.clone(), alone });
        }
    }

    /// The runner says that the call has ended.
    pub fn finish(&self, id: u64, ended: Ended) {
        let mut inner = self.lock();
        inner.abandoned.remove(&id);
        let open = inner.open.remove(&id);
        drop(inner);
        if let Some(open) = open {
            open.over.cancel();
            let _ = open.done.send(ended);
        }
    }

    /// Nobody waits for the call any more; `true` if it was open.
    pub fn abandon(&self, id: u64) -> bool {
        let mut inner = self.lock();
        let Some(open) = inner.open.remove(&id) else { return false };
        inner.abandoned.insert(id);
        drop(inner);
        open.over.cancel();
        true
    }

    /// The runner has not said yet that this abandoned call has ended.
    pub fn is_abandoned(&self, id: u64) -> bool {
        self.lock().abandoned.contains(&id)
    }

    /// Lets a call make one more egress request.
    pub fn admit_request(&self, id: u64) -> Result<Permit, Denied> {
        let mut inner = self.lock();
        let open = inner.open.get_mut(&id).ok_or(Denied::NotOpen)?;
        if open.requests >= REQUESTS || open.open_requests >= OPEN_REQUESTS {
            return Err(Denied::TooMany);
        }
        open.requests += 1;
        open.open_requests += 1;
        Ok(Permit { target: open.target.clone(), tool: open.tool.clone(), over: open.over.clone() })
    }

    pub fn request_done(&self, id: u64) {
        if let Some(open) = self.lock().open.get_mut(&id) {
            open.open_requests = open.open_requests.saturating_sub(1);
        }
    }

    /// The tool whose line may be logged; `None` beyond the limit.
    pub fn admit_line(&self, id: u64) -> Option<String> {
        let mut inner = self.lock();
        let open = inner.open.get_mut(&id).filter(|open| open.lines < LOG_LINES)?;
        open.lines += 1;
        Some(open.tool.clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    use contract::{OrgId, ServerId, ServerSpec, VersionId, spec::SecretSlot};
    use domain::ports::{PortError, SecretSource};
    use secrecy::SecretString;

    struct NoSecrets;

    #[async_trait::async_trait]
    impl SecretSource for NoSecrets {
        async fn open(&self, _: &SecretSlot) -> Result<Option<SecretString>, PortError> {
            Ok(None)
        }
    }

    fn target() -> RunTarget {
        let spec: ServerSpec = serde_json::from_value(serde_json::json!({ "spec_version": 1, "name": "T", "source": { "kind": "recipe" }, "tools": [] }))
            .expect("a specification");
        RunTarget {
            org: OrgId::new(1, 1),
            server: ServerId::new(1, 1),
            version: VersionId::new(1, 1),
            spec: Arc::new(spec),
            secrets: Arc::new(NoSecrets),
            allow_plain_http: false,
            withheld: false,
        }
    }

    #[test]
    fn requests_are_admitted_inside_an_open_call_alone() {
        let calls = Calls::default();
        assert!(matches!(calls.admit_request(1), Err(Denied::NotOpen)));
        let id = calls.open(target(), "tool".to_owned(), oneshot::channel().0).expect("open");
        let permit = calls.admit_request(id).ok().expect("admitted");
        assert_eq!(permit.tool, "tool");
        calls.finish(id, Ended::TimedOut);
        assert!(permit.over.is_cancelled());
        assert!(matches!(calls.admit_request(id), Err(Denied::NotOpen)));
    }

    #[test]
    fn one_call_cannot_flood_the_egress_service() {
        let calls = Calls::default();
        let id = calls.open(target(), "tool".to_owned(), oneshot::channel().0).expect("open");
        let admitted = (0..20).take_while(|_| calls.admit_request(id).is_ok()).count();
        assert_eq!(admitted, OPEN_REQUESTS);
        let later = (0..1_000).take_while(|_| {
            calls.request_done(id);
            calls.admit_request(id).is_ok()
        });
        assert_eq!(admitted + later.count(), REQUESTS as usize);
    }

    #[test]
    fn a_closed_runner_takes_no_calls() {
        let calls = Calls::default();
        calls.close();
        assert!(calls.open(target(), "tool".to_owned(), oneshot::channel().0).is_none());
    }
}

//! Open calls: their deadline, their egress requests, and their answer.

use std::{
    collections::HashMap,
    sync::{
        Arc, Condvar, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    time::{Duration, Instant},
};

use crate::{
    protocol::{AnswerHead, EgressOutcome, Outbox, ToHost},
    tool::Failure,
};

/// How often a waiting call looks whether it was cancelled.
const CANCEL_CHECK: Duration = Duration::from_millis(100);
/// Lines that one call may log, and bytes of each.
const LOG_LINES: u64 = 100;
const LOG_BYTES: usize = 2_000;

/// The way back to the supervisor: messages are queued, one thread writes them.
#[derive(Default)]
pub struct Link {
    outbox: Mutex<Outbox>,
    changed: Condvar,
}

/// A panic elsewhere must not silence the link: the data behind these locks is whole at every moment.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Link {
    /// Queues a message. One that is too large is dropped and said so.
    pub fn send(&self, head: &ToHost, body: Vec<u8>) -> bool {
        let sent = lock(&self.outbox).push(head, body).is_ok();
        self.changed.notify_one();
        sent
    }

    pub fn grant(&self, stream: u32, bytes: u32) {
        lock(&self.outbox).grant(stream, bytes);
        self.changed.notify_one();
    }

    pub fn granted(&self, stream: u32, bytes: u32) {
        lock(&self.outbox).granted(stream, bytes);
        self.changed.notify_one();
    }

    /// Waits for the next frame.
    pub fn next_frame(&self) -> Vec<u8> {
        let mut outbox = lock(&self.outbox);
        loop {
            if let Some(frame) = outbox.next_frame() {
                return frame;
            }
            outbox = self.changed.wait(outbox).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

/// What an upstream answered.
#[derive(Clone, Debug, Default)]
pub struct Upstream {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Upstream {
    /// The first header of that name, in whatever case.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}

/// A request that a tool wants to make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    pub method: String,
    pub url: String,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

type Waiting = mpsc::SyncSender<(EgressOutcome, Vec<u8>)>;

/// One call while it runs.
pub struct Call {
    pub id: u64,
    pub deadline: Instant,
    cancelled: AtomicBool,
    link: Arc<Link>,
    next_request: AtomicU64,
    lines: AtomicU64,
    waiting: Mutex<HashMap<u64, Waiting>>,
}

impl Call {
    pub fn new(id: u64, deadline_ms: u64, link: Arc<Link>) -> Arc<Self> {
        let deadline = Instant::now() + Duration::from_millis(deadline_ms.min(3_600_000));
        Arc::new(Self {
            id,
            deadline,
            cancelled: AtomicBool::new(false),
            link,
            next_request: AtomicU64::new(1),
            lines: AtomicU64::new(0),
            waiting: Mutex::default(),
        })
    }

    /// The deadline has passed, or nobody waits any more: stop at the next occasion.
    pub fn is_over(&self) -> bool {
        self.cancelled.load(Ordering::Relaxed) || Instant::now() >= self.deadline
    }

    /// Asks the egress service and waits for its answer, until the deadline.
    pub fn send(&self, request: Request) -> Result<Upstream, Failure> {
        let id = self.next_request.fetch_add(1, Ordering::Relaxed);
        let (waiting, answer) = mpsc::sync_channel(1);
        lock(&self.waiting).insert(id, waiting);
        let head = ToHost::Egress { call: self.id, request: id, method: request.method, url: request.url, headers: request.headers };
        if !self.link.send(&head, request.body) {
            return Err(Failure::Tool("The request is too large to send.".to_owned()));
        }
        loop {
            if self.is_over() {
                return Err(Failure::TimedOut);
            }
            let wait = CANCEL_CHECK.min(self.deadline.saturating_duration_since(Instant::now()));
            match answer.recv_timeout(wait) {
                Ok((EgressOutcome::Answered { status, headers }, body)) => return Ok(Upstream { status, headers, body }),
                Ok((EgressOutcome::Failed(failure), _)) => return Err(Failure::Tool(failure.message)),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(Failure::TimedOut),
            }
        }
    }

    /// A line for the operator's log, cut to size; lines beyond the limit are dropped.
    pub fn log(&self, text: &str) {
        if self.lines.fetch_add(1, Ordering::Relaxed) < LOG_LINES {
            let text = text[..text.floor_char_boundary(LOG_BYTES)].to_owned();
            self.link.send(&ToHost::Log { call: self.id, text }, Vec::new());
        }
    }

    /// Answers the call.
    pub fn finish(&self, ended: Result<AnswerHead, Failure>) {
        let answer = match ended {
            Ok(answer) => answer,
            Err(Failure::TimedOut) => {
                self.link.send(&ToHost::TimedOut { call: self.id }, Vec::new());
                return;
            }
            Err(Failure::Tool(message)) => AnswerHead::error(message),
        };
        if !self.link.send(&ToHost::Answer { call: self.id, answer }, Vec::new()) {
            let answer = AnswerHead::error("The answer is larger than a tool may return. Ask for less.".to_owned());
            self.link.send(&ToHost::Answer { call: self.id, answer }, Vec::new());
        }
    }
}

/// Every open call, by its number.
#[derive(Default)]
pub struct Calls {
    open: Mutex<HashMap<u64, Arc<Call>>>,
}

impl Calls {
    pub fn open(&self, call: Arc<Call>) {
        lock(&self.open).insert(call.id, call);
    }

    pub fn close(&self, id: u64) {
        lock(&self.open).remove(&id);
    }

    pub fn cancel(&self, id: u64) {
        if let Some(call) = lock(&self.open).get(&id) {
            call.cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// Wakes the call that asked. Answers for calls that have ended are dropped.
    pub fn answer_egress(&self, id: u64, request: u64, outcome: EgressOutcome, body: Vec<u8>) {
        let call = lock(&self.open).get(&id).cloned();
        if let Some(waiting) = call.and_then(|call| lock(&call.waiting).remove(&request)) {
            let _ = waiting.try_send((outcome, body));
        }
    }
}

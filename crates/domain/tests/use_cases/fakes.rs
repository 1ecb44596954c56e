//! The ports, played by hand.

use std::{
    collections::VecDeque,
    path::Path,
    sync::{
        Arc, Mutex, OnceLock, Weak,
        atomic::{AtomicBool, AtomicI64, AtomicU32, Ordering},
    },
    time::Duration,
};

use async_trait::async_trait;
use authoring::{CompileRequest, Compiled};
use contract::{
    AppError, ServerId,
    dto::{Content, Timestamp},
    spec::Origin,
};
use domain::{
    Platform, calls,
    mailbox::DevelopmentMailer,
    ports::{
        Claims, Clock, Confinement, Disk, DiskSpace, Egress, EgressError, EgressErrorKind, EgressRequest, EgressResponse, Fetcher, HeadLog, Limiter, Mail,
        Mailer, PortError, Prober, Quota, Random, RunTarget, Runtime, RuntimeError, ToolCall, ToolOutput,
    },
};
use secrecy::{ExposeSecret, SecretString};

use crate::world;

/// Goes on by a millisecond at every look, so that ids sort by age, and by more when a test says so.
pub struct TestClock(AtomicI64);

impl TestClock {
    pub fn new() -> Self {
        Self(AtomicI64::new(1_795_367_000_000_000))
    }

    pub fn advance(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1_000_000, Ordering::SeqCst);
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.fetch_add(1_000, Ordering::SeqCst))
    }
}

pub struct Dice;

impl Random for Dice {
    fn fill(&self, bytes: &mut [u8]) {
        rand::RngCore::fill_bytes(&mut rand::rng(), bytes);
    }
}

/// Nothing goes out, nothing is limited, every claim is granted.
pub struct Quiet;

#[async_trait]
impl Limiter for Quiet {
    async fn take(&self, _: &str, _: Quota) -> Result<(), Duration> {
        Ok(())
    }
}

#[async_trait]
impl Disk for Quiet {
    async fn space(&self, _: &Path) -> Result<DiskSpace, PortError> {
        Ok(DiskSpace { free: 5_000_000_000, total: 10_000_000_000 })
    }
}

#[async_trait]
impl Claims for Quiet {
    async fn claim(&self, key: &str, _: Duration) -> Result<Option<String>, PortError> {
        Ok(Some(key.to_owned()))
    }

    async fn release(&self, _: &str, _: &str) -> Result<(), PortError> {
        Ok(())
    }
}

#[async_trait]
impl Egress for Quiet {
    async fn send(&self, _: &RunTarget, _: EgressRequest) -> Result<EgressResponse, EgressError> {
        Err(EgressError { kind: EgressErrorKind::Unreachable, message: "nobody is there".into() })
    }
}

/// One document on the whole internet, and no way to private addresses.
pub struct Web;

#[async_trait]
impl Fetcher for Web {
    async fn fetch(&self, url: &str) -> Result<String, AppError> {
        if url == "https://docs.example.com/pets.json" { Ok(world::DOCUMENT.into()) } else { Err(AppError::field("source.url", "Nothing is there.")) }
    }

    fn allows(&self, origin: &Origin) -> bool {
        !["10.", "127.", "169.254.", "localhost"].iter().any(|start| origin.authority().starts_with(start))
    }

    fn trusts(&self, origin: &Origin) -> bool {
        origin.authority() == "named.example.com"
    }
}

/// A mail server that a test can take away. Without a mailbox what it was sent stands nowhere but here.
pub struct Post {
    mailbox: Option<DevelopmentMailer>,
    pub down: AtomicBool,
    pub sent: Mutex<Vec<Mail>>,
    /// How often somebody asked whether it works.
    pub checks: AtomicU32,
}

impl Post {
    pub const fn over(mailbox: Option<DevelopmentMailer>) -> Self {
        Self { mailbox, down: AtomicBool::new(false), sent: Mutex::new(Vec::new()), checks: AtomicU32::new(0) }
    }
}

#[async_trait]
impl Mailer for Post {
    async fn send(&self, mail: Mail) -> Result<(), PortError> {
        if self.down.load(Ordering::SeqCst) {
            return Err(PortError("nobody answers on port 25".into()));
        }
        self.sent.lock().unwrap().push(mail.clone());
        match &self.mailbox {
            Some(mailbox) => mailbox.send(mail).await,
            None => Ok(()),
        }
    }

    async fn check(&self) -> Result<(), PortError> {
        self.checks.fetch_add(1, Ordering::SeqCst);
        if self.down.load(Ordering::SeqCst) {
            return Err(PortError("nobody answers on port 25".into()));
        }
        match &self.mailbox {
            Some(mailbox) => mailbox.check().await,
            None => Ok(()),
        }
    }
}

/// Heads of the audit log, in memory.
#[derive(Default)]
pub struct Lines(Mutex<Vec<String>>);

#[async_trait]
impl HeadLog for Lines {
    async fn append(&self, lines: &[String]) -> Result<(), PortError> {
        self.0.lock().unwrap().extend_from_slice(lines);
        Ok(())
    }

    async fn lines(&self) -> Result<Option<Vec<String>>, PortError> {
        Ok(Some(self.0.lock().unwrap().clone()))
    }
}

type Answer = dyn Fn(&ToolCall, Option<String>) -> Result<ToolOutput, RuntimeError> + Send + Sync;

/// A sandbox that answers as the test says. Every call sees the value of the server's first credential.
pub struct FakeRuntime {
    pub answer: Mutex<Arc<Answer>>,
    pub start_failures: Mutex<VecDeque<RuntimeError>>,
    pub stopped: Mutex<Vec<ServerId>>,
    /// No confined process starts.
    pub author_fails: AtomicBool,
}

impl FakeRuntime {
    pub fn new() -> Self {
        Self {
            answer: Mutex::new(Arc::new(|call, secret| Ok(text(false, format!("{} with {}", call.tool, secret.unwrap_or_default()))))),
            start_failures: Mutex::default(),
            stopped: Mutex::default(),
            author_fails: AtomicBool::new(false),
        }
    }

    pub fn answer_with(&self, answer: impl Fn(&ToolCall, Option<String>) -> Result<ToolOutput, RuntimeError> + Send + Sync + 'static) {
        *self.answer.lock().unwrap() = Arc::new(answer);
    }
}

pub fn text(is_error: bool, text: impl Into<String>) -> ToolOutput {
    ToolOutput { is_error, content: vec![Content::Text { text: text.into() }], structured: None }
}

#[async_trait]
impl Runtime for FakeRuntime {
    async fn start(&self, _: &RunTarget) -> Result<Confinement, RuntimeError> {
        match self.start_failures.lock().unwrap().pop_front() {
            Some(failure) => Err(failure),
            None => {
                Ok(Confinement { seccomp: true, landlock: true, no_new_privileges: true, user_dropped: false, probes: [("socket".to_owned(), true)].into() })
            }
        }
    }

    async fn call(&self, target: &RunTarget, call: ToolCall) -> Result<ToolOutput, RuntimeError> {
        let secret = match target.spec.secrets.first() {
            Some(slot) => target.secrets.open(slot).await.expect("a sealed value that opens"),
            None => None,
        };
        let answer = Arc::clone(&self.answer.lock().unwrap());
        answer(&call, secret.map(|secret| secret.expose_secret().to_owned()))
    }

    async fn stop(&self, server: ServerId) {
        self.stopped.lock().unwrap().push(server);
    }

    async fn stop_all(&self) {}

    async fn author(&self, request: CompileRequest) -> Result<Result<Compiled, AppError>, RuntimeError> {
        if self.author_fails.load(Ordering::SeqCst) {
            return Err(RuntimeError::NotStarted("no process".into()));
        }
        Ok(authoring::compile(&request))
    }

    fn is_insecure(&self) -> bool {
        false
    }
}

/// Asks the platform itself, as the gateway would; the test can make it fail or lie.
#[derive(Default)]
pub struct Loopback {
    pub platform: OnceLock<Weak<Platform>>,
    pub failures: AtomicU32,
    pub lie: Mutex<Option<Vec<String>>>,
    pub keys: Mutex<Vec<String>>,
}

#[async_trait]
impl Prober for Loopback {
    async fn list_tools(&self, endpoint: &str, key: &SecretString) -> Result<Vec<String>, PortError> {
        self.keys.lock().unwrap().push(key.expose_secret().to_owned());
        if self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            return Err(PortError("connection refused".into()));
        }
        if let Some(lie) = self.lie.lock().unwrap().clone() {
            return Ok(lie);
        }
        let platform = self.platform.get().and_then(Weak::upgrade).ok_or_else(|| PortError("no platform".into()))?;
        let mut path = endpoint.rsplit('/');
        let (slug, handle) = (path.next().unwrap_or_default(), path.next().unwrap_or_default());
        let (slug, handle) = (slug.to_owned().try_into().expect("a slug"), handle.to_owned().try_into().expect("a handle"));
        let opened = calls::open(&platform, &world::meta(&platform), &handle, &slug, Some(key.expose_secret())).await;
        let server = opened.map_err(|cause| PortError(cause.to_string()))?;
        Ok(server.spec().enabled_tools().map(|tool| tool.name.clone()).collect())
    }

    async fn look(&self, _: &str) -> Result<Duration, PortError> {
        if self.failures.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1)).is_ok() {
            return Err(PortError("connection refused".into()));
        }
        Ok(Duration::from_millis(3))
    }
}

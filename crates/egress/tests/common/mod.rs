//! An upstream on loopback, a name service that says what a test wants, and a server's specification.

use std::{
    collections::BTreeMap,
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::{Body, to_bytes},
    extract::{Request as Incoming, State},
    response::Response as Answer,
    serve::Listener,
};
use contract::spec::{SecretSlot, ServerSpec};
use egress::{Call, Egress, EgressAllow, Error, Gate, Limits, Lookup, OpenError, Own, Request, Response, Secrets};
use futures::future::BoxFuture;
use secrecy::SecretString;
use serde_json::{Value, json};

/// One request as the upstream saw it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    pub uri: String,
    pub headers: Vec<(String, String)>,
    pub body: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

type Answers = Arc<dyn Fn(&Seen) -> Answer<Body> + Send + Sync>;

/// An HTTP server that remembers what it was asked.
pub struct Upstream {
    pub port: u16,
    seen: Arc<Mutex<Vec<Seen>>>,
}

impl Upstream {
    pub async fn start(answers: impl Fn(&Seen) -> Answer<Body> + Send + Sync + 'static) -> Self {
        Self::start_on(tokio::net::TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port"), answers)
    }

    /// On a listener of one's own, such as one that speaks TLS.
    pub fn start_on<L: Listener<Addr = SocketAddr>>(listener: L, answers: impl Fn(&Seen) -> Answer<Body> + Send + Sync + 'static) -> Self {
        let port = listener.local_addr().expect("an address").port();
        let seen = Arc::<Mutex<Vec<Seen>>>::default();
        let state: (Answers, Arc<Mutex<Vec<Seen>>>) = (Arc::new(answers), Arc::clone(&seen));
        let router = Router::new().fallback(record).with_state(state);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { port, seen }
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.seen.lock().expect("no panic").clone()
    }

    /// `http://{name}:{port}`.
    pub fn origin(&self, name: &str) -> String {
        format!("http://{name}:{}", self.port)
    }
}

async fn record(State((answers, seen)): State<(Answers, Arc<Mutex<Vec<Seen>>>)>, request: Incoming) -> Answer<Body> {
    let (parts, body) = request.into_parts();
    let headers = parts.headers.iter().map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned())).collect();
    let body = String::from_utf8_lossy(&to_bytes(body, usize::MAX).await.unwrap_or_default()).into_owned();
    let request = Seen { method: parts.method.to_string(), uri: parts.uri.to_string(), headers, body };
    let answer = answers(&request);
    seen.lock().expect("no panic").push(request);
    answer
}

/// An answer with a status, headers and a body.
pub fn answer(status: u16, headers: &[(&str, &str)], body: impl Into<Body>) -> Answer<Body> {
    let mut builder = Answer::builder().status(status);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(body.into()).expect("an answer")
}

/// Answers with the same address for every name, and counts the questions.
pub struct Everything(pub IpAddr, pub AtomicUsize);

impl Lookup for Everything {
    fn lookup(&self, _: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        self.1.fetch_add(1, Ordering::Relaxed);
        let address = self.0;
        Box::pin(async move { Ok(vec![address]) })
    }
}

/// Limits that let tests end soon.
pub fn limits() -> Limits {
    Limits { connect: Duration::from_secs(2), total: Duration::from_secs(5), response_bytes: 64 * 1024, document_bytes: 128 * 1024, ..Limits::default() }
}

/// Every name leads to loopback; only what `allow` names is let through.
pub fn egress(allow: &str) -> Egress {
    egress_with(allow, limits())
}

pub fn egress_with(allow: &str, limits: Limits) -> Egress {
    let gate = Gate::new(allow.parse::<EgressAllow>().expect("a valid list"), Own::default());
    Egress::with_lookup(gate, limits, Arc::new(Everything(Ipv4Addr::LOCALHOST.into(), AtomicUsize::new(0)))).expect("a client")
}

/// Credentials in memory.
#[derive(Default)]
pub struct Vault(pub BTreeMap<String, String>);

impl Secrets for Vault {
    fn open<'a>(&'a self, slot: &'a SecretSlot) -> BoxFuture<'a, Result<Option<SecretString>, OpenError>> {
        let value = self.0.get(&slot.name).cloned().map(SecretString::from);
        Box::pin(async move { if slot.name == "BROKEN" { Err(OpenError("tampered".into())) } else { Ok(value) } })
    }
}

/// A server with one tool.
pub struct Server {
    pub spec: ServerSpec,
    pub vault: Vault,
    pub allow_plain_http: bool,
}

impl Server {
    pub fn new(action: Value, secrets: Value, origins: Value) -> Self {
        let tool = json!({"name": "call", "input_schema": {"type": "object"}, "action": action});
        let source = json!({"kind": "openapi"});
        let spec = json!({"spec_version": 1, "name": "Test", "source": source, "tools": [tool], "secrets": secrets, "origins": origins});
        Self { spec: serde_json::from_value(spec).expect("a specification"), vault: Vault::default(), allow_plain_http: false }
    }

    /// A script that may reach one origin, with a bearer token for it.
    pub fn script(origin: &str) -> Self {
        let placement = json!({"in": "header", "param": "Authorization", "prefix": "Bearer "});
        let slot = json!({"name": "TOKEN", "label": "Token", "placement": placement, "origins": [origin]});
        let action = json!({"kind": "script", "code": "", "origins": [origin], "secrets": ["TOKEN"]});
        Self::new(action, json!([slot]), json!([origin])).with("TOKEN", "s3cr3t-t0k3n/+")
    }

    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.vault.0.insert(name.into(), value.into());
        self
    }

    pub async fn send(&self, egress: &Egress, request: Request) -> Result<Response, Error> {
        let call = Call { spec: &self.spec, tool: &self.spec.tools[0], secrets: &self.vault, allow_plain_http: self.allow_plain_http };
        egress.send(&call, request).await
    }

    pub async fn get(&self, egress: &Egress, url: &str) -> Result<Response, Error> {
        self.send(egress, request("GET", url)).await
    }
}

pub fn request(method: &str, url: &str) -> Request {
    Request { method: method.into(), url: url.into(), headers: vec![], body: Vec::new().into() }
}

//! A mock upstream that remembers what it was asked and answers what it is told.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// One request that the upstream saw.
#[derive(Clone, Debug)]
pub struct Seen {
    pub method: String,
    /// Path and query.
    pub path: String,
    pub headers: HeaderMap,
    pub body: String,
}

impl Seen {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(|value| value.to_str().expect("text")).unwrap_or_default()
    }
}

type Reply = Arc<dyn Fn(&Seen) -> (u16, Value) + Send + Sync>;

/// A recorder on a loopback port; serves until the test ends.
#[derive(Clone)]
pub struct Upstream {
    address: SocketAddr,
    state: Recorder,
}

#[derive(Clone)]
struct Recorder {
    seen: Arc<Mutex<Vec<Seen>>>,
    reply: Reply,
}

impl Upstream {
    /// Answers everything with the path and the credentials that it saw, so that a leak would show.
    pub async fn echoing() -> Self {
        Self::answering(|seen| (200, json!({ "path": seen.path, "authorization": seen.header("authorization"), "body": seen.body }))).await
    }

    pub async fn answering(reply: impl Fn(&Seen) -> (u16, Value) + Send + Sync + 'static) -> Self {
        let state = Recorder { seen: Arc::default(), reply: Arc::new(reply) };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        let router = Router::new().fallback(record).with_state(state.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, state }
    }

    /// `http://127.0.0.1:PORT`.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Everything that it was asked, in order.
    pub fn seen(&self) -> Vec<Seen> {
        self.state.seen.lock().expect("not poisoned").clone()
    }
}

async fn record(State(state): State<Recorder>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    let path = uri.path_and_query().map(ToString::to_string).unwrap_or_default();
    let seen = Seen { method: method.to_string(), path, headers, body: String::from_utf8_lossy(&body).into_owned() };
    let (status, answer) = (state.reply)(&seen);
    state.seen.lock().expect("not poisoned").push(seen);
    (StatusCode::from_u16(status).expect("a status"), axum::Json(answer)).into_response()
}

//! One hop over HTTP: connect to a checked address, send, and read no more than is allowed.

use std::{
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method};
use reqwest::redirect;
use rustls::ClientConfig;
use url::{Host, Url};

use crate::{
    address,
    error::{Error, Refusal},
    gate::{Gate, Target},
    resolve::{GatedResolver, Lookup},
};

/// How much, how long, how far.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Look-up, connection and TLS handshake.
    pub connect: Duration,
    /// The whole request, redirects and body included.
    pub total: Duration,
    /// Bytes of a tool's request body.
    pub request_bytes: usize,
    /// Bytes of an answer, counted after decompression.
    pub response_bytes: usize,
    /// Bytes of a document for authors, counted after decompression.
    pub document_bytes: usize,
    /// Redirects that are followed.
    pub redirects: usize,
}

impl Default for Limits {
    fn default() -> Self {
        const MIB: usize = 1024 * 1024;
        Self {
            connect: Duration::from_secs(10),
            total: Duration::from_secs(30),
            request_bytes: 8 * MIB,
            response_bytes: 8 * MIB,
            document_bytes: 16 * MIB,
            redirects: 3,
        }
    }
}

/// The HTTP client could not be set up; shown at start-up.
#[derive(Debug, thiserror::Error)]
#[error("the HTTP client could not be set up: {0}")]
pub struct SetupError(pub(crate) String);

/// Two clients, because a resolver is not told the port: one for the public internet, one for targets that the operator
/// named with host and port. Connections are kept per origin in each, so none is shared between the two.
pub(crate) struct Client {
    public: reqwest::Client,
    named: reqwest::Client,
    gate: Arc<Gate>,
}

/// What goes out.
pub(crate) struct Hop {
    pub method: Method,
    pub url: Url,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Client {
    pub fn new(gate: Arc<Gate>, lookup: &Arc<dyn Lookup>, limits: &Limits, tls: &ClientConfig) -> Result<Self, SetupError> {
        let build = |named: bool| {
            reqwest::Client::builder()
                .tls_backend_preconfigured(tls.clone())
                .dns_resolver(GatedResolver { gate: Arc::clone(&gate), lookup: Arc::clone(lookup), named })
                .no_proxy()
                .redirect(redirect::Policy::none())
                .referer(false)
                .connect_timeout(limits.connect)
                .pool_idle_timeout(Duration::from_secs(60))
                .pool_max_idle_per_host(32)
                .http2_max_header_list_size(64 * 1024)
                .user_agent(concat!("BuildMyMCP/", env!("CARGO_PKG_VERSION")))
                .build()
                .map_err(|cause| SetupError(cause.to_string()))
        };
        Ok(Self { public: build(false)?, named: build(true)?, gate: Arc::clone(&gate) })
    }

    /// Sends one request; the answer's body is not read yet.
    pub async fn send(&self, target: &Target, hop: Hop) -> Result<reqwest::Response, Error> {
        let client = if target.named { &self.named } else { &self.public };
        let request = client.request(hop.method, hop.url).headers(hop.headers).body(hop.body);
        let response = request.send().await.map_err(|cause| explain(target, cause))?;
        self.check_peer(target, response.remote_addr())?;
        Ok(response)
    }

    /// Belt and braces: whoever answered must be somebody who may be dialled.
    fn check_peer(&self, target: &Target, peer: Option<SocketAddr>) -> Result<(), Error> {
        let Some(peer) = peer.map(|peer| peer.ip()) else { return Ok(()) };
        let as_expected = match target.url.host() {
            Some(Host::Ipv4(ip)) => address::plain(peer) == IpAddr::V4(ip),
            Some(Host::Ipv6(ip)) => address::plain(peer) == address::plain(IpAddr::V6(ip)),
            _ => target.named || self.gate.check_resolved(target.host(), peer).is_ok(),
        };
        if as_expected {
            return Ok(());
        }
        tracing::error!(host = target.host(), %peer, "an answer came from an address that was not checked");
        Err(Refusal::Address { host: target.host().to_owned(), address: peer, reason: "not the address that was checked" }.into())
    }
}

/// Reads a body up to `limit` bytes, counted after decompression.
pub(crate) async fn read(target: &Target, mut response: reqwest::Response, limit: usize) -> Result<Bytes, Error> {
    let too_large = || Error::TooLarge { host: target.host().to_owned(), limit };
    if response.content_length().is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|cause| explain(target, cause))? {
        if body.len() + chunk.len() > limit {
            return Err(too_large());
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body.freeze())
}

/// The client's error in words, without the URL, which may carry a credential.
fn explain(target: &Target, cause: reqwest::Error) -> Error {
    let cause = cause.without_url();
    let mut deepest: &dyn std::error::Error = &cause;
    while let Some(next) = deepest.source() {
        deepest = next;
        if let Some(refusal) = deepest.downcast_ref::<Refusal>() {
            return refusal.clone().into();
        }
    }
    let reason = match deepest.to_string() {
        _ if cause.is_timeout() => "the connection took too long.".to_owned(),
        reason => format!("{}.", reason.trim_end_matches('.')),
    };
    Error::Unreachable { host: target.host().to_owned(), reason }
}

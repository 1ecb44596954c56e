//! Asks a server's public endpoint for its tools over MCP, as a stranger's client would.

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use async_trait::async_trait;
use domain::ports::{PortError, Prober};
use reqwest::{Client, RequestBuilder, Response, header};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use url::Url;

/// The revision that the prober speaks.
const REVISION: &str = "2026-07-28";
/// A self-test that takes longer is a failure.
const PATIENCE: Duration = Duration::from_secs(10);
/// Pages of a list; a server that always names a next one is broken.
const MOST_PAGES: usize = 100;
/// Bytes of one answer.
const LARGEST_ANSWER: usize = 32 * 1024 * 1024;

/// Speaks MCP over HTTP to the public address; where that cannot be reached from inside, to the own listener.
pub struct HttpProber {
    client: Client,
    /// The own listener, as seen from this machine.
    listener: SocketAddr,
    /// The public name, for the listener's `Host` check.
    host: String,
}

impl HttpProber {
    /// `listener` is where this process listens; an unspecified address is taken as loopback. `public` is the platform's
    /// own address.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn new(listener: SocketAddr, public: &Url) -> Result<Self, PortError> {
        egress::install_ring();
        // A stranger's client goes no detours: neither proxies of the environment nor redirects.
        let builder = Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).connect_timeout(Duration::from_secs(3)).timeout(PATIENCE);
        let client = builder.user_agent(concat!("bmm-self-test/", env!("CARGO_PKG_VERSION"))).build().map_err(failed)?;
        Ok(Self { client, listener: reachable(listener), host: host_header(public) })
    }

    /// Sends one message to the public address, or to the listener under the public name.
    async fn send(&self, endpoint: &Url, key: &SecretString, message: &Value) -> Result<Response, PortError> {
        let first = match message_to(self.client.post(endpoint.clone()), key, message).send().await {
            Ok(response) if !is_gateway_failure(&response) => return Ok(response),
            Ok(response) => format!("it answered {}", response.status()),
            Err(error) => failed(error).to_string(),
        };
        let mut inside = endpoint.clone();
        let host = host_header(endpoint);
        let moved = inside.set_scheme("http").and_then(|()| inside.set_ip_host(self.listener.ip())).and_then(|()| inside.set_port(Some(self.listener.port())));
        moved.map_err(|()| PortError(format!("{endpoint} cannot be turned into an address of this machine")))?;
        tracing::info!(public = %endpoint.origin().ascii_serialization(), listener = %self.listener, reason = first, "the public address cannot be reached from inside; the self-test asks the listener");
        message_to(self.client.post(inside), key, message).header(header::HOST, host).send().await.map_err(failed)
    }

    async fn page(&self, endpoint: &Url, key: &SecretString, cursor: Option<&str>) -> Result<(Vec<String>, Option<String>), PortError> {
        let mut response = self.send(endpoint, key, &list_message(cursor)).await?;
        let status = response.status();
        let is_stream = response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/event-stream"));
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            if bytes.len() + chunk.len() > LARGEST_ANSWER {
                return Err(PortError("the answer to tools/list is larger than 32 MB".into()));
            }
            bytes.extend_from_slice(&chunk);
        }
        let text = String::from_utf8_lossy(&bytes);
        read(status.as_u16(), if is_stream { last_event(&text) } else { &text })
    }
}

#[async_trait]
impl Prober for HttpProber {
    async fn list_tools(&self, endpoint: &str, key: &SecretString) -> Result<Vec<String>, PortError> {
        let endpoint = Url::parse(endpoint).map_err(|error| PortError(format!("{endpoint} is not an address: {error}")))?;
        let (mut names, mut cursor) = (Vec::new(), None::<String>);
        for _ in 0..MOST_PAGES {
            let (page, next) = self.page(&endpoint, key, cursor.as_deref()).await?;
            names.extend(page);
            match next {
                Some(next) => cursor = Some(next),
                None => return Ok(names),
            }
        }
        Err(PortError(format!("tools/list goes on after {MOST_PAGES} pages")))
    }

    /// Asks the own listener: what lies between it and visitors is not the platform's.
    async fn look(&self, path: &str) -> Result<Duration, PortError> {
        let started = Instant::now();
        let request =
            self.client.get(format!("http://{}{path}", self.listener)).header(header::HOST, &self.host).header(header::ACCEPT, "text/html,application/json");
        let response = request.send().await.map_err(failed)?;
        let status = response.status();
        response.bytes().await.map_err(failed)?;
        if status.is_success() { Ok(started.elapsed()) } else { Err(PortError(format!("{path} answered {status}"))) }
    }
}

fn reachable(listener: SocketAddr) -> SocketAddr {
    match listener {
        SocketAddr::V4(address) if address.ip().is_unspecified() => SocketAddr::from(([127, 0, 0, 1], address.port())),
        SocketAddr::V6(address) if address.ip().is_unspecified() => SocketAddr::from(([0, 0, 0, 0, 0, 0, 0, 1], address.port())),
        address => address,
    }
}

fn host_header(endpoint: &Url) -> String {
    let host = endpoint.host_str().unwrap_or_default();
    endpoint.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// A proxy that could not pass the request on.
fn is_gateway_failure(response: &Response) -> bool {
    matches!(response.status().as_u16(), 502 | 504)
}

fn message_to(request: RequestBuilder, key: &SecretString, message: &Value) -> RequestBuilder {
    request
        .bearer_auth(key.expose_secret())
        .header(header::ACCEPT, "application/json, text/event-stream")
        .header("mcp-protocol-version", REVISION)
        .header("mcp-method", "tools/list")
        .json(message)
}

fn list_message(cursor: Option<&str>) -> Value {
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": REVISION,
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": { "name": "bmm-self-test", "version": env!("CARGO_PKG_VERSION") },
    });
    let mut params = json!({ "_meta": meta });
    if let Some(cursor) = cursor {
        params["cursor"] = cursor.into();
    }
    json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": params })
}

/// The data of the last event: the response; notifications may come before it.
fn last_event(text: &str) -> &str {
    text.lines().rev().find_map(|line| line.strip_prefix("data:")).map_or("", str::trim)
}

/// Names and next cursor of an answer.
fn read(status: u16, text: &str) -> Result<(Vec<String>, Option<String>), PortError> {
    let short = || text.chars().take(300).collect::<String>();
    if status != 200 {
        return Err(PortError(format!("the endpoint answered {status} to tools/list: {}", short())));
    }
    let answer: Value = serde_json::from_str(text).map_err(|error| PortError(format!("the answer to tools/list is not JSON ({error}): {}", short())))?;
    let Some(tools) = answer["result"]["tools"].as_array() else {
        return Err(PortError(format!("the answer to tools/list holds no tools: {}", short())));
    };
    let names = tools.iter().filter_map(|tool| tool["name"].as_str()).map(str::to_owned).collect();
    Ok((names, answer["result"]["nextCursor"].as_str().map(str::to_owned)))
}

/// The whole chain of causes; reqwest alone says only that a request could not be sent.
#[expect(clippy::needless_pass_by_value, reason = "used as a function value in map_err")]
fn failed(error: reqwest::Error) -> PortError {
    let mut text = error.to_string();
    let mut cause = std::error::Error::source(&error);
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    PortError(text)
}

#[cfg(test)]
mod tests {
    use axum::{Json, Router, http::HeaderMap, routing::post};

    use super::*;

    fn own() -> Url {
        Url::parse("http://localhost:3000").expect("an address")
    }

    async fn endpoint() -> SocketAddr {
        let answer = async |headers: HeaderMap, Json(message): Json<Value>| {
            let asked_well =
                headers["mcp-method"] == "tools/list" && headers["mcp-protocol-version"] == REVISION && headers["authorization"] == "Bearer secret";
            assert!(asked_well, "{headers:?}");
            let (name, next) = if message["params"]["cursor"] == "two" { ("b", Value::Null) } else { ("a", "two".into()) };
            Json(
                json!({ "jsonrpc": "2.0", "id": 1, "result": { "tools": [{ "name": name, "host": headers["host"].to_str().unwrap_or_default() }], "nextCursor": next } }),
            )
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = listener.local_addr().expect("an address");
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/mcp/o/s", post(answer))).await });
        address
    }

    #[tokio::test]
    async fn every_page_of_the_list_is_read() {
        let address = endpoint().await;
        let prober = HttpProber::new(address, &own()).expect("a client");
        let names = prober.list_tools(&format!("http://{address}/mcp/o/s"), &"secret".into()).await.expect("tools");
        assert_eq!(names, ["a", "b"]);
    }

    #[tokio::test]
    async fn a_public_address_that_cannot_be_reached_is_replaced_by_the_listener() {
        let address = endpoint().await;
        let closed = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address");
        let prober = HttpProber::new(SocketAddr::from(([0, 0, 0, 0], address.port())), &own()).expect("a client");
        let names = prober.list_tools(&format!("http://localhost:{}/mcp/o/s", closed.port()), &"secret".into()).await.expect("tools");
        assert_eq!(names, ["a", "b"]);
    }

    #[test]
    fn answers_that_are_no_list_are_told_in_full() {
        assert!(read(401, "no").expect_err("refused").0.contains("401"));
        assert!(read(200, "<html>").expect_err("no JSON").0.contains("<html>"));
        assert!(read(200, "{}").expect_err("no tools").0.contains("no tools"));
        assert_eq!(read(200, last_event("event: message\ndata: {\"result\":{\"tools\":[]}}\n\n")).expect("a list"), (vec![], None));
    }
}

//! Raw MCP over HTTP, in both eras: what a client's library would send, byte by byte.

use reqwest::RequestBuilder;
use serde_json::{Value, json};

use crate::{Answer, app::client};

/// An MCP client without a library.
pub struct Mcp {
    pub endpoint: String,
    pub key: Option<String>,
    http: reqwest::Client,
}

/// Parameters of revision 2026-07-28: with the `_meta` that every request carries.
pub fn modern(mut params: Value) -> Value {
    params["_meta"] = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
        "io.modelcontextprotocol/clientInfo": { "name": "test", "version": "1" },
    });
    params
}

impl Mcp {
    pub fn new(endpoint: &str, key: Option<&str>) -> Self {
        Self { endpoint: endpoint.to_owned(), key: key.map(str::to_owned), http: client() }
    }

    /// A message with the headers of every revision; more can be added to it.
    pub fn message(&self, method: &str, params: &Value) -> RequestBuilder {
        let body = json!({ "jsonrpc": "2.0", "id": 7, "method": method, "params": params });
        let request = self.http.post(&self.endpoint).header("accept", "application/json, text/event-stream").json(&body);
        match &self.key {
            Some(key) => request.bearer_auth(key),
            None => request,
        }
    }

    /// Sends in the form of 2026-07-28.
    pub async fn modern(&self, method: &str, params: Value) -> Answer {
        let mut request = self.message(method, &modern(params.clone())).header("mcp-protocol-version", "2026-07-28").header("mcp-method", method);
        if let Some(name) = params["name"].as_str() {
            request = request.header("mcp-name", name);
        }
        Answer::of(request.send().await.expect("an answer")).await
    }

    /// Sends in the form of an older revision, after `initialize`.
    pub async fn legacy(&self, version: &str, method: &str, params: Value) -> Answer {
        Answer::of(self.message(method, &params).header("mcp-protocol-version", version).send().await.expect("an answer")).await
    }

    /// The handshake of older revisions; answers the result.
    pub async fn initialize(&self, version: &str) -> Value {
        let params = json!({ "protocolVersion": version, "capabilities": {}, "clientInfo": { "name": "test", "version": "1" } });
        let answer = Answer::of(self.message("initialize", &params).send().await.expect("an answer")).await;
        let result = answer.expect(200)["result"].clone();
        let initialized = json!({ "jsonrpc": "2.0", "method": "notifications/initialized" });
        let mut request = self.http.post(&self.endpoint).header("accept", "application/json, text/event-stream").header("mcp-protocol-version", version);
        if let Some(key) = &self.key {
            request = request.bearer_auth(key);
        }
        assert_eq!(request.json(&initialized).send().await.expect("an answer").status().as_u16(), 202);
        result
    }

    /// Calls a tool in the form of 2026-07-28; answers the result.
    pub async fn call(&self, tool: &str, arguments: Value) -> Value {
        let answer = self.modern("tools/call", json!({ "name": tool, "arguments": arguments })).await.expect(200);
        assert!(answer["result"].is_object(), "{answer:#}");
        answer["result"].clone()
    }

    /// Sends a request that was prepared by hand.
    pub async fn send(request: RequestBuilder) -> Answer {
        Answer::of(request.send().await.expect("an answer")).await
    }
}

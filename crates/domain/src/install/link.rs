//! One-click links.

use base64::{Engine, prelude::BASE64_STANDARD};
use serde_json::{Value, json};
use url::form_urlencoded::byte_serialize;

/// `cursor://` deep link: the inner object of `mcp.json`, as base64, then percent-encoded.
pub(super) fn cursor(name: &str, inner: &Value) -> String {
    let config = BASE64_STANDARD.encode(inner.to_string());
    format!("cursor://anysphere.cursor-deeplink/mcp/install?name={name}&config={}", encode(&config))
}

/// The redirect page of VS Code, which opens the editor and asks before it installs.
pub(super) fn vs_code(name: &str, url: &str) -> String {
    let config = json!({ "type": "http", "url": url }).to_string();
    format!("https://insiders.vscode.dev/redirect/mcp/install?name={name}&config={}", encode(&config))
}

/// Percent-encoding for a query, spaces as `%20`.
fn encode(text: &str) -> String {
    byte_serialize(text.as_bytes()).collect::<String>().replace('+', "%20")
}

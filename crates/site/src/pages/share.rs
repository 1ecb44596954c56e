//! What another app shared with the installed one: a text or an address, on its way into step 1 of the wizard.
//!
//! It arrives by GET, so nothing is kept here: step 1 opens with it filled in, and sending that form keeps it.

use app::ssr::encode;
use axum::response::{IntoResponse, Redirect, Response};
use contract::spec::SourceKind;
use serde::Deserialize;

/// What the manifest's share target sends.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Shared {
    title: String,
    text: String,
    url: String,
}

/// Fields of step 1.
#[derive(Debug, PartialEq, Eq)]
struct Filled {
    kind: SourceKind,
    name: String,
    text: String,
    url: String,
}

impl Shared {
    /// Step 1 as if it had been typed.
    fn filled(&self) -> Filled {
        let text = self.text.trim();
        let address = [self.url.trim(), text].into_iter().find(|one| is_address(one)).unwrap_or_default();
        let kind = kind_of(text, address);
        let url = if kind == SourceKind::Openapi { address.to_owned() } else { String::new() };
        let text = if url == text { String::new() } else { text.to_owned() };
        Filled { kind, name: self.title.trim().chars().take(80).collect(), text, url }
    }
}

fn is_address(text: &str) -> bool {
    text.starts_with("https://") && !text.contains(char::is_whitespace)
}

fn kind_of(text: &str, address: &str) -> SourceKind {
    let head: String = text.chars().take(2_000).collect();
    if text.split_whitespace().any(|word| word == "curl") {
        SourceKind::Curl
    } else if head.contains("schema.getpostman.com") {
        SourceKind::Postman
    } else if !address.is_empty() || head.contains("openapi") || head.contains("swagger") {
        SourceKind::Openapi
    } else {
        SourceKind::Prompt
    }
}

/// Leads to step 1. Who is signed out signs in on the way.
pub fn show(shared: &Shared) -> Response {
    let Filled { kind, name, text, url } = shared.filled();
    let fields = [("name", name), ("text", text), ("url", url)].into_iter().filter(|(_, value)| !value.is_empty());
    let fields: String = fields.map(|(field, value)| format!("&{field}={}", encode(&value))).collect();
    Redirect::to(&format!("/servers/new?kind={}{fields}", kind.as_str())).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shared(text: &str, url: &str) -> Filled {
        Shared { title: "Title".into(), text: text.into(), url: url.into() }.filled()
    }

    #[test]
    fn the_kind_follows_from_what_was_shared() {
        assert_eq!(shared("curl https://api.example.com", "").kind, SourceKind::Curl);
        assert_eq!(shared("", "https://example.com/openapi.json").url, "https://example.com/openapi.json");
        let address = shared("https://example.com/openapi.yaml", "");
        assert_eq!((address.kind, address.url.as_str(), address.text.as_str()), (SourceKind::Openapi, "https://example.com/openapi.yaml", ""));
        assert_eq!(shared("a list of our customers", "").kind, SourceKind::Prompt);
        assert_eq!(shared("{\"openapi\": \"3.1.0\"}", "").kind, SourceKind::Openapi);
        assert_eq!(shared("javascript:alert(1)", "javascript:alert(1)").url, "");
    }
}

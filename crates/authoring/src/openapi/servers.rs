//! Where requests go: servers of the document, the path and the operation, or the address that was typed in.

use contract::AppError;
use url::Url;

use super::{
    document::{Document, Version},
    node::Node,
    operations::Operation,
};
use crate::names;

/// The addresses that operations are sent to.
pub struct Servers<'d> {
    /// Typed in by hand: stands for every server of the document.
    typed: Option<String>,
    source: Option<Url>,
    /// The document's own address, or why there is none.
    root: Result<String, String>,
    /// How many usable servers the document names.
    pub choices: usize,
    version: Version,
    _document: std::marker::PhantomData<&'d ()>,
}

impl<'d> Servers<'d> {
    pub fn new(document: &'d Document<'d>, base_url: Option<&str>, source_url: Option<&str>) -> Result<Self, AppError> {
        let typed = base_url.map(str::trim).filter(|text| !text.is_empty()).map(checked).transpose();
        let typed = typed.map_err(|message| AppError::field("base_url", message))?;
        let source = source_url.and_then(|text| Url::parse(text).ok());
        let mut servers = Self { typed, source, root: Err(String::new()), choices: 0, version: document.version, _document: std::marker::PhantomData };
        servers.root = match document.version {
            Version::V2 => servers.of_swagger(&document.root),
            _ => servers.first_of(document.root.list("servers")).unwrap_or_else(|| servers.relative("/")),
        };
        servers.choices = document.root.list("servers").iter().filter(|server| servers.address(server).is_ok()).count();
        Ok(servers)
    }

    /// The address for one operation, without a slash at its end.
    pub fn base(&self, operation: &Operation<'d>) -> Result<String, AppError> {
        if let Some(typed) = &self.typed {
            return Ok(typed.clone());
        }
        let own = if self.version == Version::V2 {
            None
        } else {
            self.first_of(operation.node.list("servers")).or_else(|| self.first_of(operation.item.list("servers")))
        };
        own.unwrap_or_else(|| self.root.clone()).map_err(|message| AppError::field("base_url", message))
    }

    /// The document's own address, if it has one.
    pub fn root(&self) -> Option<&str> {
        self.root.as_deref().ok()
    }

    /// The first usable server of a list; if none is usable, why the first is not.
    fn first_of(&self, servers: &[Node<'_>]) -> Option<Result<String, String>> {
        let addresses: Vec<_> = servers.iter().take(50).map(|server| self.address(server)).collect();
        let reason = addresses.first()?.as_ref().err().cloned().unwrap_or_default();
        let usable: Vec<String> = addresses.into_iter().flatten().collect();
        let Some(first) = usable.first() else { return Some(Err(reason)) };
        // Documents often name the same server twice; credentials should not travel unencrypted then.
        let encrypted = first.strip_prefix("http://").map(|rest| format!("https://{rest}")).filter(|address| usable.contains(address));
        Some(Ok(encrypted.unwrap_or_else(|| first.clone())))
    }

    fn address(&self, server: &Node<'_>) -> Result<String, String> {
        let mut text = server.text("url").unwrap_or("/").trim().to_owned();
        for (name, variable) in server.get("variables").map_or(&[][..], Node::members) {
            let value = variable.get("default").or_else(|| variable.list("enum").first()).and_then(Node::scalar);
            if let Some(value) = value {
                text = text.replace(&format!("{{{name}}}"), &value);
            }
        }
        if text.contains('{') {
            let text = names::clip(&text, 100);
            return Err(format!("The server address of the document, “{text}”, has a part that you have to fill in. Enter the complete base URL."));
        }
        self.relative(&text)
    }

    fn of_swagger(&self, root: &Node<'_>) -> Result<String, String> {
        let path = root.text("basePath").unwrap_or("/");
        let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
        let Some(host) = root.text("host").map(str::trim).filter(|host| !host.is_empty()) else {
            return self.relative(&path);
        };
        let host = host.trim_start_matches("https://").trim_start_matches("http://").trim_end_matches('/');
        let schemes: Vec<&str> = root.list("schemes").iter().filter_map(Node::as_str).collect();
        let scheme = if schemes.contains(&"http") && !schemes.contains(&"https") { "http" } else { "https" };
        checked(&format!("{scheme}://{host}{path}"))
    }

    fn relative(&self, text: &str) -> Result<String, String> {
        if text.contains("://") {
            return checked(text);
        }
        if text.starts_with("//") {
            return checked(&format!("https:{text}"));
        }
        match &self.source {
            Some(source) => source.join(text).map_err(|_| unreadable(text)).and_then(|url| checked(url.as_str())),
            // `api.example.com/v1` is a common slip for an absolute address.
            None if looks_like_host(text) => checked(&format!("https://{text}")),
            None => Err("The document does not say on which server the API runs. Enter its base URL, for example https://api.example.com/v1.".into()),
        }
    }
}

fn looks_like_host(text: &str) -> bool {
    let host = text.split('/').next().unwrap_or_default();
    host.contains('.') && !host.starts_with('.') && host.chars().all(|c| c.is_ascii_alphanumeric() || ".-:".contains(c))
}

fn unreadable(text: &str) -> String {
    format!("“{}” is not a complete address. Write it like https://api.example.com/v1.", names::clip(text, 100))
}

/// An absolute http or https address without user, query and fragment, normalised, without a slash at its end.
pub fn checked(text: &str) -> Result<String, String> {
    let mut url = Url::parse(text).map_err(|_| unreadable(text))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(format!("“{}” cannot be called: only http and https addresses can.", names::clip(text, 100)));
    }
    if url.host_str().is_none_or(str::is_empty) || text.contains(['{', '}']) {
        return Err(unreadable(text));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err("Leave user name and password out of the base URL; add them as a credential instead.".into());
    }
    url.set_query(None);
    url.set_fragment(None);
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

//! The server address that somebody types in where a source names none, or a wrong one.

use contract::FieldError;

use super::{
    Target, path,
    target::{Server, decode, encode_path},
};

/// The server address that somebody typed in.
#[derive(Clone, Debug)]
pub struct BaseUrl {
    pub origin: String,
    /// Without a slash at its end; empty for the root.
    pub path: String,
}

impl BaseUrl {
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let refuse = |message: &str| FieldError::new("base_url", message);
        let target = Target::parse(text).map_err(|problem| refuse(&format!("The base URL {problem}")))?;
        let Server::Known(origin) = target.server else {
            return Err(refuse("Write the base URL with its host, like https://api.example.com/v1, without variables."));
        };
        if target.userinfo.is_some() || !target.query.is_empty() {
            return Err(refuse("Leave user names, passwords and queries out of the base URL; add them as credentials instead."));
        }
        let path = path::template(&target.path, |_| false);
        if !path.params.iter().all(|param| param.example.is_some()) {
            return Err(refuse("Write the base URL without variables, like https://api.example.com/v1."));
        }
        // Numbers in a base path are part of it, not parameters.
        Ok(Self { origin, path: encode_path(&decode(&target.path)).trim_end_matches('/').to_owned() })
    }

    /// The path below this address; a prefix that stands there already is not doubled.
    pub fn join(&self, path: &str) -> String {
        let has_prefix = path.strip_prefix(&self.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
        if has_prefix { path.to_owned() } else { format!("{}{path}", self.path) }
    }
}

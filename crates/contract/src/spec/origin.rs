//! Origins: scheme, host and port (RFC 6454).

use std::fmt;

use serde::{Deserialize, Serialize};

/// `https://api.example.com` or `http://localhost:8080`: lower-case, no path, the default port left out.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(try_from = "String", into = "String")]
pub struct Origin(String);

/// The text is not an origin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("an origin is written as https://host or https://host:port")]
pub struct InvalidOrigin;

impl Origin {
    /// The origin of an absolute http or https URL. Host names are taken as they stand, only lower-cased: callers that
    /// read untrusted URLs normalise them first (WHATWG URL).
    pub fn of_url(url: &str) -> Result<Self, InvalidOrigin> {
        let (scheme, rest) = url.split_once("://").ok_or(InvalidOrigin)?;
        let authority = rest.split(['/', '?', '#', '\\']).next().unwrap_or_default();
        Self::parse(&format!("{scheme}://{authority}"))
    }

    pub fn parse(text: &str) -> Result<Self, InvalidOrigin> {
        let text = text.to_ascii_lowercase();
        let (scheme, authority) = text.split_once("://").ok_or(InvalidOrigin)?;
        let default_port = match scheme {
            "https" => "443",
            "http" => "80",
            _ => return Err(InvalidOrigin),
        };
        let (host, port) = split_port(authority).ok_or(InvalidOrigin)?;
        let host_ok = !host.is_empty() && !host.chars().any(|c| c.is_whitespace() || c.is_control() || "/?#\\@{}<>\"'".contains(c));
        if !host_ok {
            return Err(InvalidOrigin);
        }
        Ok(match port {
            Some(port) if port != default_port => Self(format!("{scheme}://{host}:{port}")),
            _ => Self(format!("{scheme}://{host}")),
        })
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Host and, if it is not the default, port.
    pub fn authority(&self) -> &str {
        self.0.split_once("://").map_or("", |(_, authority)| authority)
    }

    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

/// Host and port; IPv6 literals keep their brackets.
fn split_port(authority: &str) -> Option<(&str, Option<&str>)> {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => {
            let end = rest.find(']')? + 2;
            let (host, after) = authority.split_at(end);
            (host, if after.is_empty() { None } else { Some(after.strip_prefix(':')?) })
        }
        None => match authority.split_once(':') {
            Some((host, port)) => (host, Some(port)),
            None => (authority, None),
        },
    };
    match port {
        Some(port) if port.parse::<u16>().is_ok_and(|number| number > 0 && number.to_string() == port) => Some((host, Some(port))),
        Some(_) => None,
        None => Some((host, None)),
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Origin {
    type Error = InvalidOrigin;

    fn try_from(text: String) -> Result<Self, InvalidOrigin> {
        Self::parse(&text)
    }
}

impl From<Origin> for String {
    fn from(origin: Origin) -> Self {
        origin.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_normalised() {
        assert_eq!(Origin::of_url("HTTPS://API.example.com:443/v1?x=1").expect("valid").as_str(), "https://api.example.com");
        assert_eq!(Origin::of_url("http://[::1]:8080/").expect("valid").as_str(), "http://[::1]:8080");
        for bad in ["ftp://x", "https://", "https://a@b", "https://a:b", "https://a:0", "https://{host}", "x"] {
            assert!(Origin::parse(bad).is_err(), "{bad}");
        }
    }
}

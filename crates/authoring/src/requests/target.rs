//! Where a request goes: its address taken apart, placeholders kept.

use std::{fmt::Write, net::Ipv4Addr};

use contract::spec::Origin;
use percent_encoding::percent_decode_str;
use url::Url;

use super::{Field, placeholder};

/// The address of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Server {
    /// Scheme, host and port, normalised: `https://api.example.com`.
    Known(String),
    /// The source does not say: `$BASE`, `{{baseUrl}}`, or a path alone.
    Unknown,
}

/// An address taken apart.
#[derive(Clone, Debug)]
pub struct Target {
    pub server: Server,
    /// As it was written, from the first slash on; may hold placeholders. Never empty.
    pub path: String,
    /// Decoded pairs in their order.
    pub query: Vec<Field>,
    /// `user:password` from before the `@`.
    pub userinfo: Option<String>,
    /// The address had no scheme and https was assumed.
    pub guessed_https: bool,
}

/// Why an address cannot be used, as the end of a sentence that starts with the address's place.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadTarget {
    #[error("uses the scheme “{0}”. Only http and https addresses can become tools.")]
    Scheme(String),
    #[error("has no readable host name. Write it like https://api.example.com/users.")]
    Host,
    #[error("has no address.")]
    Empty,
}

impl Target {
    /// Takes an address apart.
    pub fn parse(text: &str) -> Result<Self, BadTarget> {
        let text: String = text.trim().chars().filter(|c| !c.is_control()).collect();
        let text = strip_fragment(&text);
        if text.is_empty() {
            return Err(BadTarget::Empty);
        }
        let (scheme, rest) = match text.split_once("://") {
            Some((scheme, rest)) if !scheme.contains(['/', '?']) => (Some(scheme), rest),
            _ => (None, text),
        };
        let end = rest.find(['/', '?', '\\']).unwrap_or(rest.len());
        // A placeholder in the host may hold any character.
        let end = placeholder::find(rest).iter().find(|found| found.range.contains(&end)).map_or(end, |found| found.range.end);
        let (authority, rest) = rest.split_at(end);
        let (userinfo, host) = match authority.rsplit_once('@') {
            Some((userinfo, host)) => (Some(decode(userinfo)), host),
            None => (None, authority),
        };
        let (server, guessed_https) = server(scheme, host)?;
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let path = path.replace('\\', "/");
        let path = if path.starts_with('/') { path } else { format!("/{path}") };
        Ok(Self { server, path, query: parse_query(query), userinfo, guessed_https })
    }

    pub fn origin(&self) -> Option<&str> {
        match &self.server {
            Server::Known(origin) => Some(origin),
            Server::Unknown => None,
        }
    }
}

fn strip_fragment(text: &str) -> &str {
    text.split_once('#').map_or(text, |(before, _)| before)
}

fn server(scheme: Option<&str>, host: &str) -> Result<(Server, bool), BadTarget> {
    if host.is_empty() && scheme.is_none() || has_placeholder(host) || scheme.is_some_and(has_placeholder) {
        return Ok((Server::Unknown, false));
    }
    let (scheme, guessed) = match scheme.map(str::to_ascii_lowercase) {
        Some(scheme) if scheme == "http" || scheme == "https" => (scheme, false),
        Some(scheme) => return Err(BadTarget::Scheme(scheme.chars().filter(char::is_ascii_alphanumeric).take(20).collect())),
        None if is_local(host) => ("http".to_owned(), false),
        None => ("https".to_owned(), true),
    };
    if host.contains(char::is_whitespace) {
        return Err(BadTarget::Host);
    }
    let url = Url::parse(&format!("{scheme}://{host}/")).map_err(|_| BadTarget::Host)?;
    let origin = Origin::parse(&url.origin().ascii_serialization()).map_err(|_| BadTarget::Host)?;
    Ok((Server::Known(origin.into()), guessed))
}

fn has_placeholder(text: &str) -> bool {
    !placeholder::find(text).is_empty()
}

/// Addresses that hardly ever speak TLS.
fn is_local(host: &str) -> bool {
    let name = host.split(':').next().unwrap_or_default();
    name.eq_ignore_ascii_case("localhost") || name.parse::<Ipv4Addr>().is_ok() || host.starts_with('[')
}

/// Pairs of a query or of a form body, decoded.
pub fn parse_query(text: &str) -> Vec<Field> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| pair.split_once('=').unwrap_or((pair, ""))).map(|(name, value)| Field::new(decode_form(name), decode_form(value))).collect()
}

fn decode_form(text: &str) -> String {
    decode(&text.replace('+', " "))
}

pub fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// A piece of a path as a URL may hold it: everything that is not allowed there is percent-encoded, escapes stay.
pub fn encode_path(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@%/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin(text: &str) -> Option<String> {
        Target::parse(text).expect(text).origin().map(str::to_owned)
    }

    #[test]
    fn addresses_are_taken_apart() {
        let target = Target::parse("https://me:p%40ss@API.example.com:443/v1/users/{id}?q=a+b&x=%C3%BC#top").expect("valid");
        assert_eq!(target.origin(), Some("https://api.example.com"));
        assert_eq!(target.path, "/v1/users/{id}");
        assert_eq!(target.userinfo.as_deref(), Some("me:p@ss"));
        assert_eq!(target.query.iter().map(|field| field.value.as_str()).collect::<Vec<_>>(), ["a b", "ü"]);
    }

    #[test]
    fn disguised_hosts_are_seen_for_what_they_are() {
        assert_eq!(origin("http://0xA9FEA9FE/x").as_deref(), Some("http://169.254.169.254"));
        assert_eq!(origin("http://2130706433/").as_deref(), Some("http://127.0.0.1"));
        assert_eq!(origin("http://１２７.0.0.1/").as_deref(), Some("http://127.0.0.1"));
        assert_eq!(origin("https://good.example@evil.example/").as_deref(), Some("https://evil.example"));
        assert_eq!(origin("https://bücher.example/").as_deref(), Some("https://xn--bcher-kva.example"));
    }

    #[test]
    fn a_missing_server_is_unknown() {
        for text in ["/users", "$BASE/users", "{{baseUrl}}/users", "https://{tenant}.example.com/users", "<host>/users"] {
            let target = Target::parse(text).expect(text);
            assert_eq!((target.origin(), target.path.as_str()), (None, "/users"), "{text}");
        }
    }

    #[test]
    fn a_missing_scheme_is_guessed() {
        assert_eq!(origin("api.example.com/users").as_deref(), Some("https://api.example.com"));
        assert_eq!(origin("localhost:8080/users").as_deref(), Some("http://localhost:8080"));
    }

    #[test]
    fn other_schemes_are_refused() {
        assert_eq!(Target::parse("ftp://x/y").expect_err("ftp"), BadTarget::Scheme("ftp".into()));
        assert_eq!(Target::parse("file:///etc/passwd").expect_err("file"), BadTarget::Scheme("file".into()));
        assert_eq!(Target::parse("https:///x").expect_err("no host"), BadTarget::Host);
    }

    proptest::proptest! {
        #[test]
        fn any_text_can_be_parsed(text in "\\PC*") {
            if let Ok(target) = Target::parse(&text) {
                proptest::prop_assert!(target.path.starts_with('/'));
                if let Some(origin) = target.origin() {
                    proptest::prop_assert!(contract::spec::Origin::parse(origin).is_ok(), "{}", origin);
                }
            }
        }
    }
}

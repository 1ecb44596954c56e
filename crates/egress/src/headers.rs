//! Which request headers a tool may set.

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::error::Refusal;

/// At most so many headers, with so many bytes in names and values.
const MOST_HEADERS: usize = 100;
const MOST_BYTES: usize = 32 * 1024;

/// Headers that decide how the message is framed or routed (RFC 9110 section 7.6, RFC 9112), or that name somebody
/// else as the sender. They belong to the client.
const REFUSED: &[&str] = &[
    "connection",
    "content-length",
    "expect",
    "forwarded",
    "host",
    "http2-settings",
    "keep-alive",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
    "x-forwarded-proto",
    "x-http-method",
    "x-http-method-override",
    "x-method-override",
    "x-real-ip",
];

/// Headers that the client sets itself; what a tool says about them is dropped.
const IGNORED: &[&str] = &["accept-encoding"];

/// The headers of a request as a tool gave them, checked.
pub fn check(pairs: &[(String, String)]) -> Result<HeaderMap, Refusal> {
    let bytes: usize = pairs.iter().map(|(name, value)| name.len() + value.len()).sum();
    if pairs.len() > MOST_HEADERS || bytes > MOST_BYTES {
        return Err(Refusal::Headers);
    }
    let mut headers = HeaderMap::with_capacity(pairs.len() + 4);
    for (name, value) in pairs {
        let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| Refusal::Header(shown(name)))?;
        if is_refused(&header) {
            return Err(Refusal::Header(shown(name)));
        }
        if IGNORED.contains(&header.as_str()) {
            continue;
        }
        headers.append(header, HeaderValue::from_bytes(value.as_bytes()).map_err(|_| Refusal::HeaderValue(shown(name)))?);
    }
    Ok(headers)
}

fn is_refused(header: &HeaderName) -> bool {
    let name = header.as_str();
    REFUSED.contains(&name) || name.starts_with("proxy-") || name.starts_with("sec-")
}

fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, value: &str) -> Vec<(String, String)> {
        vec![(name.into(), value.into())]
    }

    #[test]
    fn framing_and_routing_belong_to_the_client() {
        for name in [
            "Host",
            "HOST",
            "Content-Length",
            "Transfer-Encoding",
            "Connection",
            "Keep-Alive",
            "Upgrade",
            "TE",
            "Trailer",
            "Expect",
            "Proxy-Authorization",
            "Proxy-Connection",
            "X-Forwarded-For",
            "Forwarded",
            "Via",
            "X-HTTP-Method-Override",
            "Sec-Fetch-Site",
            ":authority",
            "Host ",
            "Ho st",
            "",
            "X\r\nHost",
        ] {
            assert!(check(&pair(name, "x")).is_err(), "{name}");
        }
    }

    #[test]
    fn values_cannot_start_a_new_header() {
        for value in ["a\r\nHost: evil", "a\nb", "a\0b", "\r"] {
            assert_eq!(check(&pair("X-A", value)), Err(Refusal::HeaderValue("X-A".into())), "{value:?}");
        }
        assert!(check(&pair("X-A", "plain, ütf-8 and\ttab")).is_ok());
    }

    #[test]
    fn sizes_are_limited() {
        assert_eq!(check(&vec![("x".to_owned(), String::new()); 101]), Err(Refusal::Headers));
        assert_eq!(check(&pair("x", &"y".repeat(40_000))), Err(Refusal::Headers));
        assert!(check(&pair("Accept-Encoding", "zstd")).expect("ignored").is_empty());
    }
}

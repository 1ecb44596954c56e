//! What kind of content an answer is.

use contract::dto::Content;

/// By media type, and by the bytes where there is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Json,
    Text,
    Image,
    Audio,
    Binary,
}

/// The media type without its parameters, in lower case.
pub fn essence(content_type: &str) -> String {
    content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

pub fn of(content_type: &str, body: &[u8]) -> Kind {
    let essence = essence(content_type);
    let (main, sub) = essence.split_once('/').unwrap_or((essence.as_str(), ""));
    match (main, sub) {
        (_, "json") => Kind::Json,
        (_, sub) if sub.ends_with("+json") => Kind::Json,
        (_, sub) if sub.ends_with("+xml") => Kind::Text,
        ("image", _) => Kind::Image,
        ("audio", _) => Kind::Audio,
        ("text", _)
        | ("application", "xml" | "javascript" | "yaml" | "x-yaml" | "x-www-form-urlencoded" | "x-ndjson" | "jsonl" | "sql" | "graphql" | "toml") => {
            guess_text(body)
        }
        ("", _) if std::str::from_utf8(body).is_ok() => guess_text(body),
        _ => Kind::Binary,
    }
}

/// Some services call their JSON plain text, or call it nothing at all.
fn guess_text(body: &[u8]) -> Kind {
    let first = body.iter().find(|byte| !byte.is_ascii_whitespace());
    if matches!(first, Some(b'{' | b'[')) && serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok() { Kind::Json } else { Kind::Text }
}

/// Text by its charset; Latin-1 and UTF-16 aside, everything is read as UTF-8 with replacement characters.
pub fn decode(content_type: &str, body: &[u8]) -> String {
    let charset = content_type
        .to_ascii_lowercase()
        .split_once("charset=")
        .map(|(_, rest)| rest.split(';').next().unwrap_or_default().trim_matches([' ', '"', '\'']).to_owned());
    match charset.as_deref() {
        Some("iso-8859-1" | "latin1" | "windows-1252" | "us-ascii") => body.iter().map(|byte| char::from(*byte)).collect(),
        _ => String::from_utf8_lossy(body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)).into_owned(),
    }
}

/// Base64 content of the right kind.
pub fn binary(kind: Kind, content_type: &str, data: String) -> Content {
    let mime_type = match essence(content_type) {
        empty if empty.is_empty() => "application/octet-stream".to_owned(),
        known => known,
    };
    match kind {
        Kind::Image => Content::Image { data, mime_type },
        Kind::Audio => Content::Audio { data, mime_type },
        _ => Content::Blob { data, mime_type },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_type_and_by_bytes() {
        assert_eq!(of("application/json; charset=utf-8", b"{}"), Kind::Json);
        assert_eq!(of("application/problem+json", b"{}"), Kind::Json);
        assert_eq!(of("image/svg+xml", b"<svg/>"), Kind::Text);
        assert_eq!(of("image/png", b"\x89PNG"), Kind::Image);
        assert_eq!(of("text/plain", b" [1, 2]"), Kind::Json);
        assert_eq!(of("text/plain", b"[not json"), Kind::Text);
        assert_eq!(of("", b"hello"), Kind::Text);
        assert_eq!(of("", b"\xff\x00"), Kind::Binary);
        assert_eq!(of("application/pdf", b"%PDF"), Kind::Binary);
        assert_eq!(decode("text/plain; charset=ISO-8859-1", b"gr\xfc\xdfe"), "grüße");
    }
}

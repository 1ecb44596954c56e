//! Percent-encoding (RFC 3986) and the text of values.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

/// Everything but the unreserved characters of RFC 3986 section 2.3.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// As above, with those reserved characters left alone that cannot end a query pair, the query or a path.
const RESERVED_ALLOWED: &AsciiSet = &ENCODED
    .remove(b':')
    .remove(b'/')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';')
    .remove(b'=');
/// The query may hold a question mark, too.
const RESERVED_ALLOWED_IN_QUERY: &AsciiSet = &RESERVED_ALLOWED.remove(b'?');

/// How far a value is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Unreserved characters only.
    Strict,
    /// Reserved characters stay, in a path.
    ReservedInPath,
    /// Reserved characters stay, in a query.
    ReservedInQuery,
    /// `application/x-www-form-urlencoded` (WHATWG URL section 5).
    Form,
}

impl Encoding {
    pub fn apply(self, text: &str) -> String {
        match self {
            Self::Strict => utf8_percent_encode(text, ENCODED).to_string(),
            Self::ReservedInPath => utf8_percent_encode(text, RESERVED_ALLOWED).to_string(),
            Self::ReservedInQuery => utf8_percent_encode(text, RESERVED_ALLOWED_IN_QUERY).to_string(),
            Self::Form => url::form_urlencoded::byte_serialize(text.as_bytes()).collect(),
        }
    }
}

/// The text of a value: strings as they are, everything else as JSON.
pub fn text(value: &Value) -> Cow<'_, str> {
    match value {
        Value::String(text) => Cow::Borrowed(text),
        Value::Null => Cow::Borrowed(""),
        other => Cow::Owned(other.to_string()),
    }
}

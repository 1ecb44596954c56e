//! Masking: credentials that an upstream sends back are replaced before anybody sees the answer.

use std::collections::BTreeSet;

use aho_corasick::{AhoCorasick, MatchKind};
use base64::{
    Engine,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD},
};
use bytes::Bytes;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use secrecy::ExposeSecret;
use zeroize::Zeroize;

use crate::inject::Opened;

/// What stands in the place of a credential.
pub const MASK: &str = "•••";

/// Values shorter than this are not masked: they would match by accident all over an answer.
const SHORTEST: usize = 4;

/// RFC 3986's unreserved characters stay.
const UNRESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// What JavaScript's `encodeURIComponent` leaves alone.
const COMPONENT: &AsciiSet = &UNRESERVED.remove(b'!').remove(b'\'').remove(b'(').remove(b')').remove(b'*');
/// What WHATWG URL does to a query.
const QUERY: &AsciiSet = &percent_encoding::CONTROLS.add(b' ').add(b'"').add(b'#').add(b'<').add(b'>').add(b'\'');

/// Finds the credentials of one request: as they are, and as base64, percent-encoding, hexadecimal, JSON or HTML.
pub struct Mask {
    finder: Option<AhoCorasick>,
}

impl Mask {
    pub fn new(opened: &[Opened<'_>]) -> Self {
        let mut needles = BTreeSet::new();
        for Opened { value, .. } in opened {
            let value = value.expose_secret();
            add_spellings(value, &mut needles);
            // Half of `user:password` is enough for somebody who reads it.
            if let Some((_, password)) = value.split_once(':') {
                add_spellings(password, &mut needles);
            }
        }
        let finder = (!needles.is_empty()).then(|| AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&needles).ok()).flatten();
        needles.into_iter().for_each(|mut needle| needle.zeroize());
        Self { finder }
    }

    /// The bytes with every credential replaced; the same bytes where there is none.
    pub fn apply(&self, bytes: Bytes) -> Bytes {
        let Some(finder) = &self.finder else { return bytes };
        if !finder.is_match(&bytes[..]) {
            return bytes;
        }
        let mut masked = Vec::with_capacity(bytes.len());
        finder.replace_all_with_bytes(&bytes, &mut masked, |_, _, out| {
            out.extend_from_slice(MASK.as_bytes());
            true
        });
        masked.into()
    }

    /// The same for a header's value.
    pub fn apply_text(&self, text: String) -> String {
        match &self.finder {
            Some(finder) if finder.is_match(&text) => {
                let mut masked = String::with_capacity(text.len());
                finder.replace_all_with(&text, &mut masked, |_, _, out| {
                    out.push_str(MASK);
                    true
                });
                masked
            }
            _ => text,
        }
    }
}

fn add_spellings(value: &str, needles: &mut BTreeSet<String>) {
    if value.len() < SHORTEST {
        return;
    }
    needles.insert(value.to_owned());
    add_base64(value.as_bytes(), needles);
    add_percent(value, needles);
    add_escaped(value, needles);
    let hex: String = value.bytes().map(|byte| format!("{byte:02x}")).collect();
    needles.insert(hex.to_uppercase());
    needles.insert(hex);
}

/// Base64 of the value alone, and of the value in the middle of something else: only the digits that depend on the
/// value alone, for each of the three ways it can lie.
fn add_base64(value: &[u8], needles: &mut BTreeSet<String>) {
    for text in [STANDARD.encode(value), STANDARD_NO_PAD.encode(value), URL_SAFE.encode(value), URL_SAFE_NO_PAD.encode(value)] {
        needles.insert(text);
    }
    for shift in 0..3_usize {
        let mut shifted = vec![0; shift];
        shifted.extend_from_slice(value);
        let first = (shift * 8).div_ceil(6);
        let last = shifted.len() * 8 / 6;
        for text in [STANDARD_NO_PAD.encode(&shifted), URL_SAFE_NO_PAD.encode(&shifted)] {
            if let Some(middle) = text.get(first..last).filter(|middle| middle.len() >= 6) {
                needles.insert(middle.to_owned());
            }
        }
        shifted.zeroize();
    }
}

fn add_percent(value: &str, needles: &mut BTreeSet<String>) {
    for set in [NON_ALPHANUMERIC, UNRESERVED, COMPONENT, QUERY] {
        let upper = utf8_percent_encode(value, set).to_string();
        needles.insert(lower_hex(&upper));
        needles.insert(upper);
    }
    let form: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
    needles.insert(lower_hex(&form));
    needles.insert(form);
}

/// `%2F` as `%2f`.
fn lower_hex(text: &str) -> String {
    let mut digits = 0;
    let lower = |c: char| {
        if c == '%' {
            digits = 2;
            return c;
        }
        let is_digit = digits > 0;
        digits = if is_digit { digits - 1 } else { 0 };
        if is_digit { c.to_ascii_lowercase() } else { c }
    };
    text.chars().map(lower).collect()
}

/// Inside JSON strings (with and without escaped slashes, and with everything but ASCII escaped), and inside HTML.
fn add_escaped(value: &str, needles: &mut BTreeSet<String>) {
    let quoted = serde_json::Value::from(value).to_string();
    let json = quoted.get(1..quoted.len() - 1).unwrap_or_default();
    let slashes = json.replace('/', "\\/");
    for text in [json, &slashes] {
        for upper in [false, true] {
            needles.insert(ascii_json(text, upper, ""));
            needles.insert(ascii_json(text, upper, "<>&'"));
        }
        // JSON inside a JSON string, as in a logged request.
        needles.insert(text.replace('\\', "\\\\").replace('"', "\\\""));
    }
    needles.insert(json.to_owned());
    needles.insert(slashes);
    let html = value.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
    needles.insert(html.replace('\'', "&#39;"));
    needles.insert(html.replace('\'', "&#x27;"));
    needles.insert(html);
}

/// Everything but ASCII, and `also`, as `\uXXXX`.
fn ascii_json(json: &str, upper: bool, also: &str) -> String {
    let mut text = String::with_capacity(json.len());
    let mut units = [0; 2];
    for c in json.chars() {
        if c.is_ascii() && !also.contains(c) {
            text.push(c);
            continue;
        }
        for unit in c.encode_utf16(&mut units) {
            text.push_str(&if upper { format!("\\u{unit:04X}") } else { format!("\\u{unit:04x}") });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::spec::SecretSlot;
    use proptest::prelude::*;
    use serde_json::json;

    fn masked(value: &str, text: &str) -> String {
        let slot: SecretSlot = serde_json::from_value(json!({"name": "K", "label": "K", "placement": {"in": "header", "param": "X"}})).expect("a slot");
        let mask = Mask::new(&[Opened { slot: &slot, value: value.into() }]);
        let bytes = mask.apply(Bytes::copy_from_slice(text.as_bytes()));
        let text = mask.apply_text(text.to_owned());
        assert_eq!(text.as_bytes(), &bytes[..]);
        text
    }

    #[test]
    fn echoes_are_masked_in_every_spelling() {
        let value = "s3cr/et+va\"lue&ü";
        for echo in [
            value.to_owned(),
            STANDARD.encode(value),
            URL_SAFE_NO_PAD.encode(value),
            utf8_percent_encode(value, NON_ALPHANUMERIC).to_string(),
            utf8_percent_encode(value, NON_ALPHANUMERIC).to_string().to_lowercase(),
            utf8_percent_encode(value, COMPONENT).to_string(),
            url::form_urlencoded::byte_serialize(value.as_bytes()).collect(),
            serde_json::to_string(value).expect("json").trim_matches('"').to_owned(),
            "s3cr\\/et+va\\\"lue&\\u00fc".to_owned(),
            "s3cr/et+va\\\"lue\\u0026\\u00FC".to_owned(),
            "s3cr/et+va&quot;lue&amp;ü".to_owned(),
        ] {
            assert_eq!(masked(value, &format!("before {echo} after")), "before ••• after", "{echo}");
        }
    }

    #[test]
    fn halves_of_user_and_password_are_masked() {
        let value = "ann:correct horse";
        assert_eq!(masked(value, "password=correct%20horse"), "password=•••");
        assert_eq!(masked(value, &format!("Basic {}", STANDARD.encode(value))), "Basic •••");
        assert_eq!(masked(value, "ann is fine"), "ann is fine");
    }

    #[test]
    fn answers_without_credentials_stay_as_they_are() {
        assert_eq!(masked("abcdefgh", "abcdefg"), "abcdefg");
        assert_eq!(masked("abc", "abc is too short to mask"), "abc is too short to mask");
        let mask = Mask::new(&[]);
        assert_eq!(mask.apply(Bytes::from_static(b"\xff\x00")), Bytes::from_static(b"\xff\x00"));
    }

    proptest! {
        #[test]
        fn no_echo_survives(value in "[ -~äß€🚀]{8,40}", before in "[a-z]{0,5}", after in "[a-z]{0,5}") {
            let around = |text: &str| format!("{before}\n{text}\n{after}");
            prop_assert!(!masked(&value, &around(&value)).contains(&value));
            let inside = STANDARD.encode(format!("{before}{value}{after}"));
            prop_assert!(masked(&value, &inside).contains(MASK));
            let json = serde_json::to_string(&json!({"echo": value})).expect("json");
            prop_assert!(masked(&value, &json).contains(MASK));
            let form: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
            prop_assert!(masked(&value, &around(&form)).contains(MASK));
        }
    }
}

//! The message of the last form travels to the next page in a cookie. Credentials never stand in it.

use percent_encoding::percent_decode_str;

use crate::flash::Flash;

/// A cookie holds 4,096 bytes with its name and attributes.
const LONGEST: usize = 3_500;

/// The cookie's value: percent-encoded JSON, shortened until it fits.
pub fn encode(flash: &Flash) -> String {
    let text = as_text(flash);
    if text.len() <= LONGEST {
        return text;
    }
    let short = as_text(&flash.shortened(160, 6));
    if short.len() <= LONGEST { short } else { as_text(&flash.shortened(40, 2)) }
}

/// What a cookie says; nothing when it is not one of ours.
pub fn decode(text: &str) -> Option<Flash> {
    serde_json::from_str(&percent_decode_str(text).decode_utf8().ok()?).ok()
}

fn as_text(flash: &Flash) -> String {
    super::encode(&serde_json::to_string(flash).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::{AppError, FieldError};

    #[test]
    fn a_message_survives_the_cookie() {
        let flash = Flash::failed("describe", AppError::field("source.text", "Ein „Fehler“; \u{1f680}\r\n"));
        assert_eq!(decode(&encode(&flash)), Some(flash));
    }

    #[test]
    fn however_long_it_is_the_cookie_fits() {
        let errors = (0..60).map(|n| FieldError::new(format!("field{n}"), "Ü".repeat(900))).collect();
        assert!(encode(&Flash::failed("describe", AppError::invalid(errors))).len() <= LONGEST);
    }
}

//! `BMM_SECURITY_CONTACT`: where strangers report a vulnerability.

use contract::Email;
use url::Url;

use super::{Env, InvalidSetting};

/// `BMM_SECURITY_CONTACT`: a `mailto:` or `https:` address, for `/security` and `security.txt`.
pub fn read(env: &Env) -> Result<Option<Url>, InvalidSetting> {
    let Some(text) = env.get("BMM_SECURITY_CONTACT") else { return Ok(None) };
    let usable = |url: &Url| match url.scheme() {
        "mailto" => Email::parse(url.path()).is_ok(),
        "https" => true,
        _ => false,
    };
    let refuse = || InvalidSetting::new("BMM_SECURITY_CONTACT", "write mailto:security@example.com or the https: address of a page.");
    Url::parse(text.trim()).ok().filter(usable).map(Some).ok_or_else(refuse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_and_pages_are_taken_and_nothing_else() {
        let read_text = |text: &str| read(&Env::of(&[("BMM_SECURITY_CONTACT", text)]));
        for text in ["mailto:security@example.com", "https://example.com/report"] {
            assert_eq!(read_text(text).expect("valid").expect("set").as_str(), text);
        }
        assert_eq!(read_text(""), Ok(None));
        for text in ["security@example.com", "http://example.com/report", "mailto:nobody", "tel:112", "javascript:alert(1)"] {
            assert!(read_text(text).is_err(), "{text}");
        }
    }
}

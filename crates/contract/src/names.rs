//! Names that people choose, parsed once at the edge into types that cannot be wrong.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::FieldError;

/// Words that would collide with a route, or pretend to be the platform.
const RESERVED: &[&str] = &[
    "account",
    "admin",
    "api",
    "app",
    "audit",
    "billing",
    "bmm",
    "build",
    "docs",
    "health",
    "login",
    "mcp",
    "new",
    "platform",
    "preview",
    "pricing",
    "security",
    "servers",
    "settings",
    "slug",
    "status",
    "support",
    "system",
    "well-known",
];

macro_rules! text {
    ($name:ident) => {
        impl $name {
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = FieldError;

            fn try_from(text: String) -> Result<Self, FieldError> {
                Self::parse(&text)
            }
        }

        impl std::str::FromStr for $name {
            type Err = FieldError;

            fn from_str(text: &str) -> Result<Self, FieldError> {
                Self::parse(text)
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.0
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
                String::json_schema(generator)
            }
        }
    };
}

/// The last part of a server's address: 3 to 40 characters of `a-z`, `0-9` and `-`. Never changes, never given out twice.
///
/// Clients count it towards the length of tool names, hence the upper limit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// The part of an address that names the organisation; same alphabet as a [`Slug`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Handle(String);

/// What people read: 1 to 80 characters, any script, no control characters.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DisplayName(String);

/// An e-mail address, lower-cased, at most 254 characters (RFC 5321 section 4.5.3.1.3).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// A telephone number in international form (ITU-T E.164): `+`, then 7 to 15 digits.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

text!(Slug);
text!(Handle);
text!(DisplayName);
text!(Email);
text!(Phone);

fn parse_label(field: &str, text: &str, longest: usize) -> Result<String, FieldError> {
    let refuse = |message: String| Err(FieldError::new(field, message));
    let text = text.trim();
    if !(3..=longest).contains(&text.chars().count()) {
        return refuse(format!("Use 3 to {longest} characters."));
    }
    if !text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-') {
        return refuse("Use lower-case letters a to z, digits and hyphens only.".into());
    }
    if text.starts_with('-') || text.ends_with('-') || text.contains("--") {
        return refuse("Hyphens stand between letters or digits, one at a time.".into());
    }
    if RESERVED.contains(&text) {
        return refuse(format!("“{text}” is reserved. Please choose another."));
    }
    Ok(text.to_owned())
}

/// Lower-case words joined by hyphens, at most `longest` bytes; whatever has no ASCII letter or digit becomes a break.
fn suggest_label(name: &str, longest: usize) -> String {
    let mut label = String::new();
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_alphanumeric() {
            label.push(c);
        } else if !label.is_empty() && !label.ends_with('-') {
            label.push('-');
        }
    }
    label.truncate(longest);
    label.trim_matches('-').to_owned()
}

impl Slug {
    pub const LONGEST: usize = 40;

    pub fn parse(text: &str) -> Result<Self, FieldError> {
        parse_label("slug", text, Self::LONGEST).map(Self)
    }

    /// A slug made from a display name; `my-server` where the name has nothing to make one from.
    pub fn suggest(name: &str) -> Self {
        let label = suggest_label(name, Self::LONGEST);
        let label = if label.len() < 3 { [label.as_str(), "server"].join("-").trim_matches('-').to_owned() } else { label };
        Self::parse(&label).unwrap_or_else(|_| Self("my-server".into()))
    }
}

impl Handle {
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        parse_label("handle", text, 40).map(Self)
    }

    /// A handle made from the local part of an address; the caller adds digits when it is taken.
    pub fn suggest(email: &Email) -> Self {
        Self::suggest_from(email.as_str().split('@').next().unwrap_or_default())
    }

    /// A handle made from a display name; `team` where the name has nothing to make one from.
    pub fn suggest_from(name: &str) -> Self {
        let label = suggest_label(name, 30);
        Self::parse(&label).or_else(|_| Self::parse(&format!("{label}-org"))).unwrap_or_else(|_| Self("team".into()))
    }
}

impl DisplayName {
    pub const LONGEST: usize = 80;

    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let text = text.trim();
        let length = text.chars().count();
        if length == 0 {
            return Err(FieldError::new("name", "Give it a name."));
        }
        if length > Self::LONGEST {
            return Err(FieldError::new("name", format!("Use at most {} characters; this name has {length}.", Self::LONGEST)));
        }
        if text.chars().any(char::is_control) {
            return Err(FieldError::new("name", "Use a name without line breaks or control characters."));
        }
        Ok(Self(text.to_owned()))
    }
}

impl Email {
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let refuse = || Err(FieldError::new("email", "Enter an e-mail address such as name@example.com."));
        let text = text.trim();
        let Some((local, host)) = text.rsplit_once('@') else { return refuse() };
        let plain = |part: &str| !part.is_empty() && !part.chars().any(|c| c.is_whitespace() || c.is_control() || "<>()[],;:\\\"@".contains(c));
        let host_ok = host.split('.').all(|label| !label.is_empty() && !label.starts_with('-') && !label.ends_with('-'));
        if text.len() > 254 || local.len() > 64 || !plain(local) || !plain(host) || !host_ok || (!host.contains('.') && host != "localhost") {
            return refuse();
        }
        Ok(Self(text.to_lowercase()))
    }
}

impl Phone {
    /// Spaces, hyphens, dots and brackets between the digits are left out.
    pub fn parse(text: &str) -> Result<Self, FieldError> {
        let refuse = || Err(FieldError::new("phone", "Enter the number in international form, such as +44 20 7946 0000."));
        let number: String = text.chars().filter(|c| !" -.()/\u{a0}".contains(*c)).collect();
        match number.strip_prefix('+') {
            Some(digits) if (7..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) => Ok(Self(number)),
            _ => refuse(),
        }
    }
}

impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Phone(…)")
    }
}

impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Email(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_suggestion_is_valid(name in "\\PC{0,120}") {
            let slug = Slug::suggest(&name);
            prop_assert_eq!(Slug::parse(slug.as_str()), Ok(slug));
        }
    }

    #[test]
    fn slugs_are_parsed() {
        assert_eq!(Slug::suggest("GitHub Issues (EU)").as_str(), "github-issues-eu");
        assert_eq!(Slug::suggest("🚀").as_str(), "server");
        assert_eq!(Slug::suggest("new").as_str(), "my-server");
        for bad in ["", "ab", "Ab-c", "a--b", "-abc", "abc-", "new", "a b c", &"a".repeat(41)] {
            assert!(Slug::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_keep_every_script() {
        assert_eq!(DisplayName::parse(" مرحبا 🚀 ").expect("valid").as_str(), "مرحبا 🚀");
        assert!(DisplayName::parse(&"x".repeat(500)).expect_err("too long").message.contains("500"));
    }

    #[test]
    fn addresses_are_parsed() {
        assert_eq!(Email::parse("Ann@Example.com").expect("valid").as_str(), "ann@example.com");
        for bad in ["", "ann", "@example.com", "ann@", "ann@example", "a b@example.com", "ann@example..com", "a@b.c\r\nBcc: x@y.z"] {
            assert!(Email::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn telephone_numbers_are_kept_in_one_form() {
        assert_eq!(Phone::parse(" +44 (20) 7946-0000 ").expect("valid").as_str(), "+442079460000");
        for bad in ["", "020 7946 0000", "+123", "+44 20 CALL ME", "+1234567890123456", "+"] {
            assert!(Phone::parse(bad).is_err(), "{bad}");
        }
    }
}

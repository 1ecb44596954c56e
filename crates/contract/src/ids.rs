//! Identifiers: prefixed newtypes over 128 bits, written as `srv_` and 26 characters of Crockford base32.
//!
//! The first 48 bits are the creation time in milliseconds (as in the ULID specification), so ids sort by age.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 26;

/// The text is not an id of the kind that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a valid {0} id")]
pub struct InvalidId(pub &'static str);

fn encode(bits: u128) -> String {
    (0..LENGTH).rev().map(|place| ALPHABET[((bits >> (place * 5)) & 31) as usize] as char).collect()
}

fn decode(text: &str) -> Option<u128> {
    if text.len() != LENGTH {
        return None;
    }
    text.bytes().try_fold(0_u128, |bits, byte| {
        let digit = ALPHABET.iter().position(|known| *known == byte)? as u128;
        bits.checked_mul(32)?.checked_add(digit)
    })
}

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u128);

        impl $name {
            /// What every id of this kind begins with.
            pub const PREFIX: &'static str = $prefix;

            /// Makes an id from the time in milliseconds since 1970 and 80 random bits (higher bits are ignored).
            pub const fn new(millis: u64, random: u128) -> Self {
                Self(((millis as u128 & 0xffff_ffff_ffff) << 80) | (random & ((1 << 80) - 1)))
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}_{}", $prefix, encode(self.0))
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = InvalidId;

            fn from_str(text: &str) -> Result<Self, InvalidId> {
                text.strip_prefix(concat!($prefix, "_")).and_then(decode).map(Self).ok_or(InvalidId($prefix))
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }

            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({ "type": "string", "pattern": concat!("^", $prefix, "_[0-9a-z]{26}$") })
            }
        }
    };
}

id!(/** An organisation: the tenant that owns servers, keys and secrets. */ OrgId, "org");
id!(/** A person. */ UserId, "usr");
id!(/** A hosted MCP server. */ ServerId, "srv");
id!(/** One immutable version of a server's specification. */ VersionId, "ver");
id!(/** One build of one version. */ BuildId, "bld");
id!(/** A wizard draft. */ DraftId, "drf");
id!(/** A job that asks a model to write or change tools. */ AuthoringId, "atg");
id!(/** An API key (its public handle, not the key itself). */ KeyId, "key");
id!(/** An invitation to join an organisation. */ InvitationId, "inv");
id!(/** A signed-in session. */ SessionId, "ses");
id!(/** One attempt to sign in by magic link. */ LoginId, "lgn");
id!(/** A mail in the development mailbox. */ MailId, "mai");
id!(/** A passkey. */ PasskeyId, "psk");
id!(/** An audit event. */ AuditId, "aud");
id!(/** One tool call in the call log. */ CallId, "cal");
id!(/** An incident on the status page. */ IncidentId, "inc");
id!(/** What was written about an incident. */ IncidentNoteId, "not");
id!(/** A support ticket. */ TicketId, "tic");
id!(/** One message of a support ticket. */ TicketMessageId, "tim");
id!(/** One HTTP request: shown with errors, written in the log. */ RequestId, "req");

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn ids_read_back_as_written(millis in 0_u64..1 << 48, random: u128) {
            let id = ServerId::new(millis, random);
            prop_assert_eq!(id.to_string().parse::<ServerId>(), Ok(id));
            prop_assert!(id.to_string().parse::<OrgId>().is_err());
        }

        #[test]
        fn any_text_is_parsed_or_refused(text in ".*") {
            if let Ok(id) = text.parse::<OrgId>() {
                prop_assert_eq!(id.to_string(), text);
            }
        }
    }

    #[test]
    fn later_ids_sort_after_earlier_ones() {
        assert!(BuildId::new(1, u128::MAX).to_string() < BuildId::new(2, 0).to_string());
    }
}

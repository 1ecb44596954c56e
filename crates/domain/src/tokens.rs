//! Tokens: random, shown once, stored as SHA-256. Tokens carry 178 bits or more, so a plain hash is enough.

use secrecy::{ExposeSecret, SecretString};
use sha2::{Digest, Sha256};

use crate::Platform;

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// What every API key begins with.
pub const KEY_PREFIX: &str = "bmm_";
const KEY_RANDOM: usize = 30;
const KEY_CHECKSUM: usize = 6;

/// SHA-256 as lower-case hex.
pub fn sha256_hex(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is stored of a token.
pub fn hash(token: &str) -> String {
    sha256_hex(token)
}

/// So many random characters of base62.
pub fn random_base62(platform: &Platform, length: usize) -> String {
    let mut text = String::with_capacity(length);
    while text.len() < length {
        // 248 is the largest multiple of 62 in a byte: what lies above is thrown away, so that no character is likelier.
        text.extend(platform.random_bytes::<32>().iter().filter(|byte| **byte < 248).map(|byte| BASE62[usize::from(*byte) % 62] as char));
    }
    text.truncate(length);
    text
}

/// A token for links and cookies: 256 bits.
pub fn new_token(platform: &Platform) -> SecretString {
    random_base62(platform, 43).into()
}

/// A new API key: `bmm_`, 30 random characters of base62 (178 bits), 6 of checksum.
pub fn new_key(platform: &Platform) -> SecretString {
    let random = random_base62(platform, KEY_RANDOM);
    format!("{KEY_PREFIX}{random}{}", checksum(&random)).into()
}

/// Whether a text has the form and the checksum of an API key; typing errors never reach the database.
pub fn is_well_formed_key(key: &str) -> bool {
    let Some(body) = key.strip_prefix(KEY_PREFIX) else { return false };
    body.len() == KEY_RANDOM + KEY_CHECKSUM && body.bytes().all(|byte| byte.is_ascii_alphanumeric()) && {
        let (random, sum) = body.split_at(KEY_RANDOM);
        checksum(random) == sum
    }
}

/// The first characters of a key, to recognise it by.
pub fn hint(key: &SecretString) -> String {
    key.expose_secret().chars().take(KEY_PREFIX.len() + 4).collect()
}

/// CRC-32 (ISO-HDLC) in base62, padded to six characters: what secret scanners check offline.
fn checksum(random: &str) -> String {
    let mut rest = crc32fast::hash(random.as_bytes()) as usize;
    let mut digits = [b'0'; KEY_CHECKSUM];
    for digit in digits.iter_mut().rev() {
        *digit = BASE62[rest % 62];
        rest /= 62;
    }
    digits.iter().map(|digit| *digit as char).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn key(random: &str) -> String {
        format!("{KEY_PREFIX}{random}{}", checksum(random))
    }

    proptest! {
        #[test]
        fn one_wrong_character_is_noticed(random in "[0-9A-Za-z]{30}", place in 0_usize..30, other in "[0-9A-Za-z]") {
            let good = key(&random);
            prop_assert!(is_well_formed_key(&good));
            let mut bad = good.clone();
            bad.replace_range(4 + place..5 + place, &other);
            prop_assert_eq!(is_well_formed_key(&bad), bad == good);
        }

        #[test]
        fn any_text_is_taken(text in "\\PC{0,60}") {
            is_well_formed_key(&text);
        }
    }
}

//! The signature of a webhook: HMAC-SHA256 over the time, a dot and the exact bytes of the body.

use contract::dto::Timestamp;
use hmac::{Hmac, Mac};
use secrecy::{ExposeSecret, SecretString};
use sha2::Sha256;

/// Seconds by which the time in the signature may differ from ours, both ways; Stripe's own libraries allow as much.
pub const TOLERANCE_SECONDS: i64 = 300;

/// Why a signature is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Forged {
    #[error("The header Stripe-Signature is missing or cannot be read.")]
    Header,
    #[error("The signature does not fit the body. Check STRIPE_WEBHOOK_SECRET.")]
    Signature,
    #[error("The signature is too old, or from the future. Check the clock of this machine.")]
    Time,
}

/// Accepts a signature that one of the secrets made, of a time close to `now`.
pub fn verify(body: &[u8], header: Option<&str>, secrets: &[SecretString], now: Timestamp) -> Result<(), Forged> {
    let (time, signatures) = header.and_then(read).ok_or(Forged::Header)?;
    let fits = |secret: &SecretString| {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.expose_secret().as_bytes()) else { return false };
        mac.update(time.as_bytes());
        mac.update(b".");
        mac.update(body);
        // `verify_slice` takes the same time for every wrong signature.
        signatures.iter().any(|signature| mac.clone().verify_slice(signature).is_ok())
    };
    // An empty secret is a key that everybody has.
    if !secrets.iter().filter(|secret| !secret.expose_secret().trim().is_empty()).any(fits) {
        return Err(Forged::Signature);
    }
    let time: i64 = time.parse().map_err(|_| Forged::Header)?;
    if (now.millis() / 1_000).abs_diff(time) > TOLERANCE_SECONDS.unsigned_abs() { Err(Forged::Time) } else { Ok(()) }
}

/// `t=1795367000,v1=5257a8…,v1=…` as the time's text and the signatures; other schemes are left out.
fn read(header: &str) -> Option<(&str, Vec<Vec<u8>>)> {
    let (mut time, mut signatures) = (None, Vec::new());
    for part in header.split(',') {
        match part.trim().split_once('=')? {
            ("t", value) => time = Some(value),
            ("v1", value) => signatures.extend(unhex(value)),
            _ => {}
        }
    }
    Some((time?, signatures)).filter(|(_, signatures)| !signatures.is_empty())
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.chars().map(|c| c.to_digit(16).and_then(|digit| u8::try_from(digit).ok())).collect::<Option<_>>()?;
    digits.len().is_multiple_of(2).then(|| digits.chunks(2).map(|pair| pair[0] * 16 + pair[1]).collect())
}

/// The header that Stripe would send; for tests and for the stand-in.
pub fn sign(body: &[u8], secrets: &[&str], at_seconds: i64) -> String {
    let signature = |secret: &&str| {
        let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
        mac.update(at_seconds.to_string().as_bytes());
        mac.update(b".");
        mac.update(body);
        Some(format!(",v1={}", mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect::<String>()))
    };
    format!("t={at_seconds}{}", secrets.iter().filter_map(signature).collect::<String>())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const NOW: Timestamp = Timestamp(1_795_367_000_000_000);
    const SECONDS: i64 = 1_795_367_000;

    fn secrets(all: &[&str]) -> Vec<SecretString> {
        all.iter().map(|secret| SecretString::from(*secret)).collect()
    }

    fn check(body: &[u8], header: &str, all: &[&str]) -> Result<(), Forged> {
        verify(body, Some(header), &secrets(all), NOW)
    }

    #[test]
    fn a_known_vector_of_hmac_sha256_is_accepted() {
        // Made with: printf '1795367000.{}' | openssl dgst -sha256 -hmac whsec_test
        let header = "t=1795367000,v1=b89711e1887ba327bbb69f2eeef5c57129eea71ec21086ed8854e7b6b4f1f859,v0=00";
        assert_eq!(check(b"{}", header, &["whsec_test"]), Ok(()));
    }

    #[test]
    fn one_of_several_secrets_and_one_of_several_signatures_is_enough() {
        let header = sign(b"{}", &["old", "new"], SECONDS);
        assert_eq!(check(b"{}", &header, &["new"]), Ok(()));
        assert_eq!(check(b"{}", &sign(b"{}", &["old"], SECONDS), &["new", "old"]), Ok(()));
        assert_eq!(check(b"{}", &header, &["other"]), Err(Forged::Signature));
    }

    #[test]
    fn the_time_may_differ_by_five_minutes_both_ways() {
        for (off, fine) in [(0, true), (-300, true), (300, true), (-301, false), (301, false)] {
            assert_eq!(check(b"{}", &sign(b"{}", &["s"], SECONDS + off), &["s"]).is_ok(), fine, "{off}");
        }
        assert_eq!(check(b"{}", &sign(b"{}", &["s"], SECONDS - 9_999), &["s"]), Err(Forged::Time));
    }

    #[test]
    fn an_empty_secret_opens_nothing() {
        assert_eq!(check(b"{}", &sign(b"{}", &[""], SECONDS), &[""]), Err(Forged::Signature));
        assert_eq!(verify(b"{}", None, &secrets(&["s"]), NOW), Err(Forged::Header));
    }

    proptest! {
        #[test]
        fn one_changed_byte_is_noticed(body in proptest::collection::vec(any::<u8>(), 1..200), place: prop::sample::Index, bit in 0_u8..8) {
            let header = sign(&body, &["s"], SECONDS);
            prop_assert_eq!(check(&body, &header, &["s"]), Ok(()));
            let mut changed = body;
            let place = place.index(changed.len());
            changed[place] ^= 1 << bit;
            prop_assert_eq!(check(&changed, &header, &["s"]), Err(Forged::Signature));
        }

        #[test]
        fn any_header_is_read_or_refused(header in "\\PC{0,120}") {
            let refused = check(b"{}", &header, &["s"]).is_err();
            prop_assert!(refused);
        }
    }
}

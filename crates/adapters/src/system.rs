//! The machine's clock and its randomness.

use std::time::SystemTime;

use contract::dto::Timestamp;
use domain::ports::{Clock, Random};
use rand::RngCore;

/// Wall-clock time.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        #[expect(clippy::disallowed_methods, reason = "this is the clock that everybody else asks")]
        let since_1970 = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
        Timestamp(i64::try_from(since_1970.as_micros()).unwrap_or(i64::MAX))
    }
}

/// ChaCha12, seeded and reseeded by the operating system; fit for keys.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemRandom;

impl Random for SystemRandom {
    fn fill(&self, bytes: &mut [u8]) {
        rand::rng().fill_bytes(bytes);
    }
}

/// A token that nobody guesses: 128 bits as hexadecimal.
pub(crate) fn token() -> String {
    let mut bytes = [0; 16];
    SystemRandom.fill(&mut bytes);
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_is_in_this_century_and_never_stands_still() {
        let (first, second) = (SystemClock.now(), SystemClock.now());
        assert!(first.rfc3339().starts_with("20") && second >= first);
    }

    #[test]
    fn random_bytes_differ() {
        assert_ne!(token(), token());
        assert_eq!(token().len(), 32);
    }
}

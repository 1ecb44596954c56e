//! Rate limits by the generic cell rate algorithm (GCRA): one time per key, and no background work.

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use async_trait::async_trait;
use domain::ports::{Limiter, Quota};

/// Keys that are remembered at once; about 10 MB.
const MOST_KEYS: usize = 100_000;

/// Remembers for each key when its quota will be whole again.
pub struct MemoryLimiter {
    whole_at: Mutex<HashMap<String, Instant>>,
    most_keys: usize,
}

impl Default for MemoryLimiter {
    fn default() -> Self {
        Self::with_capacity(MOST_KEYS)
    }
}

impl MemoryLimiter {
    /// Remembers at most so many keys.
    pub fn with_capacity(most_keys: usize) -> Self {
        Self { whole_at: Mutex::default(), most_keys: most_keys.max(1) }
    }

    fn take_at(&self, key: &str, quota: Quota, now: Instant) -> Result<(), Duration> {
        let mut keys = self.whole_at.lock().unwrap_or_else(PoisonError::into_inner);
        let whole_at = keys.get(key).copied().unwrap_or(now).max(now);
        let next = after_one_more(whole_at, now, quota)?;
        if !keys.contains_key(key) && keys.len() >= self.most_keys {
            make_room(&mut keys, now, self.most_keys);
        }
        keys.insert(key.to_owned(), next);
        Ok(())
    }
}

/// When the quota is whole again after one more event; the error says how long to wait for it.
fn after_one_more(whole_at: Instant, now: Instant, quota: Quota) -> Result<Instant, Duration> {
    let Some(interval) = quota.window.checked_div(quota.events) else { return Err(quota.window) };
    let next = whole_at + interval;
    match next.checked_duration_since(now + quota.window) {
        Some(wait) if !wait.is_zero() => Err(wait),
        _ => Ok(next),
    }
}

/// Forgets keys whose quota is whole; if that is not enough, the tenth that is nearest to it. Whoever floods the limiter
/// with new keys therefore forgets his own before he resets somebody who is close to his limit.
fn make_room(keys: &mut HashMap<String, Instant>, now: Instant, most_keys: usize) {
    keys.retain(|_, whole_at| *whole_at > now);
    if keys.len() < most_keys {
        return;
    }
    let mut times: Vec<_> = keys.values().copied().collect();
    let (_, limit, _) = times.select_nth_unstable(most_keys / 10);
    let limit = *limit;
    keys.retain(|_, whole_at| *whole_at > limit);
}

#[async_trait]
impl Limiter for MemoryLimiter {
    async fn take(&self, key: &str, quota: Quota) -> Result<(), Duration> {
        self.take_at(key, quota, Instant::now())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIVE_A_MINUTE: Quota = Quota { events: 5, window: Duration::from_secs(60) };

    #[test]
    fn a_quota_refills_evenly() {
        let (limiter, start) = (MemoryLimiter::default(), Instant::now());
        let at = |seconds: u64| limiter.take_at("a", FIVE_A_MINUTE, start + Duration::from_secs(seconds));
        for _ in 0..5 {
            assert_eq!(at(0), Ok(()));
        }
        assert_eq!(at(0), Err(Duration::from_secs(12)));
        assert_eq!(at(11), Err(Duration::from_secs(1)));
        assert_eq!(at(12), Ok(()));
        assert_eq!(at(12), Err(Duration::from_secs(12)));
        for _ in 0..5 {
            assert_eq!(at(100), Ok(()), "the whole burst is back after a window");
        }
        assert!(at(100).is_err());
    }

    #[test]
    fn over_a_long_time_the_rate_holds() {
        let (limiter, start) = (MemoryLimiter::default(), Instant::now());
        let taken = (0..600_u64).filter(|second| limiter.take_at("a", FIVE_A_MINUTE, start + Duration::from_secs(*second)).is_ok()).count();
        assert!((50..=55).contains(&taken), "{taken} in ten minutes");
    }

    #[test]
    fn a_quota_of_nothing_lets_nothing_through() {
        let none = Quota { events: 0, window: Duration::from_secs(60) };
        assert_eq!(MemoryLimiter::default().take_at("a", none, Instant::now()), Err(Duration::from_secs(60)));
    }

    #[test]
    fn memory_is_bounded_and_a_flood_resets_nobody() {
        let (limiter, now) = (MemoryLimiter::with_capacity(100), Instant::now());
        for _ in 0..5 {
            limiter.take_at("at the limit", FIVE_A_MINUTE, now).expect("in the quota");
        }
        for n in 0..10_000 {
            limiter.take_at(&format!("flood {n}"), FIVE_A_MINUTE, now).expect("a new key");
            assert!(limiter.whole_at.lock().expect("no panic").len() <= 100);
        }
        assert!(limiter.take_at("at the limit", FIVE_A_MINUTE, now).is_err());
    }
}

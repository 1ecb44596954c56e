//! Rate limits in Redis, by the same algorithm as in memory, in one atomic script on Redis' own clock.

use std::time::Duration;

use async_trait::async_trait;
use domain::ports::{Limiter, Quota};
use fred::prelude::*;

use crate::memory::MemoryLimiter;

/// Keeps, in microseconds, when the quota of the key will be whole again. Answers how long to wait; 0: taken.
const TAKE: &str = r"
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local interval, window = tonumber(ARGV[1]), tonumber(ARGV[2])
local whole_at = tonumber(redis.call('GET', KEYS[1]) or now)
if whole_at < now then whole_at = now end
local wait = whole_at + interval - window - now
if wait > 0 then return wait end
redis.call('SET', KEYS[1], string.format('%.0f', whole_at + interval), 'PX', math.ceil((whole_at + interval - now) / 1000))
return 0";

/// Shared limits. While Redis is away every replica counts for itself, so that a limit never becomes no limit.
pub struct RedisLimiter {
    client: Client,
    meanwhile: MemoryLimiter,
}

impl RedisLimiter {
    pub fn new(client: Client) -> Self {
        Self { client, meanwhile: MemoryLimiter::default() }
    }
}

#[async_trait]
impl Limiter for RedisLimiter {
    async fn take(&self, key: &str, quota: Quota) -> Result<(), Duration> {
        let Some(interval) = quota.window.checked_div(quota.events) else { return Err(quota.window) };
        let micros = |time: Duration| i64::try_from(time.as_micros()).unwrap_or(i64::MAX);
        let args = vec![micros(interval), micros(quota.window)];
        match self.client.eval::<i64, _, _, _>(TAKE, format!("bmm:rate:{key}"), args).await {
            Ok(wait) if wait > 0 => Err(Duration::from_micros(wait.unsigned_abs())),
            Ok(_) => Ok(()),
            Err(cause) => {
                tracing::warn!(cause = %cause.details(), "Redis did not count a rate limit; this process counts alone");
                self.meanwhile.take(key, quota).await
            }
        }
    }
}

//! Short exclusive claims, shared by every replica: `SET NX PX` with a token that only the holder knows.

use std::time::Duration;

use async_trait::async_trait;
use domain::ports::{Claims, PortError};
use fred::{prelude::*, types::Expiration};

use super::failed;
use crate::system;

/// Deletes a claim if it is still held with this token.
const RELEASE: &str = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

/// Claims in Redis.
pub struct RedisClaims {
    client: Client,
}

impl RedisClaims {
    pub const fn new(client: Client) -> Self {
        Self { client }
    }
}

fn name(key: &str) -> String {
    format!("bmm:claim:{key}")
}

#[async_trait]
impl Claims for RedisClaims {
    async fn claim(&self, key: &str, hold: Duration) -> Result<Option<String>, PortError> {
        let token = system::token();
        let millis = i64::try_from(hold.as_millis()).unwrap_or(i64::MAX).max(1);
        let set: Option<String> = self
            .client
            .set(name(key), token.as_str(), Some(Expiration::PX(millis)), Some(SetOptions::NX), false)
            .await
            .map_err(|cause| failed("Redis did not take a claim", &cause))?;
        Ok(set.map(|_| token))
    }

    async fn release(&self, key: &str, token: &str) -> Result<(), PortError> {
        let released = self.client.eval::<i64, _, _, _>(RELEASE, name(key), token).await;
        released.map(drop).map_err(|cause| failed("Redis did not release a claim", &cause))
    }
}

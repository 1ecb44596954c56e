//! Counters and claims in Redis, shared by every replica. Truth stays in the database.

mod claims;
mod limiter;

pub use claims::RedisClaims;
pub use limiter::RedisLimiter;

use std::time::Duration;

use domain::ports::PortError;
use fred::prelude::*;
use secrecy::{ExposeSecret, SecretString};

/// A command that takes longer counts as failed.
const PATIENCE: Duration = Duration::from_secs(2);

/// A connection that heals itself.
///
/// # Errors
/// When the address (`redis://` or `rediss://`) is malformed, or nobody answers there; shown at start-up.
pub async fn connect(url: &SecretString) -> Result<Client, PortError> {
    let config = Config::from_url(url.expose_secret()).map_err(|cause| failed("REDIS_URL cannot be read", &cause))?;
    let mut builder = Builder::from_config(config);
    builder.set_policy(ReconnectPolicy::new_exponential(0, 100, 5_000, 2));
    builder.with_performance_config(|performance| performance.default_command_timeout = PATIENCE);
    builder.with_connection_config(|connection| connection.connection_timeout = PATIENCE);
    let client = builder.build().map_err(|cause| failed("REDIS_URL cannot be used", &cause))?;
    client.init().await.map_err(|cause| failed("Redis (REDIS_URL) does not answer", &cause))?;
    Ok(client)
}

fn failed(what: &str, cause: &Error) -> PortError {
    PortError(format!("{what}: {}", cause.details()))
}

//! `REDIS_URL`: shared rate limits and claims.

use secrecy::SecretString;

use super::{Env, InvalidSetting};

/// `REDIS_URL`: `redis://…` or `rediss://…`; without it everything stays in memory, which is right for one process.
pub fn read(env: &Env) -> Result<Option<SecretString>, InvalidSetting> {
    match env.get("REDIS_URL") {
        None => Ok(None),
        Some(url) if url.starts_with("redis") && url.contains("://") => Ok(Some(url.into())),
        Some(_) => Err(InvalidSetting::new("REDIS_URL", "write redis://host:6379 or rediss://user:password@host:6379, or leave it out.")),
    }
}

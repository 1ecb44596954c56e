//! Handles that are never given out again. Only a keyed hash is kept, because a handle often resembles a name.

use contract::{Handle, dto::Timestamp};
use hmac::{Hmac, Mac};
use sha2::Sha256;
use store::{ConnectionTrait, retired_handles, settings};

use crate::{Platform, Result, tokens};

/// Whether an organisation of that handle once existed.
pub async fn handle_is_retired(db: &impl ConnectionTrait, platform: &Platform, handle: &Handle) -> Result<bool> {
    Ok(retired_handles::exists(db, &hash(db, platform, handle.as_str()).await?).await?)
}

pub(super) async fn retire(db: &impl ConnectionTrait, platform: &Platform, handle: &str, now: Timestamp) -> Result<()> {
    let hash = hash(db, platform, handle).await?;
    Ok(retired_handles::insert(db, hash, now).await?)
}

/// The key stands in the settings, so that it outlives a change of the master key.
async fn hash(db: &impl ConnectionTrait, platform: &Platform, handle: &str) -> Result<String> {
    let key = settings::get_or_insert(db, "retired_handles_key", &tokens::random_base62(platform, 43)).await?;
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key.as_bytes()).map_err(crate::Error::hidden)?;
    mac.update(handle.as_bytes());
    Ok(mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect())
}

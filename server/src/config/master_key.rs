//! `BMM_MASTER_KEY`: the key that seals credentials.

use secrecy::SecretString;

use super::{Env, InvalidSetting};

/// `BMM_MASTER_KEY`: 32 bytes as base64 or hex; without it a key file of mode 0600 is made in the data folder. A comma
/// list changes keys: the first seals, every one opens.
pub fn read(env: &Env) -> Result<Option<SecretString>, InvalidSetting> {
    match env.get("BMM_MASTER_KEY") {
        None => Ok(None),
        // What stands in it is read by the adapter; only the length is judged here, and the value is never repeated.
        Some(keys) if keys.split(',').all(|key| key.trim().len() >= 43) => Ok(Some(keys.into())),
        Some(_) => Err(InvalidSetting::new(
            "BMM_MASTER_KEY",
            "a key is too short. Make one with: openssl rand -base64 32. To change keys, write NEW,OLD until the old one is no longer needed",
        )),
    }
}

//! `BMM_SANDBOX`: what happens where scripts cannot be confined.

use super::{Env, InvalidSetting};

/// `BMM_SANDBOX`: `confined` (default) refuses scripts that nothing confines; `insecure` runs them, under a red banner.
pub fn read(env: &Env) -> Result<bool, InvalidSetting> {
    match env.get("BMM_SANDBOX") {
        None | Some("confined") => Ok(false),
        Some("insecure") => Ok(true),
        Some(other) => Err(InvalidSetting::new("BMM_SANDBOX", format!("“{other}” is unknown. Write confined or insecure, or leave it out."))),
    }
}

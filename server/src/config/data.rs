//! `BMM_DATA`: the data folder.

use std::path::PathBuf;

use super::Env;

/// `BMM_DATA`: the folder that holds database, key file and lock; `./data` by default.
pub fn read(env: &Env) -> PathBuf {
    env.get("BMM_DATA").map_or_else(|| PathBuf::from("data"), PathBuf::from)
}

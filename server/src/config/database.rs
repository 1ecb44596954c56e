//! `DATABASE_URL`: SQLite in the data folder, or PostgreSQL.

use std::path::Path;

use secrecy::SecretString;

use super::{Env, InvalidSetting};

/// `DATABASE_URL`: `postgres://user:password@host/name` or `sqlite://path?mode=rwc`; a SQLite file in the data folder by default.
pub fn read(env: &Env, data: &Path) -> Result<SecretString, InvalidSetting> {
    let Some(url) = env.get("DATABASE_URL") else {
        return Ok(format!("sqlite://{}?mode=rwc", data.join("bmm.sqlite").display()).into());
    };
    if ["sqlite:", "postgres:", "postgresql:"].iter().any(|scheme| url.starts_with(scheme)) {
        return Ok(url.into());
    }
    // The value may hold a password, so it is not repeated.
    Err(InvalidSetting::new(
        "DATABASE_URL",
        "write postgres://user:password@host/database or sqlite://path?mode=rwc, or leave it out for SQLite in the data folder.",
    ))
}

//! `BMM_AUDIT_HEADS`: where heads of the audit log are kept outside the database.

use std::path::{Path, PathBuf};

use super::Env;

/// `BMM_AUDIT_HEADS`: a file that is only appended to, best on a disk that whoever administers the database cannot write;
/// `audit-heads.log` in the data folder by default.
pub fn read(env: &Env, data: &Path) -> PathBuf {
    env.get("BMM_AUDIT_HEADS").map_or_else(|| data.join("audit-heads.log"), PathBuf::from)
}

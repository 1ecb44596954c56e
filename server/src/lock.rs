//! The data folder: made with mode 0700, and locked by the one `bmm serve` that uses it.

use std::{
    fs::{DirBuilder, File, OpenOptions},
    io::Write,
    os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt},
    path::Path,
};

use anyhow::{Context, bail};
use fs4::fs_std::FileExt;

/// Held for as long as the server runs; the system lets go of it however the process ends.
#[derive(Debug)]
pub struct DataLock(#[expect(dead_code, reason = "dropping the file gives the lock back")] File);

/// Makes the data folder where it is missing, readable by its owner alone.
///
/// # Errors
/// When it cannot be made, or is no folder.
pub fn prepare(data: &Path) -> anyhow::Result<()> {
    if data.is_dir() {
        let mode = std::fs::metadata(data)?.permissions().mode();
        if mode & 0o077 != 0 {
            // A folder that was made by hand (or by a container's volume) is closed to others; where that is not allowed, the files' own modes count.
            let _ = std::fs::set_permissions(data, std::fs::Permissions::from_mode(0o700));
        }
        return Ok(());
    }
    DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(data)
        .with_context(|| format!("the data folder {} cannot be made; choose another with BMM_DATA", data.display()))
}

/// Takes the lock.
///
/// # Errors
/// When another server holds it.
pub fn take(data: &Path) -> anyhow::Result<DataLock> {
    let path = data.join("lock");
    let mut file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .mode(0o600)
        .open(&path)
        .with_context(|| format!("{} cannot be written; check who owns the data folder", path.display()))?;
    if !file.try_lock_exclusive().with_context(|| format!("{} cannot be locked", path.display()))? {
        bail!("another bmm serve uses the data folder {}. Stop it first, or choose another folder with BMM_DATA", data.display());
    }
    file.set_len(0)?;
    writeln!(file, "{}", std::process::id())?;
    Ok(DataLock(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_server_uses_a_data_folder() {
        let parent = tempfile::tempdir().expect("a folder");
        let data = parent.path().join("deep/data");
        prepare(&data).expect("made");
        assert_eq!(std::fs::metadata(&data).expect("there").permissions().mode() & 0o777, 0o700);
        let first = take(&data).expect("free");
        assert!(take(&data).expect_err("taken").to_string().contains("another bmm serve"));
        drop(first);
        take(&data).expect("free again");
    }
}

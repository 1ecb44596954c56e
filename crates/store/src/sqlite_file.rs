//! The files of a SQLite database belong to the account that the platform runs under, and can be read by nobody else.

use std::{
    fs::{self, OpenOptions, Permissions},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
    str::FromStr,
};

use sea_orm::sqlx::sqlite::SqliteConnectOptions;

/// For its owner alone.
const PRIVATE: u32 = 0o600;

/// Makes a database file that is going to be made anyway, with mode 0600, and closes the files of an older one to
/// others. SQLite gives its `-wal` and `-shm` the mode of the database (<https://sqlite.org/src/file/src/os_unix.c>).
///
/// What cannot be changed here is left to SQLite, whose error names the file when it cannot be used.
pub fn keep_to_owner(url: &str) {
    let Some(path) = file_of(url) else { return };
    if url.contains("mode=rwc") {
        // Opened for appending: what stands in it stays.
        let _ = OpenOptions::new().create(true).append(true).mode(PRIVATE).open(&path);
    }
    for suffix in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.clone().into_os_string();
        name.push(suffix);
        close_to_others(Path::new(&name));
    }
}

/// The path in `sqlite://PATH`; nothing for PostgreSQL and for databases in memory.
fn file_of(url: &str) -> Option<PathBuf> {
    if !url.starts_with("sqlite:") || url.contains(":memory:") || url.contains("mode=memory") {
        return None;
    }
    SqliteConnectOptions::from_str(url).ok().map(|options| options.get_filename().to_owned())
}

fn close_to_others(path: &Path) {
    if fs::metadata(path).is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o077 != 0) {
        let _ = fs::set_permissions(path, Permissions::from_mode(PRIVATE));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Db;

    fn modes(folder: &Path) -> Vec<(String, u32)> {
        let files = fs::read_dir(folder).expect("a folder").flatten();
        let mut modes: Vec<_> =
            files.map(|file| (file.file_name().into_string().expect("text"), file.metadata().expect("there").permissions().mode() & 0o777)).collect();
        modes.sort();
        modes
    }

    #[tokio::test]
    async fn new_and_older_databases_are_for_their_owner_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("bmm.sqlite").display());
        let expected: Vec<_> = ["bmm.sqlite", "bmm.sqlite-shm", "bmm.sqlite-wal"].iter().map(|name| ((*name).to_owned(), 0o600)).collect();
        let db = Db::connect(&url).await.expect("a database");
        db.migrate().await.expect("a schema");
        assert_eq!(modes(folder.path()), expected);
        // As they were made before: readable by everybody.
        for (name, _) in &expected {
            fs::set_permissions(folder.path().join(name), Permissions::from_mode(0o644)).expect("changed");
        }
        let again = Db::connect(&url).await.expect("a database");
        again.migrate().await.expect("a schema");
        assert_eq!(modes(folder.path()), expected);
        db.close().await.expect("closed");
        again.close().await.expect("closed");
    }

    #[test]
    fn only_files_are_touched() {
        assert_eq!(file_of("postgres://ann@localhost/bmm"), None);
        assert_eq!(file_of("sqlite::memory:"), None);
        assert_eq!(file_of("sqlite://data/bmm.sqlite?mode=rwc"), Some("data/bmm.sqlite".into()));
    }

    #[test]
    fn a_missing_folder_is_not_made() {
        let folder = tempfile::tempdir().expect("a folder");
        keep_to_owner(&format!("sqlite://{}?mode=rwc", folder.path().join("no/bmm.sqlite").display()));
        assert_eq!(modes(folder.path()), Vec::new());
    }
}

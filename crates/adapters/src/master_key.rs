//! The master key: from `BMM_MASTER_KEY`, or from `master.key` in the data folder, which the first start makes.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    os::unix::fs::{OpenOptionsExt, PermissionsExt},
    path::{Path, PathBuf},
};

use domain::{
    ports::Random,
    vault::{MasterKey, Vault, VaultError},
};
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::system;

/// Name of the key file in the data folder.
pub const FILE: &str = "master.key";

/// Base64 of 32 bytes and a line break, with room to spare.
const LARGEST_FILE: u64 = 256;

/// The master key cannot be used; shown at start-up.
#[derive(Debug, thiserror::Error)]
pub enum MasterKeyError {
    #[error("BMM_MASTER_KEY: {0}")]
    Environment(VaultError),
    #[error("{}: {cause}", .path.display())]
    Content { path: PathBuf, cause: VaultError },
    #[error("{} can be read by others (mode {mode:03o}). Only its owner may read the master key: run `chmod 600 {}`", .path.display(), .path.display())]
    Permissions { path: PathBuf, mode: u32 },
    #[error("{} cannot be read or written: {cause}", .path.display())]
    File { path: PathBuf, cause: io::Error },
}

/// The keys that `BMM_MASTER_KEY` lists, else the one in the data folder; made there when there is none. The first one
/// seals, every one opens.
///
/// # Errors
/// When the key is malformed, the file can be read by group or others, or the folder cannot be written.
pub fn load(data: &Path, environment: Option<&SecretString>, random: &dyn Random) -> Result<Vault, MasterKeyError> {
    if let Some(text) = environment {
        let mut keys = text.expose_secret().split(',').map(MasterKey::parse);
        let today = keys.next().unwrap_or(Err(VaultError::MalformedMasterKey)).map_err(MasterKeyError::Environment)?;
        let earlier = keys.collect::<Result<_, _>>().map_err(MasterKeyError::Environment)?;
        return Ok(Vault::new(today).with_earlier(earlier));
    }
    of_file(data, random).map(Vault::new)
}

fn of_file(data: &Path, random: &dyn Random) -> Result<MasterKey, MasterKeyError> {
    let path = data.join(FILE);
    let failed = |cause| MasterKeyError::File { path: path.clone(), cause };
    match read(&path) {
        Err(MasterKeyError::File { cause, .. }) if cause.kind() == io::ErrorKind::NotFound => {
            create(data, &path, &MasterKey::generate(random)).map_err(failed)?;
            // Whoever was first: two starts at once end with the same key.
            read(&path)
        }
        found => found,
    }
}

fn read(path: &Path) -> Result<MasterKey, MasterKeyError> {
    let failed = |cause| MasterKeyError::File { path: path.to_owned(), cause };
    let file = File::open(path).map_err(failed)?;
    let mode = file.metadata().map_err(failed)?.permissions().mode() & 0o777;
    if mode & 0o077 != 0 {
        return Err(MasterKeyError::Permissions { path: path.to_owned(), mode });
    }
    let mut text = Zeroizing::new(String::with_capacity(LARGEST_FILE as usize));
    file.take(LARGEST_FILE).read_to_string(&mut text).map_err(failed)?;
    MasterKey::parse(&text).map_err(|cause| MasterKeyError::Content { path: path.to_owned(), cause })
}

/// Writes the whole file beside its place and links it in: nobody ever sees half a key, and an existing key stays.
fn create(data: &Path, path: &Path, key: &MasterKey) -> io::Result<()> {
    let beside = data.join(format!(".{FILE}.{}", system::token()));
    let written = write(&beside, key).and_then(|()| match fs::hard_link(&beside, path) {
        Err(cause) if cause.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        linked => linked,
    });
    fs::remove_file(&beside)?;
    written?;
    File::open(data)?.sync_all()
}

fn write(path: &Path, key: &MasterKey) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(key.to_base64().expose_secret().as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::system::SystemRandom;

    fn load_from(folder: &Path) -> Result<String, MasterKeyError> {
        load(folder, None, &SystemRandom)?;
        of_file(folder, &SystemRandom).map(|key| key.to_base64().expose_secret().to_owned())
    }

    #[test]
    fn the_first_start_makes_a_key_that_the_second_finds() {
        let folder = tempfile::tempdir().expect("a folder");
        let first = load_from(folder.path()).expect("made");
        assert_eq!(load_from(folder.path()).expect("found"), first);
        let mode = fs::metadata(folder.path().join(FILE)).expect("a file").permissions().mode() & 0o777;
        assert_eq!(mode, 0o600);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing is left beside it");
    }

    #[test]
    fn two_starts_at_once_agree() {
        let folder = tempfile::tempdir().expect("a folder");
        let keys: Vec<_> = std::thread::scope(|scope| {
            let starts: Vec<_> = (0..8).map(|_| scope.spawn(|| load_from(folder.path()).expect("a key"))).collect();
            starts.into_iter().map(|start| start.join().expect("no panic")).collect()
        });
        assert!(keys.windows(2).all(|pair| pair[0] == pair[1]));
    }

    #[test]
    fn a_key_that_others_can_read_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        load_from(folder.path()).expect("made");
        for mode in [0o640, 0o604, 0o644, 0o660] {
            fs::set_permissions(folder.path().join(FILE), fs::Permissions::from_mode(mode)).expect("changed");
            let error = load_from(folder.path()).expect_err("refused").to_string();
            assert!(error.contains("chmod 600") && error.contains(&format!("{mode:03o}")), "{error}");
        }
    }

    #[test]
    fn the_environment_goes_first_and_is_checked() {
        let folder = tempfile::tempdir().expect("a folder");
        let (one, other) = ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "ff".repeat(32));
        let vault = |keys: &str| load(folder.path(), Some(&keys.to_owned().into()), &SystemRandom).expect("keys");
        let wrapped = vault(one).new_data_key(&SystemRandom).expect("a data key");
        assert!(vault(one).rewrap(&wrapped, &SystemRandom).expect("known").is_none());
        assert!(vault(&other).rewrap(&wrapped, &SystemRandom).is_err(), "only the other key is known");
        let rewrapped = vault(&format!("{other}, {one}")).rewrap(&wrapped, &SystemRandom).expect("both are known").expect("the first one wraps");
        assert!(rewrapped.to_text().starts_with(&vault(&other).prefix()));
        assert!(!folder.path().join(FILE).exists());
        let error = load(folder.path(), Some(&"hunter2".into()), &SystemRandom).expect_err("malformed").to_string();
        assert!(error.starts_with("BMM_MASTER_KEY") && !error.contains("hunter2"), "{error}");
    }

    #[test]
    fn a_damaged_file_is_named_and_kept() {
        let folder = tempfile::tempdir().expect("a folder");
        load_from(folder.path()).expect("made");
        fs::write(folder.path().join(FILE), "half a k").expect("written");
        let error = load_from(folder.path()).expect_err("damaged").to_string();
        assert!(error.contains("master.key") && !error.contains("half a k"), "{error}");
        assert_eq!(fs::read_to_string(folder.path().join(FILE)).expect("a file"), "half a k");
    }
}

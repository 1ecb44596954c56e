//! Sealing: envelope encryption of credentials.
//!
//! The master key (32 bytes, outside the database) wraps one data key per organisation; a data key seals that
//! organisation's credentials with XChaCha20-Poly1305 and a random nonce. Each sealed value is bound to organisation,
//! owner (server or draft), slot name and version, so that a row that is copied to another place cannot be opened there.
//! A new master key re-wraps the data keys and leaves the credentials alone.

mod change_master;
mod keys;
mod sealed;
mod signing;

#[cfg(test)]
mod tests;

pub use change_master::rewrap_data_keys;
pub use keys::{MasterKey, WrappedKey};
pub use sealed::{Sealer, XChaCha};
pub use signing::{Signature, Verdict};

use std::sync::Arc;

use contract::OrgId;
use secrecy::{ExposeSecret, SecretString};
use zeroize::Zeroizing;

use crate::ports::Random;

/// Bytes of a credential that can be sealed.
pub const LARGEST: usize = 64 * 1024;

/// Why a key or a sealed value cannot be used; for the log, never with a value in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    #[error("a master key must be 32 bytes in base64 or hex; `openssl rand -base64 32` makes one")]
    MalformedMasterKey,
    #[error("a stored data key is damaged")]
    MalformedDataKey,
    #[error(
        "a data key was wrapped by another master key: use the master key (BMM_MASTER_KEY or master.key in the data folder) that this database was made with"
    )]
    OtherMasterKey,
    #[error("a sealed value is damaged, or it was sealed for another place")]
    Damaged,
    #[error("a value is larger than {LARGEST} bytes")]
    TooLarge,
    #[error("no signing key could be made from the master key")]
    Signing,
}

impl From<VaultError> for crate::Error {
    fn from(cause: VaultError) -> Self {
        Self::hidden(cause)
    }
}

/// Where a sealed value belongs. Every part is authenticated with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    pub org: OrgId,
    /// Id of the server or the draft.
    pub owner: &'a str,
    /// Name of the slot.
    pub slot: &'a str,
    /// Counts replacements.
    pub version: i64,
}

impl Place<'_> {
    /// Every part with its length in front, so that two places never read the same.
    fn associated_data(&self) -> Vec<u8> {
        let (org, version) = (self.org.to_string(), self.version.to_string());
        let mut data = b"bmm credential v1".to_vec();
        for part in [org.as_str(), self.owner, self.slot, version.as_str()] {
            data.extend_from_slice(&(part.len() as u64).to_be_bytes());
            data.extend_from_slice(part.as_bytes());
        }
        data
    }
}

/// Seals and opens.
pub struct Vault {
    master: MasterKey,
    /// Master keys of earlier days, which open data keys until they are re-wrapped.
    earlier: Vec<MasterKey>,
    sealer: Arc<dyn Sealer>,
}

impl Vault {
    pub fn new(master: MasterKey) -> Self {
        Self { master, earlier: Vec::new(), sealer: Arc::new(XChaCha) }
    }

    /// With another way to seal credentials: for the test that looks for credentials on disk and has to see that it
    /// would find them. No setting leads here.
    pub fn sealing_with(mut self, sealer: Arc<dyn Sealer>) -> Self {
        self.sealer = sealer;
        self
    }

    /// With master keys that were used before.
    pub fn with_earlier(mut self, earlier: Vec<MasterKey>) -> Self {
        self.earlier = earlier;
        self
    }

    /// A data key for a new organisation, wrapped.
    pub fn new_data_key(&self, random: &dyn Random) -> Result<WrappedKey, VaultError> {
        let mut key = Zeroizing::new([0; 32]);
        random.fill(&mut *key);
        self.master.wrap(&key, random)
    }

    /// What data keys that today's master key wrapped begin with.
    pub fn prefix(&self) -> String {
        self.master.prefix()
    }

    /// The same data key, wrapped by today's master key; `None` when it is already.
    pub fn rewrap(&self, key: &WrappedKey, random: &dyn Random) -> Result<Option<WrappedKey>, VaultError> {
        if key.is_wrapped_by(&self.master) {
            return Ok(None);
        }
        self.master.wrap(&*self.unwrap(key)?, random).map(Some)
    }

    /// Seals a value for one place. The text goes into the database.
    pub fn seal(&self, key: &WrappedKey, place: &Place<'_>, value: &SecretString, random: &dyn Random) -> Result<String, VaultError> {
        let value = value.expose_secret().as_bytes();
        if value.len() > LARGEST {
            return Err(VaultError::TooLarge);
        }
        self.sealer.seal(&*self.unwrap(key)?, &place.associated_data(), value, random)
    }

    /// Opens a value that was sealed for this very place.
    pub fn open(&self, key: &WrappedKey, place: &Place<'_>, sealed: &str) -> Result<SecretString, VaultError> {
        let value = self.sealer.open(&*self.unwrap(key)?, &place.associated_data(), sealed)?;
        let text = std::str::from_utf8(&value).map_err(|_| VaultError::Damaged)?;
        // An exact copy: shrinking the buffer could leave the value behind in freed memory.
        Ok(SecretString::from(Box::<str>::from(text)))
    }

    fn unwrap(&self, key: &WrappedKey) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let known = std::iter::once(&self.master).chain(&self.earlier).find(|master| key.is_wrapped_by(master));
        known.ok_or(VaultError::OtherMasterKey)?.unwrap(key)
    }
}

/// Shows nothing.
impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(…)")
    }
}

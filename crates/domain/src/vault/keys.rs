//! The master key, and data keys that it wraps.

use base64::{Engine, engine::general_purpose::STANDARD};
use secrecy::SecretString;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::{VaultError, sealed};
use crate::ports::Random;

/// The key that wraps every data key. It never stands in the database.
pub struct MasterKey {
    key: Zeroizing<[u8; 32]>,
    /// Tells master keys apart without saying anything about them.
    id: String,
}

impl MasterKey {
    pub fn new(key: Zeroizing<[u8; 32]>) -> Self {
        let digest = Sha256::new().chain_update(b"bmm master key id").chain_update(*key).finalize();
        let id = digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Self { key, id }
    }

    /// A new key.
    pub fn generate(random: &dyn Random) -> Self {
        let mut key = Zeroizing::new([0; 32]);
        random.fill(&mut *key);
        Self::new(key)
    }

    /// Reads 32 bytes in base64 or as 64 hexadecimal digits, as `BMM_MASTER_KEY` and the key file hold them.
    pub fn parse(text: &str) -> Result<Self, VaultError> {
        let text = text.trim();
        let bytes = hex(text).map_or_else(|| STANDARD.decode(text).map(Zeroizing::new).map_err(|_| VaultError::MalformedMasterKey), Ok)?;
        let mut key = Zeroizing::new([0; 32]);
        if bytes.len() != key.len() {
            return Err(VaultError::MalformedMasterKey);
        }
        key.copy_from_slice(&bytes);
        Ok(Self::new(key))
    }

    /// The key as base64, for the key file.
    pub fn to_base64(&self) -> SecretString {
        STANDARD.encode(*self.key).into()
    }

    /// Tells master keys apart.
    pub(super) fn id(&self) -> &str {
        &self.id
    }

    /// Makes something from the key without handing it out.
    pub(super) fn derive<T>(&self, make: impl FnOnce(&[u8]) -> T) -> T {
        make(&*self.key)
    }

    /// What every data key that it wrapped begins with.
    pub(super) fn prefix(&self) -> String {
        format!("{}:", self.id)
    }

    pub(super) fn wrap(&self, data_key: &[u8; 32], random: &dyn Random) -> Result<WrappedKey, VaultError> {
        let sealed = sealed::seal(&self.key, &self.associated_data(), data_key, random)?;
        Ok(WrappedKey { master: self.id.clone(), sealed })
    }

    pub(super) fn unwrap(&self, wrapped: &WrappedKey) -> Result<Zeroizing<[u8; 32]>, VaultError> {
        let bytes = sealed::open(&self.key, &self.associated_data(), &wrapped.sealed).map_err(|_| VaultError::MalformedDataKey)?;
        let mut key = Zeroizing::new([0; 32]);
        if bytes.len() != key.len() {
            return Err(VaultError::MalformedDataKey);
        }
        key.copy_from_slice(&bytes);
        Ok(key)
    }

    fn associated_data(&self) -> Vec<u8> {
        [b"bmm data key v1", self.id.as_bytes()].concat()
    }
}

/// 64 hexadecimal digits. As base64 they would be 48 bytes, so nothing reads as both.
fn hex(text: &str) -> Option<Zeroizing<Vec<u8>>> {
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    let digits = (0..32).map(|place| u8::from_str_radix(&text[place * 2..place * 2 + 2], 16).ok());
    digits.collect::<Option<Vec<u8>>>().map(Zeroizing::new)
}

impl std::fmt::Debug for MasterKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MasterKey({})", self.id)
    }
}

/// A data key as the database holds it: the id of the master key, a colon, and the sealed key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrappedKey {
    master: String,
    sealed: String,
}

impl WrappedKey {
    pub fn parse(text: &str) -> Result<Self, VaultError> {
        let (master, sealed) = text.split_once(':').ok_or(VaultError::MalformedDataKey)?;
        Ok(Self { master: master.to_owned(), sealed: sealed.to_owned() })
    }

    pub fn to_text(&self) -> String {
        format!("{}:{}", self.master, self.sealed)
    }

    pub(super) fn is_wrapped_by(&self, master: &MasterKey) -> bool {
        self.master == master.id
    }
}

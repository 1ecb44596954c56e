//! Sealed bytes as text: `v1.` and base64url of nonce (24 bytes), ciphertext and tag (16 bytes).

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use chacha20poly1305::{
    KeyInit, XChaCha20Poly1305, XNonce,
    aead::{Aead, Payload},
};
use zeroize::Zeroizing;

use super::VaultError;
use crate::ports::Random;

/// Turns a value into text that only the same key and the same associated data open.
pub trait Sealer: Send + Sync {
    fn seal(&self, key: &[u8; 32], associated: &[u8], value: &[u8], random: &dyn Random) -> Result<String, VaultError>;
    fn open(&self, key: &[u8; 32], associated: &[u8], sealed: &str) -> Result<Zeroizing<Vec<u8>>, VaultError>;
}

/// XChaCha20-Poly1305 with a random nonce: the one that the product uses.
pub struct XChaCha;

impl Sealer for XChaCha {
    fn seal(&self, key: &[u8; 32], associated: &[u8], value: &[u8], random: &dyn Random) -> Result<String, VaultError> {
        seal(key, associated, value, random)
    }

    fn open(&self, key: &[u8; 32], associated: &[u8], sealed: &str) -> Result<Zeroizing<Vec<u8>>, VaultError> {
        open(key, associated, sealed)
    }
}

const NONCE: usize = 24;
const VERSION: &str = "v1.";

pub fn seal(key: &[u8; 32], associated: &[u8], value: &[u8], random: &dyn Random) -> Result<String, VaultError> {
    let mut bytes = vec![0; NONCE];
    random.fill(&mut bytes);
    let payload = Payload { msg: value, aad: associated };
    let sealed = XChaCha20Poly1305::new(key.into()).encrypt(XNonce::from_slice(&bytes), payload).map_err(|_| VaultError::TooLarge)?;
    bytes.extend_from_slice(&sealed);
    Ok(format!("{VERSION}{}", URL_SAFE_NO_PAD.encode(bytes)))
}

pub fn open(key: &[u8; 32], associated: &[u8], sealed: &str) -> Result<Zeroizing<Vec<u8>>, VaultError> {
    let text = sealed.strip_prefix(VERSION).ok_or(VaultError::Damaged)?;
    let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| VaultError::Damaged)?;
    let (nonce, sealed) = bytes.split_at_checked(NONCE).ok_or(VaultError::Damaged)?;
    let payload = Payload { msg: sealed, aad: associated };
    let opened = XChaCha20Poly1305::new(key.into()).decrypt(XNonce::from_slice(nonce), payload);
    opened.map(Zeroizing::new).map_err(|_| VaultError::Damaged)
}

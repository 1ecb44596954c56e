//! Signing with keys that are derived from the master key: what only the platform can have written.

use hmac::{Hmac, Mac};
use sha2::Sha256;

use super::{MasterKey, Vault, VaultError};

/// A signature and which master key it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// Id of the master key; says nothing about the key itself.
    pub key_id: String,
    /// HMAC-SHA-256, hex.
    pub text: String,
}

/// What a signature turned out to be worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    Holds,
    /// Not what the platform wrote.
    Forged,
    /// Made with a master key that this process does not have.
    OtherKey,
}

impl Vault {
    /// Which master key is today's; says nothing about the key itself.
    pub fn key_id(&self) -> &str {
        self.master.id()
    }

    /// Signs with today's master key. `purpose` keeps signatures of one kind from passing as another.
    ///
    /// # Errors
    /// [`VaultError::Signing`]; nothing is ever signed with another key instead.
    pub fn sign(&self, purpose: &str, message: &[u8]) -> Result<Signature, VaultError> {
        let tag = mac(&self.master, purpose, message)?.finalize().into_bytes();
        Ok(Signature { key_id: self.master.id().to_owned(), text: tag.iter().map(|byte| format!("{byte:02x}")).collect() })
    }

    /// Checks a signature of today's or an earlier master key, in constant time.
    ///
    /// # Errors
    /// [`VaultError::Signing`], which says nothing about the signature.
    pub fn check(&self, purpose: &str, message: &[u8], signature: &Signature) -> Result<Verdict, VaultError> {
        let known = std::iter::once(&self.master).chain(&self.earlier).find(|master| master.id() == signature.key_id);
        let Some(master) = known else { return Ok(Verdict::OtherKey) };
        let mac = mac(master, purpose, message)?;
        let holds = bytes(&signature.text).is_some_and(|tag| mac.verify_slice(&tag).is_ok());
        Ok(if holds { Verdict::Holds } else { Verdict::Forged })
    }
}

/// The signing key is an HMAC of the purpose under the master key, so that it never serves for anything else.
fn mac(master: &MasterKey, purpose: &str, message: &[u8]) -> Result<Hmac<Sha256>, VaultError> {
    let derived = master.derive(|key| keyed(key, format!("bmm signing v1 {purpose}").as_bytes()))?;
    let key = zeroize::Zeroizing::new(<[u8; 32]>::from(derived.finalize().into_bytes()));
    keyed(&*key, message)
}

/// HMAC takes keys of every length, so the error stays away as long as the library keeps to its standard.
fn keyed(key: &[u8], text: &[u8]) -> Result<Hmac<Sha256>, VaultError> {
    let mut mac = <Hmac<Sha256> as Mac>::new_from_slice(key).map_err(|_| VaultError::Signing)?;
    mac.update(text);
    Ok(mac)
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    (0..hex.len()).step_by(2).map(|place| u8::from_str_radix(hex.get(place..place + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ports::Random;
    use secrecy::ExposeSecret;

    struct Counting(std::sync::atomic::AtomicU8);

    impl Random for Counting {
        fn fill(&self, bytes: &mut [u8]) {
            bytes.fill_with(|| self.0.fetch_add(7, std::sync::atomic::Ordering::Relaxed));
        }
    }

    #[test]
    fn a_signature_holds_for_its_message_its_purpose_and_its_key_alone() {
        let dice = Counting(1.into());
        let (old, new) = (MasterKey::generate(&dice), MasterKey::generate(&dice));
        let text = old.to_base64();
        let vault = Vault::new(old);
        let signature = vault.sign("heads", b"42").expect("a signature");
        assert_eq!(vault.check("heads", b"42", &signature), Ok(Verdict::Holds));
        assert_eq!(vault.check("heads", b"43", &signature), Ok(Verdict::Forged));
        assert_eq!(vault.check("tails", b"42", &signature), Ok(Verdict::Forged));
        for text in ["", "zz", &signature.text[2..], "\u{e9}\u{e9}"] {
            assert_eq!(vault.check("heads", b"42", &Signature { text: text.to_owned(), ..signature.clone() }), Ok(Verdict::Forged));
        }
        let stranger = Vault::new(new);
        assert_eq!(stranger.check("heads", b"42", &signature), Ok(Verdict::OtherKey));
        let rotated = stranger.with_earlier(vec![MasterKey::parse(text.expose_secret()).expect("a key")]);
        assert_eq!(rotated.check("heads", b"42", &signature), Ok(Verdict::Holds));
    }
}

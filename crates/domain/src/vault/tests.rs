//! What the vault promises: only the right key opens a value, and only in the place that it was sealed for.

use std::sync::atomic::{AtomicU64, Ordering};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use proptest::prelude::*;

use super::*;

/// Never the same bytes twice.
#[derive(Default)]
struct Counter(AtomicU64);

impl Random for Counter {
    fn fill(&self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let next = self.0.fetch_add(1, Ordering::Relaxed).wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15).to_le_bytes();
            chunk.copy_from_slice(&next[..chunk.len()]);
        }
    }
}

fn place<'a>(owner: &'a str, slot: &'a str) -> Place<'a> {
    Place { org: OrgId::new(1, 1), owner, slot, version: 1 }
}

fn vault(byte: u8) -> Vault {
    Vault::new(MasterKey::new(Zeroizing::new([byte; 32])))
}

fn opens(vault: &Vault, key: &WrappedKey, place: &Place<'_>, sealed: &str) -> Result<String, VaultError> {
    vault.open(key, place, sealed).map(|value| value.expose_secret().to_owned())
}

#[test]
fn a_sealed_value_opens_in_its_place_and_in_no_other() {
    let (vault, random) = (vault(1), Counter::default());
    let key = vault.new_data_key(&random).expect("a key");
    let home = place("srv_1", "TOKEN");
    let sealed = vault.seal(&key, &home, &"hunter2".into(), &random).expect("sealed");
    assert_eq!(opens(&vault, &key, &home, &sealed), Ok("hunter2".to_owned()));
    for other in [
        Place { org: OrgId::new(1, 2), ..home },
        Place { owner: "srv_2", ..home },
        Place { slot: "TOKEN2", ..home },
        Place { version: 2, ..home },
        Place { owner: "srv_1T", slot: "OKEN", ..home },
    ] {
        assert_eq!(opens(&vault, &key, &other, &sealed), Err(VaultError::Damaged), "{other:?}");
    }
    let other_key = vault.new_data_key(&random).expect("a key");
    assert_eq!(opens(&vault, &other_key, &home, &sealed), Err(VaultError::Damaged));
}

#[test]
fn every_changed_bit_is_noticed() {
    let (vault, random) = (vault(1), Counter::default());
    let key = vault.new_data_key(&random).expect("a key");
    let sealed = vault.seal(&key, &place("s", "T"), &"hunter2".into(), &random).expect("sealed");
    let bytes = URL_SAFE_NO_PAD.decode(&sealed[3..]).expect("base64");
    for place_of_bit in 0..bytes.len() * 8 {
        let mut changed = bytes.clone();
        changed[place_of_bit / 8] ^= 1 << (place_of_bit % 8);
        let changed = format!("v1.{}", URL_SAFE_NO_PAD.encode(changed));
        assert_eq!(opens(&vault, &key, &place("s", "T"), &changed), Err(VaultError::Damaged));
    }
    for cut in 0..sealed.len() {
        assert!(opens(&vault, &key, &place("s", "T"), &sealed[..cut]).is_err());
    }
}

#[test]
fn the_same_value_never_looks_the_same() {
    let (vault, random) = (vault(1), Counter::default());
    let key = vault.new_data_key(&random).expect("a key");
    let seal = || vault.seal(&key, &place("s", "T"), &"hunter2".into(), &random).expect("sealed");
    assert_ne!(seal(), seal());
    assert!(!seal().contains("hunter2"));
}

#[test]
fn a_new_master_key_rewraps_data_keys_and_leaves_values_alone() {
    let random = Counter::default();
    let old = vault(1);
    let key = old.new_data_key(&random).expect("a key");
    let sealed = old.seal(&key, &place("s", "T"), &"hunter2".into(), &random).expect("sealed");
    assert_eq!(opens(&vault(2), &key, &place("s", "T"), &sealed), Err(VaultError::OtherMasterKey));

    let both = vault(2).with_earlier(vec![MasterKey::new(Zeroizing::new([1; 32]))]);
    assert_eq!(opens(&both, &key, &place("s", "T"), &sealed), Ok("hunter2".to_owned()));
    let rewrapped = both.rewrap(&key, &random).expect("rewrapped").expect("it was wrapped by the old key");
    assert_eq!(both.rewrap(&rewrapped, &random), Ok(None));
    assert_eq!(opens(&vault(2), &rewrapped, &place("s", "T"), &sealed), Ok("hunter2".to_owned()));
    assert_eq!(opens(&old, &rewrapped, &place("s", "T"), &sealed), Err(VaultError::OtherMasterKey));
}

#[test]
fn a_forged_data_key_is_refused() {
    let random = Counter::default();
    let (mine, other) = (vault(1), vault(2));
    let (real, foreign) = (mine.new_data_key(&random).expect("a key").to_text(), other.new_data_key(&random).expect("a key").to_text());
    let forged = format!("{}:{}", real.split_once(':').expect("an id").0, foreign.split_once(':').expect("an id").1);
    let forged = WrappedKey::parse(&forged).expect("well-formed");
    assert_eq!(mine.seal(&forged, &place("s", "T"), &"x".into(), &random), Err(VaultError::MalformedDataKey));
    assert!(WrappedKey::parse("no colon").is_err());
}

#[test]
fn master_keys_are_32_bytes_in_base64_or_hex() {
    let random = Counter::default();
    let key = MasterKey::generate(&random);
    let read = MasterKey::parse(&format!(" {}\n", key.to_base64().expose_secret())).expect("reads back");
    assert_eq!(read.to_base64().expose_secret(), key.to_base64().expose_secret());
    let from_hex = MasterKey::parse(&"0aFF".repeat(16)).expect("hex");
    assert_eq!(from_hex.to_base64().expose_secret(), "Cv8K/wr/Cv8K/wr/Cv8K/wr/Cv8K/wr/Cv8K/wr/Cv8=");
    for text in ["", "short", "AAAA", &"A".repeat(44), &"A".repeat(88), "not base64 at all, but of a certain length!!"] {
        assert_eq!(MasterKey::parse(text).err(), Some(VaultError::MalformedMasterKey), "{text}");
    }
}

#[test]
fn keys_show_nothing_of_themselves() {
    let vault = vault(7);
    let shown = format!("{vault:?} {:?}", vault.master);
    assert!(!shown.contains("BwcHBwcH") && !shown.contains("0707") && !shown.contains("7, 7"), "{shown}");
}

#[test]
fn values_have_a_largest_size() {
    let (vault, random) = (vault(1), Counter::default());
    let key = vault.new_data_key(&random).expect("a key");
    let seal = |length: usize| vault.seal(&key, &place("s", "T"), &"x".repeat(length).into(), &random);
    assert!(seal(LARGEST).is_ok());
    assert_eq!(seal(LARGEST + 1), Err(VaultError::TooLarge));
}

proptest! {
    #[test]
    fn every_value_comes_back(value in "\\PC{0,200}", owner in "[a-z_0-9]{0,30}", slot in "[A-Z_]{0,64}", version: i64, org: u128) {
        let (vault, random) = (vault(1), Counter::default());
        let key = WrappedKey::parse(&vault.new_data_key(&random).expect("a key").to_text()).expect("reads back");
        let place = Place { org: OrgId::new(1, org), owner: &owner, slot: &slot, version };
        let sealed = vault.seal(&key, &place, &value.clone().into(), &random).expect("sealed");
        prop_assert_eq!(opens(&vault, &key, &place, &sealed), Ok(value));
    }

    #[test]
    fn any_text_is_opened_or_refused(sealed in "\\PC{0,80}") {
        let (vault, random) = (vault(1), Counter::default());
        let key = vault.new_data_key(&random).expect("a key");
        prop_assert!(opens(&vault, &key, &place("s", "T"), &sealed).is_err());
    }
}

//! Sealed credentials of servers and drafts.

use std::{
    collections::BTreeMap,
    sync::{Arc, Weak},
};

use async_trait::async_trait;
use contract::{FieldError, OrgId, spec::SecretSlot};
use secrecy::{ExposeSecret, SecretString};
use store::{ConnectionTrait, Tx, orgs, secrets};

use crate::{
    Error, Platform, Result,
    ports::{PortError, SecretSource},
    vault::{Place, WrappedKey},
};

/// Bytes of a credential; headers cannot carry more.
const LARGEST: usize = 16 * 1024;

/// The sealed credentials of one server or draft, opened one by one at the moment of use.
pub struct Sealed {
    /// Weak: runners keep their target, and the platform keeps its runners.
    platform: Weak<Platform>,
    org: OrgId,
    owner: String,
}

/// The credentials of a server or draft.
pub fn of(platform: &Arc<Platform>, org: OrgId, owner: impl ToString) -> Arc<dyn SecretSource> {
    Arc::new(Sealed { platform: Arc::downgrade(platform), org, owner: owner.to_string() })
}

#[async_trait]
impl SecretSource for Sealed {
    async fn open(&self, slot: &SecretSlot) -> Result<Option<SecretString>, PortError> {
        let platform = self.platform.upgrade().ok_or_else(|| PortError("the platform is shutting down".into()))?;
        let db = platform.db.connection();
        let mut opened = open(db, &platform, self.org, &self.owner, &slot.name).await;
        if opened.is_err() {
            // Row and data key are read one after the other: the key may have been replaced between the two.
            opened = open(db, &platform, self.org, &self.owner, &slot.name).await;
        }
        opened.map_err(|cause| PortError(format!("credential {} of {}: {cause}", slot.name, self.owner)))
    }
}

/// Whether a value can be sent as a credential.
pub(crate) fn check_value(field: &str, value: &SecretString) -> Result<(), FieldError> {
    let value = value.expose_secret();
    let refuse = |message: &str| Err(FieldError::new(field, message));
    if value.trim().is_empty() {
        return refuse("Enter the credential.");
    }
    if value.len() > LARGEST {
        return refuse("A credential has at most 16 KB. Was something else pasted?");
    }
    if value.trim().chars().any(char::is_control) {
        return refuse("A credential has no line breaks or control characters. Paste it as one line.");
    }
    Ok(())
}

/// Seals a value in the place of an older one; white space around it, as copying brings it along, is left out.
pub(crate) async fn put(tx: &Tx, platform: &Platform, org: OrgId, owner: &str, slot: &str, value: &SecretString) -> Result<()> {
    // The data key must not be replaced between the moment that it is read and the moment that its work is written.
    orgs::lock(tx, org).await?;
    let key = data_key(tx, org).await?;
    let version = secrets::get(tx, org, owner, slot).await?.map_or(1, |older| older.version + 1);
    let value = SecretString::from(value.expose_secret().trim());
    let sealed = platform.vault.seal(&key, &Place { org, owner, slot, version }, &value, &*platform.random)?;
    Ok(secrets::put(tx, org, owner, slot, version, sealed, platform.now()).await?)
}

/// The value of one slot; `None` when nothing was entered.
async fn open(db: &impl ConnectionTrait, platform: &Platform, org: OrgId, owner: &str, slot: &str) -> Result<Option<SecretString>> {
    let Some(row) = secrets::get(db, org, owner, slot).await? else { return Ok(None) };
    let key = data_key(db, org).await?;
    Ok(Some(platform.vault.open(&key, &Place { org, owner, slot, version: row.version }, &row.sealed)?))
}

/// Seals every credential of the organisation with a new data key; says how many. The caller holds the organisation's lock.
pub(crate) async fn reseal_all(tx: &Tx, platform: &Platform, org: OrgId) -> Result<usize> {
    let (old, new) = (data_key(tx, org).await?, platform.vault.new_data_key(&*platform.random)?);
    let rows = secrets::all(tx, org).await?;
    for row in &rows {
        let place = Place { org, owner: &row.owner_id, slot: &row.slot, version: row.version };
        let value = platform.vault.open(&old, &place, &row.sealed)?;
        secrets::reseal(tx, row, platform.vault.seal(&new, &place, &value, &*platform.random)?).await?;
    }
    orgs::new_data_key(tx, org, &new.to_text(), platform.now()).await?;
    Ok(rows.len())
}

/// Every value of a server or draft, by slot: to move them to another owner.
pub(crate) async fn open_all(db: &impl ConnectionTrait, platform: &Platform, org: OrgId, owner: &str) -> Result<BTreeMap<String, SecretString>> {
    let rows = secrets::list(db, org, owner).await?;
    if rows.is_empty() {
        return Ok(BTreeMap::new());
    }
    let key = data_key(db, org).await?;
    let open = |row: secrets::Model| {
        let value = platform.vault.open(&key, &Place { org, owner, slot: &row.slot, version: row.version }, &row.sealed)?;
        Ok((row.slot, value))
    };
    rows.into_iter().map(open).collect()
}

async fn data_key(db: &impl ConnectionTrait, org: OrgId) -> Result<WrappedKey> {
    let row = orgs::by_id(db, org).await?.ok_or_else(|| Error::hidden("an organisation vanished"))?;
    Ok(WrappedKey::parse(&row.data_key)?)
}

//! Changing the master key: data keys that an earlier one wrapped are wrapped by today's.

use store::orgs;

use super::WrappedKey;
use crate::{Platform, Result};

/// Organisations that are looked at together.
const BATCH: u64 = 200;

/// Re-wraps every data key that today's master key did not wrap; answers how many. Credentials stay as they are. Runs at
/// every start; where nothing has changed it is one question to the database.
///
/// A key that no known master key opens stays, and the log names its organisation: its credentials come back when that
/// master key is added to `BMM_MASTER_KEY`.
pub async fn rewrap_data_keys(platform: &Platform) -> Result<u32> {
    let (db, prefix) = (platform.db.connection(), platform.vault.prefix());
    let (mut after, mut rewrapped) = (String::new(), 0);
    loop {
        let rows = orgs::wrapped_otherwise(db, &prefix, &after, BATCH).await?;
        let Some((last, _)) = rows.last() else { return Ok(rewrapped) };
        after.clone_from(last);
        for (org, wrapped) in rows {
            let again = WrappedKey::parse(&wrapped).and_then(|key| platform.vault.rewrap(&key, &*platform.random));
            match again {
                Ok(Some(key)) => rewrapped += u32::from(orgs::replace_data_key(db, &org, &wrapped, &key.to_text()).await?),
                Ok(None) => {}
                Err(cause) => tracing::error!(%org, %cause, "the credentials of an organisation cannot be opened"),
            }
        }
    }
}

//! How long it is kept what a model was asked and what it said.

use crate::{Platform, Result};

/// Whatever was asked is removed after this long, also where its server goes on.
const KEEP_SECONDS: i64 = 30 * 24 * 3_600;

/// Removes what is older, of every organisation.
pub(crate) async fn purge(platform: &Platform) -> Result<()> {
    let tx = platform.db.begin().await?;
    store::authorings::purge(&tx, platform.now().plus_seconds(-KEEP_SECONDS)).await?;
    Ok(tx.commit().await?)
}

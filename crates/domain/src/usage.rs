//! Counting calls. Counts are gathered in memory and written at least once a second, so that a `kill -9` loses no more.

use std::sync::Arc;

use tokio_util::sync::CancellationToken;

use crate::Platform;

/// Calls counted since the last write.
#[derive(Default)]
pub struct Meter {}

/// Writes counts every half second until told to stop, and once more at the end.
pub async fn work(_platform: &Arc<Platform>, _stop: CancellationToken) {
    todo!()
}

/// The organisation's calls in the current usage month, those not yet written included.
pub async fn this_month(_ctx: &crate::Ctx) -> crate::Result<u64> {
    todo!()
}

//! The parts of the platform: cheap ones are asked now, dear ones were asked a moment ago ([`super::checks`]).

use std::time::Duration;

use contract::dto::{PartState, PartView};

use super::checks;
use crate::Platform;

/// A part that takes longer does not work.
const PATIENCE: Duration = Duration::from_secs(3);

/// How every part is.
pub async fn parts(platform: &Platform) -> Vec<PartView> {
    let (database, shared) = tokio::join!(database(platform), shared(platform));
    [database, shared].into_iter().chain(checks::heard(platform)).collect()
}

pub(super) fn part(name: &str, state: PartState, detail: &str) -> PartView {
    PartView { name: name.to_owned(), state, detail: detail.to_owned() }
}

async fn database(platform: &Platform) -> PartView {
    match tokio::time::timeout(PATIENCE, platform.db.ping()).await {
        Ok(Ok(())) => part("database", PartState::Ok, "Answers."),
        Ok(Err(cause)) => {
            tracing::error!(%cause, "the database does not answer");
            part("database", PartState::Down, "Does not answer.")
        }
        Err(_) => part("database", PartState::Down, "Does not answer in time."),
    }
}

/// Limits and claims: in Redis or in memory. While Redis is away each process limits on its own.
async fn shared(platform: &Platform) -> PartView {
    let asked = tokio::time::timeout(PATIENCE, platform.claims.claim("status", Duration::from_millis(1))).await;
    match asked {
        Ok(Ok(_)) => part("store", PartState::Ok, "Limits and claims work."),
        Ok(Err(_)) | Err(_) => part("store", PartState::Degraded, "The shared store does not answer; each process limits on its own."),
    }
}

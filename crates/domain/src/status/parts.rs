//! The parts of the platform, each asked now.

use std::time::Duration;

use contract::dto::{PartState, PartView};

use crate::Platform;

/// A part that takes longer does not work.
const PATIENCE: Duration = Duration::from_secs(3);

/// Asks every part.
pub async fn parts(platform: &Platform) -> Vec<PartView> {
    let (database, shared) = tokio::join!(database(platform), shared(platform));
    vec![database, shared, sandbox(platform), mail(platform), payments(platform)]
}

fn part(name: &str, state: PartState, detail: &str) -> PartView {
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

fn sandbox(platform: &Platform) -> PartView {
    if platform.runtime.is_insecure() {
        part("runtime", PartState::Degraded, "Tools run without a sandbox, because the operator said so.")
    } else {
        part("runtime", PartState::Ok, "Tools run confined.")
    }
}

fn mail(platform: &Platform) -> PartView {
    if platform.config.development_mail {
        part("mail", PartState::Off, "Mail stays in the development mailbox.")
    } else {
        part("mail", PartState::Ok, "Mail is handed to the operator's server.")
    }
}

/// Not asked over the network: a platform whose payment provider is away does its work.
fn payments(platform: &Platform) -> PartView {
    if platform.billing.is_some() {
        part("stripe", PartState::Ok, "Payments are switched on.")
    } else {
        part("stripe", PartState::Off, "Billing is off; everything is unlimited.")
    }
}

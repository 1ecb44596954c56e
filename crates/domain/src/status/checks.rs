//! Parts that are too dear to be asked for every visitor: the sandbox starts a process, mail and payments are asked over
//! the network. The heartbeat asks them, each at most once a minute, and everybody is shown what was heard last.

use std::{
    future::Future,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use contract::dto::{PartState, PartView, Timestamp};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;

use super::parts::part;
use crate::{
    Platform,
    admin::{confined_work, mail_is_taken},
    billing::payments::PaymentError,
};

/// How often somebody looks whether a part is due.
const LOOK: Duration = Duration::from_secs(10);
/// A part is asked at most this often, in seconds.
const EVERY: i64 = 60;
/// What was heard longer ago than this says nothing about now, in seconds.
const STALE: i64 = 300;
/// A part that takes longer does not answer.
const PATIENCE: Duration = Duration::from_secs(8);

/// What was heard, and when.
type Heard = Mutex<Option<(Timestamp, PartView)>>;

/// What the dear parts said last.
#[derive(Default)]
pub struct Checks {
    runtime: Heard,
    mail: Heard,
    stripe: Heard,
}

/// Asks what is due until told to stop. Beside the beats, so that a slow part never delays one.
pub(super) async fn work(platform: &Arc<Platform>, stop: CancellationToken) {
    let mut tick = interval(LOOK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Skip);
    while stop.run_until_cancelled(tick.tick()).await.is_some() {
        stop.run_until_cancelled(ask_due(platform)).await;
    }
}

/// Asks every part of which nothing was heard for a minute.
pub async fn ask_due(platform: &Platform) {
    let checks = &platform.checks;
    tokio::join!(
        ask(platform, &checks.runtime, runtime(platform), || part("runtime", PartState::Down, "No sandbox starts in time.")),
        ask(platform, &checks.mail, mail(platform), || part("mail", PartState::Degraded, "The mail server does not answer in time. Mail waits.")),
        ask(platform, &checks.stripe, payments(platform), || part("stripe", PartState::Degraded, "The payment service does not answer in time.")),
    );
}

/// The dear parts as they were heard last.
pub(super) fn heard(platform: &Platform) -> [PartView; 3] {
    let checks = &platform.checks;
    [("runtime", &checks.runtime), ("mail", &checks.mail), ("stripe", &checks.stripe)].map(|(name, place)| {
        let heard = place.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let fresh = heard.filter(|(at, _)| age(platform, *at) < STALE);
        fresh.map_or_else(|| part(name, PartState::Unknown, "Not asked yet."), |(_, view)| view)
    })
}

async fn ask(platform: &Platform, place: &Heard, question: impl Future<Output = PartView>, silence: impl FnOnce() -> PartView) {
    let asked_at = place.lock().unwrap_or_else(PoisonError::into_inner).as_ref().map(|(at, _)| *at);
    if asked_at.is_some_and(|at| age(platform, at) < EVERY) {
        return;
    }
    let view = tokio::time::timeout(PATIENCE, question).await.unwrap_or_else(|_| silence());
    *place.lock().unwrap_or_else(PoisonError::into_inner) = Some((platform.now(), view));
}

/// Seconds since a moment. A clock that was set back makes everything old, so that nothing is believed for hours.
fn age(platform: &Platform, at: Timestamp) -> i64 {
    let age = (platform.now().micros() - at.micros()) / 1_000_000;
    if age < 0 { i64::MAX } else { age }
}

async fn runtime(platform: &Platform) -> PartView {
    match confined_work(platform).await {
        Ok(()) if platform.runtime.is_insecure() => part("runtime", PartState::Degraded, "Tools run without a sandbox, because the operator said so."),
        Ok(()) => part("runtime", PartState::Ok, "A confined process starts and does its work."),
        Err(cause) => {
            tracing::error!(%cause, "no confined process does its work");
            part("runtime", PartState::Down, "No confined process starts.")
        }
    }
}

/// Mail that cannot be handed over waits and is sent later, and servers go on: less than all, but not down.
async fn mail(platform: &Platform) -> PartView {
    if platform.config.development_mail {
        return part("mail", PartState::Off, "Mail stays in the development mailbox.");
    }
    match mail_is_taken(platform).await {
        Ok(()) => part("mail", PartState::Ok, "The mail server takes mail."),
        Err(cause) => {
            tracing::warn!(%cause, "the mail server takes no mail");
            part("mail", PartState::Degraded, "The mail server takes no mail. Mail waits and is sent later.")
        }
    }
}

/// Reads one price: the cheapest question to which a wrong key gets no answer. Servers work without payments.
async fn payments(platform: &Platform) -> PartView {
    let Some(billing) = &platform.billing else {
        return part("stripe", PartState::Off, "Billing is off; everything is unlimited.");
    };
    let Some((_, price)) = billing.settings.prices.iter().next() else {
        return part("stripe", PartState::Degraded, "Billing is on, but no price is set, so nothing can be bought.");
    };
    let cause = match billing.payments.price(price).await {
        Ok(_) => return part("stripe", PartState::Ok, "The payment service answers."),
        Err(cause) => cause,
    };
    tracing::warn!(%cause, "the payment service does not answer as it should");
    let said = match cause {
        PaymentError::Unavailable(_) => "The payment service does not answer.",
        PaymentError::Missing(_) => "The payment service does not know the price of a plan.",
        PaymentError::Declined(_) | PaymentError::Refused(_) => "The payment service refuses this platform.",
    };
    part("stripe", PartState::Degraded, said)
}

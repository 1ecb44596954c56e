//! Stripe's webhook: verify, claim, take the lease, ask Stripe anew, write in one transaction.
//!
//! - The signature counts over the exact bytes; what cannot be verified changes nothing.
//! - An event is claimed for a short time and, in the transaction that writes its effect, for seven days. Whoever fails
//!   gives the claim back; whoever dies loses it by time; either way Stripe's next delivery does the work.
//! - Claim and lease are taken in one short transaction, effect and both ends are written in another, and no transaction
//!   is open while Stripe is asked.

pub mod event;
pub mod signature;

use std::{sync::Arc, time::Duration};

use contract::{AppError, ErrorCode, OrgId, dto::Timestamp};
use store::{
    billing::{
        accounts,
        events::{self, Claim},
    },
    orgs, parse,
};
use tokio::time::{Instant, sleep};

use self::event::{Event, Read};
use super::{
    Billing,
    lease::{LEASE_SECONDS, Lease},
    payments::PaymentError,
    sync::{self, Cause, Look},
};
use crate::{Error, Platform, Result, tokens};

/// How long an event waits for another one of the same organisation.
const PATIENCE: Duration = Duration::from_secs(8);
const POLL: Duration = Duration::from_millis(15);

/// What came of an event. Each is a success for Stripe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It had its effect.
    Handled,
    /// It had its effect before.
    Repeated,
    /// It concerns nobody here.
    Ignored,
}

/// Takes one delivery: the exact bytes of the body and the header `Stripe-Signature`.
///
/// # Errors
/// 400: forged, stale or of the wrong mode. 500: it matters and cannot be read. 503: try again. In every case nothing is
/// changed, and Stripe delivers it again.
pub async fn webhook(platform: &Arc<Platform>, body: &[u8], signature: Option<&str>) -> Result<Outcome> {
    let billing = super::of(platform)?;
    let now = platform.now();
    signature::verify(body, signature, &billing.settings.webhook_secrets, now).map_err(|forged| {
        tracing::warn!(reason = %forged, "a webhook was refused");
        AppError::bad_request(forged.to_string())
    })?;
    let event = match event::read(body) {
        Read::Event(event) => event,
        Read::Ignored => return Ok(Outcome::Ignored),
        Read::Unreadable { id, kind, why } => {
            tracing::error!(alarm = true, event = id, kind, why, "an event of Stripe could not be read; it is delivered again");
            events::unreadable(platform.db.connection(), &id, &kind, &why, now).await?;
            return Err(AppError::new(ErrorCode::Internal, "This event could not be read. It has been noted.").into());
        }
    };
    if event.livemode != billing.settings.live {
        tracing::warn!(event = event.id, livemode = event.livemode, "an event of the wrong mode was refused: live and test keys are mixed up");
        return Err(AppError::bad_request("This event is of the other mode, live or test, than this platform's key.").into());
    }
    handle(platform, billing, &event).await
}

async fn handle(platform: &Arc<Platform>, billing: &Billing, event: &Event) -> Result<Outcome> {
    let token = tokens::random_base62(platform, 22);
    let lease = match begin(platform, event, &token).await? {
        Begun::Lease(lease) => lease,
        Begun::Ended(outcome) => return Ok(outcome),
    };
    let done = work(platform, billing, event, &lease, &token).await;
    if done.is_err()
        && let Err(cause) = events::give_back(platform.db.connection(), &event.id, &token).await
    {
        tracing::warn!(%cause, event = event.id, "a claim could not be given back; it runs out by itself");
    }
    match done {
        Ok(()) => {
            sync::after(billing, lease.org);
            Ok(Outcome::Handled)
        }
        Err(error) => lease.end(Err(retryable(error, &event.id))).await,
    }
}

enum Begun {
    Lease(Lease),
    Ended(Outcome),
}

/// Claims the event and takes the lease of its organisation, both or neither.
async fn begin(platform: &Arc<Platform>, event: &Event, token: &str) -> Result<Begun> {
    let until = Instant::now() + PATIENCE;
    loop {
        let now = platform.now();
        let end = now.plus_seconds(LEASE_SECONDS);
        let tx = platform.db.begin().await?;
        match events::claim(&tx, &event.id, &event.kind, token, now, end).await? {
            Claim::Taken => {}
            Claim::Done => return Ok(Begun::Ended(Outcome::Repeated)),
            Claim::Busy => return Err(again("This event is being handled at this moment.").into()),
        }
        let Some(org) = owner(&tx, event, now).await? else {
            events::finish(&tx, &event.id, token, None, Some("belongs to no organisation here")).await?;
            tx.commit().await?;
            tracing::warn!(event = event.id, kind = event.kind, "an event belongs to no organisation here and was left alone");
            return Ok(Begun::Ended(Outcome::Ignored));
        };
        if let Some(fence) = accounts::lease(&tx, org, now, end).await? {
            tx.commit().await?;
            return Ok(Begun::Lease(Lease::of(platform, org, fence)));
        }
        // Somebody else works on this organisation: the claim goes back with the transaction.
        tx.rollback().await?;
        if Instant::now() >= until {
            return Err(again("Another event of this organisation is being handled.").into());
        }
        sleep(POLL).await;
    }
}

/// Whose event it is. The customer that is stored for an organisation decides; metadata is believed only where the
/// organisation it names has no customer yet.
async fn owner(tx: &store::Tx, event: &Event, now: Timestamp) -> Result<Option<OrgId>> {
    if let Some(account) = accounts::by_customer(tx, &event.customer).await? {
        return Ok(Some(parse(&account.org_id)?));
    }
    let Some(org) = event.org.as_deref().and_then(|org| org.parse::<OrgId>().ok()) else { return Ok(None) };
    if orgs::by_id(tx, org).await?.is_none() {
        return Ok(None);
    }
    accounts::ensure(tx, org, now).await?;
    Ok(accounts::set_customer(tx, org, &event.customer).await?.then_some(org))
}

/// Asks Stripe anew and writes what it said, with the end of claim and lease, in one transaction.
async fn work(platform: &Arc<Platform>, billing: &Billing, event: &Event, lease: &Lease, token: &str) -> Result<()> {
    let look = lease.outside(ask(billing, event)).await?;
    let tx = platform.db.begin().await?;
    // The event before the account, as in `begin`: two deliveries of one event never wait for each other.
    if !events::finish(&tx, &event.id, token, Some(&lease.org.to_string()), None).await? {
        return Err(again("This event has passed to somebody else.").into());
    }
    sync::write(&tx, platform, billing, lease, look, Cause::Stripe(&event.id)).await?;
    tx.commit().await?;
    Ok(())
}

/// The customer's subscriptions, and the invoice that the event is about.
async fn ask(billing: &Billing, event: &Event) -> super::payments::Outcome<Look> {
    let payments = &*billing.payments;
    let invoice = async {
        match &event.invoice {
            None => Ok(None),
            Some(id) => match payments.invoice(id).await {
                // An invoice of somebody else opens no month here.
                Ok(invoice) => Ok(Some(invoice).filter(|invoice| invoice.customer == event.customer)),
                Err(PaymentError::Missing(_)) => Ok(None),
                Err(error) => Err(error),
            },
        }
    };
    let (look, invoice) = tokio::join!(sync::look(payments, &event.customer), invoice);
    let mut look = look?;
    look.invoices.extend(invoice?);
    Ok(look)
}

/// Stripe delivers again what is not answered with success; a wait of its own is all that it needs to know.
fn retryable(error: Error, event: &str) -> Error {
    match error {
        Error::Shown(shown) => {
            tracing::warn!(event, reason = shown.detail, "an event could not be handled yet; it is delivered again");
            again("The event could not be handled yet.").into()
        }
        hidden => hidden,
    }
}

fn again(detail: &str) -> AppError {
    AppError { retry_after: Some(2), ..AppError::unavailable(detail) }
}

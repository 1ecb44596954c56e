//! Delivering events: by itself in order, again after a failure, or with whatever goes wrong on the way.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use domain::billing::webhook::signature;
use serde_json::Value;

use super::{Shared, WEBHOOK_SECRET};

/// Deliveries of one event before it is given up; Stripe goes on for three days.
const MOST_ATTEMPTS: u32 = 200;

/// How events travel.
#[derive(Clone, Debug, Default)]
pub struct Delivery {
    pub endpoint: Option<String>,
    /// By themselves; otherwise a test delivers them.
    pub automatic: bool,
    /// Every event arrives so many times more.
    pub duplicates: u32,
    /// The newest waiting event goes first.
    pub reversed: bool,
    /// Events wait so long.
    pub delay_ms: u64,
    /// So many events are lost: never delivered.
    pub drop: u32,
    /// Events that have been looked at.
    pub(super) seen: usize,
    pub(super) waiting: Vec<Value>,
    /// One is on its way.
    pub(super) busy: bool,
}

/// One delivery and its answer.
#[derive(Clone, Debug)]
pub struct Sent {
    pub event: String,
    pub kind: String,
    /// 0: nobody answered.
    pub status: u16,
}

/// Delivers until the stand-in is gone.
pub(super) async fn work(shared: Weak<Shared>) {
    loop {
        let Some(shared) = shared.upgrade() else { return };
        let next = {
            let mut state = shared.state();
            gather(&mut state);
            match &state.delivery {
                Delivery { automatic: true, endpoint: Some(endpoint), reversed, delay_ms, duplicates, .. } => {
                    let (endpoint, reversed, delay, times) = (endpoint.clone(), *reversed, *delay_ms, duplicates + 1);
                    let place = if reversed { state.delivery.waiting.len().checked_sub(1) } else { Some(0).filter(|_| !state.delivery.waiting.is_empty()) };
                    state.delivery.busy = place.is_some();
                    place.map(|place| (endpoint, state.delivery.waiting.remove(place), delay, times))
                }
                _ => None,
            }
        };
        match next {
            None => {
                drop(shared);
                tokio::time::sleep(Duration::from_millis(15)).await;
            }
            Some((endpoint, event, delay, times)) => {
                tokio::time::sleep(Duration::from_millis(delay)).await;
                for _ in 0..times {
                    until_taken(&shared, &endpoint, &event).await;
                }
            }
        }
    }
}

/// New events wait to be delivered, but for those that get lost.
fn gather(state: &mut super::State) {
    for place in state.delivery.seen..state.events.len() {
        if state.delivery.drop > 0 {
            state.delivery.drop -= 1;
        } else {
            let event = state.events[place].clone();
            state.delivery.waiting.push(event);
        }
    }
    state.delivery.seen = state.events.len();
}

async fn until_taken(shared: &Arc<Shared>, endpoint: &str, event: &Value) {
    for attempt in 1..=MOST_ATTEMPTS {
        if (200..300).contains(&once(shared, endpoint, event).await) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(u64::from(attempt * 50).min(500))).await;
    }
}

/// Delivers once; answers the status, 0 when nobody answered.
pub(super) async fn once(shared: &Shared, endpoint: &str, event: &Value) -> u16 {
    let body = event.to_string();
    let signature = signature::sign(body.as_bytes(), &[WEBHOOK_SECRET], shared.base_now());
    let request = shared.http.post(endpoint).header("stripe-signature", signature).header("content-type", "application/json; charset=utf-8").body(body);
    let status = request.send().await.map_or(0, |answer| answer.status().as_u16());
    let text = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
    shared.state().sent.push(Sent { event: text("id"), kind: text("type"), status });
    status
}

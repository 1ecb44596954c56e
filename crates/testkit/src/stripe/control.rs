//! The control interface: what a test in a browser, or somebody who tries the product, makes happen.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{Path, State as Shares},
    http::StatusCode,
    routing::{get, post},
};
use serde_json::{Value, json};

use super::{Card, Fault, Shared, life};

type Answer = Result<Json<Value>, (StatusCode, Json<Value>)>;

pub fn router() -> Router<Arc<Shared>> {
    Router::new().route("/_control/state", get(state)).route("/_control/{verb}", post(control))
}

/// Everything, for a test to look at.
async fn state(Shares(shared): Shares<Arc<Shared>>) -> Json<Value> {
    let state = shared.state();
    let sent: Vec<_> = state.sent.iter().map(|sent| json!({ "event": sent.event, "kind": sent.kind, "status": sent.status })).collect();
    Json(json!({
        "customers": state.customers, "sessions": state.sessions, "subscriptions": state.subscriptions, "invoices": state.invoices,
        "events": state.events.len(), "waiting": state.delivery.waiting.len(), "sent": sent,
    }))
}

/// `complete`, `advance`, `card`, `retry`, `pay`, `portal_cancel`, `end`, `settle`, `delivery`, `redeliver`, `fault`.
async fn control(Shares(shared): Shares<Arc<Shared>>, Path(verb): Path<String>, Json(body): Json<Value>) -> Answer {
    let now = shared.now();
    let base = shared.base_now();
    let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
    let number = |name: &str| body[name].as_i64().unwrap_or_default();
    let mut state = shared.state();
    match verb.as_str() {
        "complete" => {
            let method = body["method"].as_str().unwrap_or("card");
            let made = life::complete(&mut state, &text("session"), method, now);
            return made.map(|id| Json(json!({ "subscription": id }))).map_err(|message| (StatusCode::PAYMENT_REQUIRED, Json(json!({ "error": message }))));
        }
        "advance" => {
            let until = state.epoch.unwrap_or(base) + state.ahead + number("seconds");
            life::advance(&mut state, until);
            state.ahead += number("seconds");
        }
        "card" => state.card = Card::named(&text("card")),
        "retry" => life::retry(&mut state, &text("subscription"), now),
        "pay" => life::pay(&mut state, &text("invoice"), now),
        "portal_cancel" => life::portal_cancel(&mut state, &text("subscription"), now),
        "end" => life::end(&mut state, &text("subscription"), now),
        "settle" => life::settle_debit(&mut state, &text("session"), body["paid"] == true, now),
        "delivery" => {
            let delivery = &mut state.delivery;
            if let Some(endpoint) = body["endpoint"].as_str() {
                delivery.endpoint = Some(endpoint.to_owned());
            }
            delivery.automatic = body["automatic"].as_bool().unwrap_or(delivery.automatic);
            delivery.reversed = body["reversed"].as_bool().unwrap_or(delivery.reversed);
            delivery.duplicates = body["duplicates"].as_u64().map_or(delivery.duplicates, |it| u32::try_from(it).unwrap_or_default());
            delivery.delay_ms = body["delay_ms"].as_u64().unwrap_or(delivery.delay_ms);
            delivery.drop = body["drop"].as_u64().map_or(delivery.drop, |it| u32::try_from(it).unwrap_or_default());
        }
        "redeliver" => {
            let all = state.events.clone();
            state.delivery.waiting.extend(all);
        }
        "fault" => {
            let number = |name: &str| u32::try_from(number(name)).unwrap_or_default();
            state.fault = Fault { status: u16::try_from(number("status")).unwrap_or(500), times: number("times"), delay_ms: number("delay_ms").into() };
        }
        _ => return Err((StatusCode::NOT_FOUND, Json(json!({ "error": "unknown verb" })))),
    }
    Ok(Json(json!({ "done": true })))
}

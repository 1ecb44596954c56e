//! `/v1/authorings/{id}/events`: an authoring's events over a WebSocket, as builds have them.

use std::time::Duration;

use axum::{
    extract::{
        State, WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket, close_code, rejection::WebSocketUpgradeRejection},
    },
    http::HeaderMap,
    response::Response,
};
use contract::{AppError, AuthoringId, ErrorCode};
use domain::{Actor, Ctx};
use serde::Deserialize;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::{
    auth::Caller,
    json::{Path, Query},
    middleware::csrf,
    problem::Problem,
    state::AppState,
};

const LOOK: Duration = Duration::from_secs(1);
/// A revoked session ends its connections within this time.
const RECHECK: Duration = Duration::from_secs(5);
const LONGEST: Duration = Duration::from_secs(30 * 60);

#[derive(Deserialize)]
pub struct After {
    #[serde(default)]
    after: u32,
}

pub async fn follow(
    State(state): State<AppState>,
    caller: Caller,
    headers: HeaderMap,
    Path(id): Path<String>,
    Query(query): Query<After>,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let by_cookie = matches!(caller.0.actor, Actor::User(_));
    if !csrf::origin_is_own(&state, &headers, by_cookie) {
        return Err(AppError::forbidden("This address may be followed from its own site only.").into());
    }
    let id = id.parse::<AuthoringId>().map_err(|_| AppError::not_found("authoring"))?;
    caller.reply(domain::authorings::get(&caller.0, id).await)?;
    let upgrade = upgrade.map_err(|_| AppError::new(ErrorCode::BadRequest, "This address speaks WebSocket (RFC 6455). Connect with ws:// or wss://."))?;
    let stop = state.stop.clone();
    Ok(upgrade.max_message_size(4_096).on_upgrade(move |socket| tell(socket, caller.0, id, query.after, stop)))
}

async fn tell(mut socket: WebSocket, ctx: Ctx, id: AuthoringId, mut after: u32, stop: CancellationToken) {
    let mut changes = ctx.platform.authorings.follow();
    let end = Instant::now() + LONGEST;
    let mut recheck = Instant::now() + RECHECK;
    loop {
        // The row and its events are read together: an authoring that has ended has no later events.
        let Ok(view) = domain::authorings::get(&ctx, id).await else { return close(socket, close_code::ERROR, "please connect again").await };
        for event in view.events.iter().filter(|event| event.seq > after) {
            let Ok(text) = serde_json::to_string(event) else { return close(socket, close_code::ERROR, "please connect again").await };
            if socket.send(Message::Text(text.into())).await.is_err() {
                return;
            }
        }
        after = view.events.last().map_or(after, |event| event.seq.max(after));
        if view.status.has_ended() {
            return close(socket, close_code::NORMAL, "the authoring has ended").await;
        }
        if Instant::now() >= recheck {
            recheck = Instant::now() + RECHECK;
            if !matches!(domain::identity::is_alive(&ctx).await, Ok(true)) {
                return close(socket, close_code::POLICY, "the session has ended").await;
            }
        }
        tokio::select! {
            () = stop.cancelled() => return close(socket, close_code::RESTART, "restarting; please connect again").await,
            () = tokio::time::sleep_until(end) => return close(socket, close_code::AWAY, "please connect again").await,
            () = tokio::time::sleep(LOOK) => {}
            _ = changes.recv() => {}
            message = socket.recv() => if matches!(message, None | Some(Err(_) | Ok(Message::Close(_)))) { return },
        }
    }
}

async fn close(mut socket: WebSocket, code: u16, reason: &'static str) {
    // The peer may be gone already.
    let _ = socket.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
}

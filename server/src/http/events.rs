//! `/v1/builds/{id}/events`: a build's events over a WebSocket.
//!
//! Events are read from the database by their sequence number, so a client that comes back with `?after=N` misses none.
//! The hub only says when to look; a look every second finds what other replicas wrote.

use std::time::Duration;

use axum::{
    extract::{
        State, WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket, close_code},
    },
    http::HeaderMap,
    response::Response,
};
use contract::{
    AppError, BuildId, ErrorCode,
    dto::{BuildEvent, BuildEventKind},
};
use domain::{Actor, Ctx};
use serde::Deserialize;
use tokio::{sync::broadcast::error::RecvError, time::Instant};
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
/// A build takes seconds; nobody holds a connection longer.
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
    upgrade: Result<WebSocketUpgrade, axum::extract::ws::rejection::WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let by_cookie = matches!(caller.0.actor, Actor::User(_));
    if !csrf::origin_is_own(&state, &headers, by_cookie) {
        return Err(AppError::forbidden("This address may be followed from its own site only.").into());
    }
    let id = id.parse::<BuildId>().map_err(|_| AppError::not_found("build"))?;
    caller.reply(domain::builds::get(&caller.0, id).await)?;
    let upgrade = upgrade.map_err(|_| AppError::new(ErrorCode::BadRequest, "This address speaks WebSocket (RFC 6455). Connect with ws:// or wss://."))?;
    let stop = state.stop.clone();
    Ok(upgrade.max_message_size(4_096).on_upgrade(move |socket| tell(socket, caller.0, id, query.after, stop)))
}

async fn tell(mut socket: WebSocket, ctx: Ctx, id: BuildId, mut after: u32, stop: CancellationToken) {
    let mut changes = ctx.platform.builds.follow();
    let end = Instant::now() + LONGEST;
    let mut recheck = Instant::now() + RECHECK;
    loop {
        match send_new(&mut socket, &ctx, id, &mut after).await {
            Step::Follow => {}
            Step::Ended => return close(socket, close_code::NORMAL, "the build has ended").await,
            Step::Broken => return close(socket, close_code::ERROR, "please connect again").await,
            Step::Gone => return,
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
            () = changed(&mut changes, id) => {}
            message = socket.recv() => if matches!(message, None | Some(Err(_) | Ok(Message::Close(_)))) { return },
        }
    }
}

enum Step {
    Follow,
    Ended,
    Broken,
    Gone,
}

/// Sends what is new; says whether the last event has been sent.
async fn send_new(socket: &mut WebSocket, ctx: &Ctx, id: BuildId, after: &mut u32) -> Step {
    let events = match domain::builds::events_after(ctx, id, *after).await {
        Ok(events) => events,
        Err(error) => {
            error.into_shown(ctx.request.id);
            return Step::Broken;
        }
    };
    if events.is_empty() {
        return ended_before(ctx, id, *after).await;
    }
    for event in events {
        let Ok(text) = serde_json::to_string(&event) else { return Step::Broken };
        if socket.send(Message::Text(text.into())).await.is_err() {
            return Step::Gone;
        }
        *after = event.seq;
        if is_last(&event) {
            return Step::Ended;
        }
    }
    Step::Follow
}

/// A client that has seen the last event already, or asks beyond it, is not kept waiting.
async fn ended_before(ctx: &Ctx, id: BuildId, after: u32) -> Step {
    match domain::builds::get(ctx, id).await {
        Ok(build) if build.status.has_ended() && build.last_event <= after => Step::Ended,
        Ok(_) => Step::Follow,
        Err(_) => Step::Broken,
    }
}

const fn is_last(event: &BuildEvent) -> bool {
    matches!(event.kind, BuildEventKind::Succeeded { .. } | BuildEventKind::Failed { .. })
}

/// Returns when this build has changed, or when the hub cannot tell any more which ones have.
async fn changed(changes: &mut tokio::sync::broadcast::Receiver<BuildId>, id: BuildId) {
    loop {
        match changes.recv().await {
            Ok(changed) if changed != id => {}
            Err(RecvError::Closed) => std::future::pending().await,
            Ok(_) | Err(RecvError::Lagged(_)) => return,
        }
    }
}

async fn close(mut socket: WebSocket, code: u16, reason: &'static str) {
    // The peer may be gone already.
    let _ = socket.send(Message::Close(Some(CloseFrame { code, reason: reason.into() }))).await;
}

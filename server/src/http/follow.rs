//! Following a job over a WebSocket: `/v1/builds/{id}/events` and `/v1/authorings/{id}/events`.
//!
//! Events are read from the database by their sequence number, so a client that comes back with `?after=N` misses none.
//! The hub only says when to look; a look every second finds what other replicas wrote.

use std::{str::FromStr, time::Duration};

use axum::{
    extract::{
        State, WebSocketUpgrade,
        ws::{CloseFrame, Message, WebSocket, close_code, rejection::WebSocketUpgradeRejection},
    },
    http::HeaderMap,
    response::Response,
};
use contract::{AppError, AuthoringId, BuildId, ErrorCode};
use domain::{Actor, Ctx, Hub, Platform, authorings, builds};
use serde::{Deserialize, Serialize};
use tokio::{
    sync::broadcast::{Receiver, error::RecvError},
    time::{Instant, sleep, sleep_until},
};
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
/// Jobs take seconds or minutes; nobody holds a connection longer.
const LONGEST: Duration = Duration::from_secs(30 * 60);

/// A job whose events can be followed.
pub trait Followed: Send + 'static {
    type Id: FromStr + Copy + PartialEq + Send + Sync + 'static;

    const NOUN: &'static str;

    fn hub(platform: &Platform) -> &Hub<Self::Id>;
    /// What has happened after this event, and whether nothing more will.
    fn look(ctx: &Ctx, id: Self::Id, after: u32) -> impl Future<Output = domain::Result<Look>> + Send;
}

/// New events, each with its sequence number and as JSON.
pub struct Look {
    events: Vec<(u32, String)>,
    has_ended: bool,
}

impl Look {
    fn of<E: Serialize>(has_ended: bool, events: Vec<E>, seq: impl Fn(&E) -> u32) -> domain::Result<Self> {
        let events = events.iter().map(|event| Ok((seq(event), serde_json::to_string(event)?))).collect::<domain::Result<_>>()?;
        Ok(Self { events, has_ended })
    }
}

/// A build.
pub struct Build;

impl Followed for Build {
    type Id = BuildId;

    const NOUN: &'static str = "build";

    fn hub(platform: &Platform) -> &Hub<BuildId> {
        &platform.builds
    }

    async fn look(ctx: &Ctx, id: BuildId, after: u32) -> domain::Result<Look> {
        // In this order: a build that has ended gets no later events.
        let has_ended = builds::get(ctx, id).await?.status.has_ended();
        Look::of(has_ended, builds::events_after(ctx, id, after).await?, |event| event.seq)
    }
}

/// Work of a model.
pub struct Authoring;

impl Followed for Authoring {
    type Id = AuthoringId;

    const NOUN: &'static str = "authoring";

    fn hub(platform: &Platform) -> &Hub<AuthoringId> {
        &platform.authorings
    }

    async fn look(ctx: &Ctx, id: AuthoringId, after: u32) -> domain::Result<Look> {
        let has_ended = authorings::get(ctx, id).await?.status.has_ended();
        Look::of(has_ended, authorings::events_after(ctx, id, after).await?, |event| event.seq)
    }
}

#[derive(Deserialize)]
pub struct After {
    #[serde(default)]
    after: u32,
}

pub async fn follow<F: Followed>(
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
    let id = id.parse::<F::Id>().map_err(|_| AppError::not_found(F::NOUN))?;
    caller.reply(F::look(&caller.0, id, query.after).await)?;
    let upgrade = upgrade.map_err(|_| AppError::new(ErrorCode::BadRequest, "This address speaks WebSocket (RFC 6455). Connect with ws:// or wss://."))?;
    let stop = state.stop.clone();
    Ok(upgrade.max_message_size(4_096).on_upgrade(move |socket| tell::<F>(socket, caller.0, id, query.after, stop)))
}

async fn tell<F: Followed>(mut socket: WebSocket, ctx: Ctx, id: F::Id, mut after: u32, stop: CancellationToken) {
    let mut changes = F::hub(&ctx.platform).follow();
    let end = Instant::now() + LONGEST;
    let mut recheck = Instant::now() + RECHECK;
    loop {
        let look = match F::look(&ctx, id, after).await {
            Ok(look) => look,
            Err(error) => {
                error.into_shown(ctx.request.id);
                return close(socket, close_code::ERROR, "please connect again").await;
            }
        };
        for (seq, event) in look.events {
            if socket.send(Message::Text(event.into())).await.is_err() {
                return;
            }
            after = after.max(seq);
        }
        if look.has_ended {
            return close(socket, close_code::NORMAL, "it has ended").await;
        }
        if Instant::now() >= recheck {
            recheck = Instant::now() + RECHECK;
            if !matches!(domain::identity::is_alive(&ctx).await, Ok(true)) {
                return close(socket, close_code::POLICY, "the session has ended").await;
            }
        }
        tokio::select! {
            () = stop.cancelled() => return close(socket, close_code::RESTART, "restarting; please connect again").await,
            () = sleep_until(end) => return close(socket, close_code::AWAY, "please connect again").await,
            () = sleep(LOOK) => {}
            () = changed(&mut changes, id) => {}
            message = socket.recv() => if matches!(message, None | Some(Err(_) | Ok(Message::Close(_)))) { return },
        }
    }
}

/// Returns when this job has changed, or when the hub cannot tell any more which ones have.
async fn changed<Id: Clone + PartialEq>(changes: &mut Receiver<Id>, id: Id) {
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

//! Follows a build over its WebSocket and takes up again, after a broken connection, behind the last event.

use std::time::Duration;

use contract::{
    BuildId,
    dto::{BuildEvent, BuildEventKind, BuildView, StepName, Timestamp, ToolTest},
};
use futures::StreamExt;
use gloo_net::websocket::{Message, futures::WebSocket};
use leptos::prelude::*;
use serde::Deserialize;
use wasm_bindgen_futures::spawn_local;

use super::pause;

/// Whether events are arriving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Connection {
    /// Not asked for yet, or over.
    Idle,
    Live,
    Lost,
}

/// Follows until the build has ended or the page is left.
pub fn follow(build: RwSignal<BuildView>, connection: RwSignal<Connection>) {
    spawn_local(async move {
        let mut failures = 0_u32;
        while let Some((id, after)) = unfinished(build) {
            let began = after;
            listen(id, after, build, connection).await;
            let Some((_, after)) = unfinished(build) else { break };
            failures = if after > began { 0 } else { failures + 1 };
            if connection.try_set(Connection::Lost).is_some() {
                return;
            }
            pause(Duration::from_millis(500 << failures.min(4))).await;
        }
        let _ = connection.try_set(Connection::Idle);
    });
}

/// Id and last event of a build that goes on; `None` when it has ended or the page has gone.
fn unfinished(build: RwSignal<BuildView>) -> Option<(BuildId, u32)> {
    build.try_with_untracked(|build| (!build.status.has_ended()).then_some((build.id, build.last_event))).flatten()
}

async fn listen(id: BuildId, after: u32, build: RwSignal<BuildView>, connection: RwSignal<Connection>) {
    let location = window().location();
    let (Ok(scheme), Ok(host)) = (location.protocol(), location.host()) else { return };
    let scheme = if scheme == "https:" { "wss" } else { "ws" };
    let Ok(mut socket) = WebSocket::open(&format!("{scheme}://{host}/v1/builds/{id}/events?after={after}")) else { return };
    while let Some(Ok(message)) = socket.next().await {
        let _ = connection.try_set(Connection::Live);
        let Message::Text(text) = message else { continue };
        let Some(event) = serde_json::from_str::<Line>(&text).ok().and_then(Line::event) else { continue };
        // The page has gone, or nothing more will come: both end the stream.
        let gone = build.try_update(|build| build.apply(&event)).is_none();
        if gone || unfinished(build).is_none() {
            return;
        }
    }
}

/// A [`BuildEvent`] as a flat row: reading the enum itself would bring serde's buffering into the wasm bundle.
#[derive(Deserialize)]
struct Line {
    seq: u32,
    at: Timestamp,
    event: String,
    step: Option<StepName>,
    duration_ms: Option<u32>,
    message: Option<String>,
    error: Option<String>,
    tools: Option<Vec<ToolTest>>,
}

impl Line {
    /// `None` for an event that this page does not know yet.
    fn event(self) -> Option<BuildEvent> {
        let (duration_ms, message) = (self.duration_ms.unwrap_or_default(), self.message.unwrap_or_default());
        let kind = match (self.event.as_str(), self.step) {
            ("started", _) => BuildEventKind::Started { attempt: 1 },
            ("step_started", Some(step)) => BuildEventKind::StepStarted { step },
            ("step_done", Some(step)) => BuildEventKind::StepDone { step, duration_ms, message },
            ("step_failed", Some(step)) => BuildEventKind::StepFailed { step, duration_ms, message },
            ("tools_tested", _) => BuildEventKind::ToolsTested { tools: self.tools.unwrap_or_default() },
            ("succeeded", _) => BuildEventKind::Succeeded { endpoint: String::new() },
            ("failed", _) => BuildEventKind::Failed { error: self.error.unwrap_or_default() },
            _ => return None,
        };
        Some(BuildEvent { seq: self.seq, at: self.at, kind })
    }
}

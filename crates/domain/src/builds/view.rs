//! Builds as they are shown: a row, with its events applied.

use contract::{
    AppError, BuildId, Permission,
    dto::{BuildEvent, BuildEventKind, BuildStatus, BuildView, Step, Timestamp},
};
use store::{build_events, builds, parse, servers};

use crate::{Ctx, Error, Result};

/// Events of one answer; a build has about fifteen.
const PAGE: u64 = 500;

/// A build of the organisation with its steps and their timings.
pub async fn get(ctx: &Ctx, id: BuildId) -> Result<BuildView> {
    ctx.require(Permission::ViewServers)?;
    let db = ctx.db.connection();
    let row = builds::by_id(db, ctx.org.id, id).await?.ok_or_else(|| AppError::not_found("build"))?;
    let server = servers::by_id(db, ctx.org.id, &row.server_id).await?.ok_or_else(|| AppError::not_found("build"))?;
    view(ctx, row, &server.slug).await
}

/// Events with a sequence number above `after`, oldest first.
pub async fn events_after(ctx: &Ctx, id: BuildId, after: u32) -> Result<Vec<BuildEvent>> {
    ctx.require(Permission::ViewServers)?;
    let db = ctx.db.connection();
    builds::by_id(db, ctx.org.id, id).await?.ok_or_else(|| AppError::not_found("build"))?;
    let after = i32::try_from(after).unwrap_or(i32::MAX);
    build_events::after(db, ctx.org.id, id, after, PAGE).await?.into_iter().map(event).collect()
}

/// The server's newest builds.
pub(crate) async fn newest(ctx: &Ctx, server: &servers::Model, limit: u64) -> Result<Vec<BuildView>> {
    let mut views = Vec::new();
    for row in builds::newest(ctx.db.connection(), ctx.org.id, &server.id, limit).await? {
        views.push(view(ctx, row, &server.slug).await?);
    }
    Ok(views)
}

async fn view(ctx: &Ctx, row: builds::Model, slug: &str) -> Result<BuildView> {
    let id: BuildId = parse(&row.id)?;
    let mut view = BuildView {
        id,
        server: parse(slug)?,
        version: parse(&row.version_id)?,
        status: BuildStatus::Queued,
        steps: Step::all_pending(),
        tools: Vec::new(),
        error: None,
        created_at: Timestamp(row.created_at),
        ended_at: None,
        last_event: 0,
    };
    for row in build_events::after(ctx.db.connection(), ctx.org.id, id, 0, PAGE).await? {
        view.apply(&event(row)?);
    }
    // Claimed, but its first event is still on the way.
    if row.status == "running" && view.status == BuildStatus::Queued {
        view.status = BuildStatus::Running;
    }
    Ok(view)
}

fn event(row: build_events::Model) -> Result<BuildEvent> {
    let kind: BuildEventKind = serde_json::from_str(&row.event)?;
    let seq = u32::try_from(row.seq).map_err(Error::hidden)?;
    Ok(BuildEvent { seq, at: Timestamp(row.at), kind })
}

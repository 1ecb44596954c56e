//! From rows to what is shown.

use std::collections::HashMap;

use contract::{
    AppError, ServerSpec, Slug,
    dto::{SecretState, ServerStatus, ServerSummary, ServerView, Timestamp},
};
use store::{ConnectionTrait, parse, secrets, servers, versions};

use crate::{Ctx, Error, Result, builds, usage};

/// Builds shown on a server's page.
const BUILDS: u64 = 20;

/// The organisation's server with this slug; missing and foreign look alike.
pub(crate) async fn find(db: &impl ConnectionTrait, ctx: &Ctx, slug: &Slug) -> Result<servers::Model> {
    Ok(servers::by_slug(db, ctx.org.id, slug).await?.ok_or_else(|| AppError::not_found("server"))?)
}

/// The live version; the one being built where none is live.
pub(super) fn shown_version(row: &servers::Model) -> &str {
    row.live_version.as_deref().unwrap_or(&row.latest_version)
}

/// What the server is doing.
pub(super) fn status(row: &servers::Model) -> ServerStatus {
    match row.state.as_str() {
        "live" if row.paused => ServerStatus::Paused,
        "live" => ServerStatus::Live,
        "failed" => ServerStatus::Failed,
        _ => ServerStatus::Building,
    }
}

/// A server in a list; `calls` by server id.
pub(super) fn summary(ctx: &Ctx, row: &servers::Model, calls: &HashMap<String, u64>) -> Result<ServerSummary> {
    let slug: Slug = parse(&row.slug)?;
    Ok(ServerSummary {
        id: parse(&row.id)?,
        name: parse(&row.name)?,
        endpoint: ctx.endpoint(&ctx.org.handle, &slug),
        slug,
        status: status(row),
        public: row.public,
        mock: row.mock,
        tools: u32::try_from(row.tools).unwrap_or_default(),
        calls_this_month: calls.get(&row.id).copied().unwrap_or_default(),
        created_at: Timestamp(row.created_at),
        updated_at: Timestamp(row.updated_at),
    })
}

/// Everything that the server's page shows.
pub(super) async fn view(ctx: &Ctx, row: &servers::Model) -> Result<ServerView> {
    let db = ctx.db.connection();
    let version = versions::by_id(db, ctx.org.id, shown_version(row)).await?.ok_or_else(|| Error::hidden("a server without its version"))?;
    let spec: ServerSpec = serde_json::from_str(&version.spec)?;
    let entered = secrets::list(db, ctx.org.id, &row.id).await?;
    let secrets = spec.secrets.iter().map(|slot| {
        let set_at = entered.iter().find(|secret| secret.slot == slot.name).map(|secret| Timestamp(secret.set_at));
        SecretState { slot: slot.clone(), entered: set_at.is_some(), set_at }
    });
    Ok(ServerView {
        summary: summary(ctx, row, &usage::by_server(&ctx.platform, &ctx.org).await?)?,
        version: parse(&version.id)?,
        digest: version.digest,
        secrets: secrets.collect(),
        origins: spec.origins.iter().map(ToString::to_string).collect(),
        description: spec.description,
        tool_list: spec.tools,
        builds: builds::newest(ctx, row, BUILDS).await?,
    })
}

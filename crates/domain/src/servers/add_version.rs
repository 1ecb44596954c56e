//! A new version of a server that exists.

use authoring::Sealed;
use contract::{BuildId, VersionId};
use serde_json::json;
use store::{Tx, builds, servers, versions};

use crate::{
    Ctx, Error, Result,
    audit::{self, Action},
};

/// Writes a version and queues its build. The endpoint points at the version before until the build has succeeded.
pub(crate) async fn add_version(tx: &Tx, ctx: &Ctx, row: &servers::Model, sealed: &Sealed) -> Result<BuildId> {
    let (version, build, now) = (ctx.id(VersionId::new), ctx.id(BuildId::new), ctx.now());
    versions::insert(tx, ctx.org.id, &row.id, version, &sealed.digest, sealed.canonical.clone(), now).await?;
    if !servers::set_latest(tx, ctx.org.id, &row.id, &version.to_string(), now).await? {
        return Err(Error::hidden("the server was deleted"));
    }
    builds::insert(tx, ctx.org.id, &row.id, version, build, now).await?;
    let metadata = json!({ "slug": row.slug, "version": version.to_string(), "digest": sealed.digest, "build": build.to_string() });
    audit::append(tx, ctx, Action::ServerUpdated, &row.id, metadata).await?;
    Ok(build)
}

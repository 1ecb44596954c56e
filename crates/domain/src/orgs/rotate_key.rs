//! A new data key for the organisation.

use contract::{Permission, dto::OrganizationView};
use serde_json::json;
use store::orgs;

use crate::{
    Ctx, Result,
    audit::{self, Action},
    secrets,
};

/// Makes a new data key and seals every credential with it, all or none. Running sandboxes notice nothing: they hold neither.
pub async fn rotate_key(ctx: &Ctx) -> Result<OrganizationView> {
    ctx.require(Permission::ManageOrganization)?;
    ctx.require_recent().await?;
    let tx = ctx.db.begin().await?;
    orgs::lock(&tx, ctx.org.id).await?;
    let resealed = secrets::reseal_all(&tx, &ctx.platform, ctx.org.id).await?;
    audit::append(&tx, ctx, Action::OrgKeyRotated, ctx.org.id, json!({ "credentials": resealed })).await?;
    tx.commit().await?;
    super::get::load(ctx).await
}

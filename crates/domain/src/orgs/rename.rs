//! A new display name.

use contract::{
    DisplayName, Permission,
    dto::{OrgName, OrganizationView},
};
use serde_json::json;
use store::orgs;

use crate::{
    Ctx, Org, Result,
    audit::{self, Action},
};

/// Changes the display name. The handle stays: it stands in the addresses of servers.
pub async fn rename(ctx: &Ctx, request: OrgName) -> Result<OrganizationView> {
    ctx.require(Permission::ManageOrganization)?;
    let name = DisplayName::parse(&request.name)?;
    if name != ctx.org.name {
        let tx = ctx.db.begin().await?;
        orgs::rename(&tx, ctx.org.id, &name).await?;
        audit::append(&tx, ctx, Action::OrgRenamed, ctx.org.id, json!({})).await?;
        tx.commit().await?;
    }
    super::get::load(&Ctx { org: Org { name, ..ctx.org.clone() }, ..ctx.clone() }).await
}

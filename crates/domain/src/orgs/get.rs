//! The organisation with everything that its settings page shows.

use contract::{
    Permission,
    dto::{EncryptionView, ModelTokens, OrganizationView, Timestamp},
};
use store::{orgs, secrets};

use crate::{Ctx, Error, Result, authorings, identity, invitations, keys, members};

/// Organisation, plan and usage, members, invitations, keys, encryption. Parts that the caller may not see are empty.
pub async fn get(ctx: &Ctx) -> Result<OrganizationView> {
    ctx.require(Permission::ViewOrganization)?;
    load(ctx).await
}

/// The same, as the answer to a change: whoever may change the organisation sees what became of it.
pub(super) async fn load(ctx: &Ctx) -> Result<OrganizationView> {
    let invitations = if ctx.may(Permission::ManageMembers) { invitations::list(ctx).await? } else { Vec::new() };
    let keys = if ctx.may(Permission::ManageKeys) { keys::list(ctx).await? } else { Vec::new() };
    Ok(OrganizationView {
        org: identity::session(ctx).await?.org,
        role: ctx.role,
        members: members::everybody(ctx).await?,
        invitations,
        keys,
        billing_url: ctx.url("/settings/billing"),
        encryption: encryption(ctx).await?,
        model_tokens: model_tokens(ctx).await?,
    })
}

/// What models have cost; nothing where there is none.
async fn model_tokens(ctx: &Ctx) -> Result<Option<ModelTokens>> {
    if ctx.model.is_none() {
        return Ok(None);
    }
    let spent = authorings::spending(&ctx.platform, &ctx.org).await?;
    Ok(Some(ModelTokens { used: spent.tokens, limit: spent.limit }))
}

async fn encryption(ctx: &Ctx) -> Result<EncryptionView> {
    let db = ctx.db.connection();
    let row = orgs::by_id(db, ctx.org.id).await?.ok_or_else(|| Error::hidden("an organisation vanished"))?;
    Ok(EncryptionView {
        algorithm: "XChaCha20-Poly1305".into(),
        key_version: u32::try_from(row.key_version).unwrap_or(u32::MAX),
        last_rotation: Timestamp(row.key_rotated_at.unwrap_or(row.created_at)),
        secrets: u32::try_from(secrets::count(db, ctx.org.id).await?).unwrap_or(u32::MAX),
    })
}

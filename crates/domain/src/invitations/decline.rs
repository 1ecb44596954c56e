//! Saying no.

use std::sync::Arc;

use serde_json::json;
use store::{invitations, orgs, parse};

use super::{missing, open};
use crate::{
    Platform, RequestMeta, Result,
    audit::{self, Action, By},
};

/// Declines an invitation. The link is enough: nobody should have to sign in to say no.
pub async fn decline(platform: &Arc<Platform>, request: &RequestMeta, token: &str) -> Result<()> {
    let row = open(platform.db.connection(), platform, token).await?;
    let tx = platform.db.begin().await?;
    orgs::lock(&tx, parse(&row.org_id)?).await?;
    if !invitations::close(&tx, &row.id, "declined", platform.now()).await? {
        return Err(missing().into());
    }
    let by = By { kind: "user", id: String::new(), request: Some(request) };
    audit::append_by(&tx, platform, parse(&row.org_id)?, by, Action::InvitationDeclined, &row.id, json!({})).await?;
    tx.commit().await?;
    Ok(())
}

//! Saying no.

use std::sync::Arc;

use serde_json::json;
use store::{invitations, orgs, parse};

use super::{missing, open};
use crate::{
    Ctx, Platform, Result,
    audit::{self, Action, By},
};

/// Declines an invitation. The link is enough: nobody should have to sign in to say no. The organisation's log names the
/// invited person where they are signed in; of anybody else who has the link nothing is kept.
pub async fn decline(platform: &Arc<Platform>, visitor: Option<&Ctx>, token: &str) -> Result<()> {
    let row = open(platform.db.connection(), platform, token).await?;
    let tx = platform.db.begin().await?;
    orgs::lock(&tx, parse(&row.org_id)?).await?;
    if !invitations::close(&tx, &row.id, "declined", platform.now()).await? {
        return Err(missing().into());
    }
    let invited = visitor.filter(|ctx| ctx.person.email.as_str() == row.email);
    let by = invited.map_or(By { kind: "user", id: String::new(), request: None }, By::person);
    audit::append_by(&tx, platform, parse(&row.org_id)?, by, Action::InvitationDeclined, &row.id, json!({})).await?;
    tx.commit().await?;
    Ok(())
}

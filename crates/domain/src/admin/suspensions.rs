//! Keeping an organisation from making servers, and letting it again.

use contract::{
    AppError, OrgId,
    dto::{AdminOrg, SuspendOrg},
};
use serde_json::json;
use store::suspensions;

use super::{PlatformAdmin, organisation, orgs::find, record::record};
use crate::{Result, audit::Action};

const LONGEST_REASON: usize = 500;

/// Suspends an organisation: its servers keep running, new ones are refused with the reason. Suspending it again replaces
/// the reason.
pub async fn suspend(admin: &PlatformAdmin, id: OrgId, request: SuspendOrg) -> Result<AdminOrg> {
    let reason = reason(&request.reason)?;
    let tx = admin.db.begin().await?;
    find(&tx, id).await?;
    suspensions::put(&tx, id, &reason, admin.now()).await?;
    // The reason is free text and can name a person; what stands in the chain cannot be erased.
    record(&tx, admin, id, Action::OrgSuspendedByAdmin, id, json!({})).await?;
    tx.commit().await?;
    organisation(admin, id).await
}

/// Lifts a suspension; without one nothing happens.
pub async fn lift(admin: &PlatformAdmin, id: OrgId) -> Result<AdminOrg> {
    let tx = admin.db.begin().await?;
    find(&tx, id).await?;
    if suspensions::lift(&tx, id).await? {
        record(&tx, admin, id, Action::OrgSuspensionLifted, id, json!({})).await?;
    }
    tx.commit().await?;
    organisation(admin, id).await
}

fn reason(text: &str) -> Result<String> {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match text.chars().count() {
        0 => Err(AppError::field("reason", "Give a reason: the organisation's people read it.").into()),
        1..=LONGEST_REASON => Ok(text),
        length => Err(AppError::field("reason", format!("Use at most {LONGEST_REASON} characters; this reason has {length}.")).into()),
    }
}

//! What an admin does stands in the platform's own log. What is about an organisation is written down twice: in its log,
//! too, so that its people can see it. Who the admin is and where they were stands in the platform's log alone.

use contract::OrgId;
use serde_json::{Value, json};
use store::{
    Tx,
    admin::events::{self, PLATFORM},
};

use super::PlatformAdmin;
use crate::{
    Result,
    audit::{self, Action, By},
};

/// Writes one event into both logs. `metadata` holds neither secrets nor personal data.
pub(super) async fn record(tx: &Tx, admin: &PlatformAdmin, org: OrgId, action: Action, resource: impl ToString, metadata: Value) -> Result<()> {
    let by = By { kind: "admin", id: admin.person.id.to_string(), request: None };
    let resource = resource.to_string();
    audit::append_by(tx, &admin.platform, org, by, action, &resource, metadata.clone()).await?;
    record_for_platform(tx, admin, action, resource, json!({ "organization": org, "about": metadata })).await
}

/// Writes one event that is about no organisation. `metadata` holds neither secrets nor personal data.
pub(crate) async fn record_for_platform(tx: &Tx, admin: &PlatformAdmin, action: Action, resource: impl ToString, metadata: Value) -> Result<()> {
    events::lock(tx).await?;
    audit::append_by(tx, &admin.platform, PLATFORM, By::person(admin), action, resource, metadata).await
}

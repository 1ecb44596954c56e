//! What admins did.

use contract::dto::{AdminEvent, Page, Timestamp};
use store::{admin::events as all, parse};

use super::{
    PlatformAdmin,
    lists::{self, ListRequest},
};
use crate::Result;

/// The platform's own log, newest first.
pub async fn events(admin: &PlatformAdmin, request: &ListRequest) -> Result<Page<AdminEvent>> {
    let rows = all::page(admin.db.connection(), &request.wanted(&[])?).await?;
    let (rows, next) = lists::cut(rows, |row| row.seq.to_string());
    lists::page(rows, next, |row| {
        Ok(AdminEvent {
            id: parse(&row.id)?,
            seq: row.seq,
            at: Timestamp(row.at),
            actor: row.actor_id,
            action: row.action,
            resource: row.resource,
            metadata: serde_json::from_str(&row.metadata)?,
        })
    })
}

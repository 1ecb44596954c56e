//! Everybody's builds.

use contract::dto::{AdminBuild, BuildStatus, Page, Timestamp};
use store::{
    admin::{builds as all, orgs},
    parse,
};

use super::{
    PlatformAdmin,
    lists::{self, ListRequest},
};
use crate::{Error, Result};

/// Builds, newest first; `only` is a status.
pub async fn builds(admin: &PlatformAdmin, request: &ListRequest) -> Result<Page<AdminBuild>> {
    let db = admin.db.connection();
    let rows = all::page(db, &request.wanted(&["queued", "running", "succeeded", "failed"])?).await?;
    let (rows, next) = lists::cut(rows, |row| row.id.clone());
    let handles = orgs::handles(db, &rows.iter().map(|row| row.org_id.clone()).collect::<Vec<_>>()).await?;
    let slugs = all::slugs(db, &rows.iter().map(|row| row.server_id.clone()).collect::<Vec<_>>()).await?;
    lists::page(rows, next, |row| {
        let status = match row.status.as_str() {
            "queued" => BuildStatus::Queued,
            "running" => BuildStatus::Running,
            "succeeded" => BuildStatus::Succeeded,
            "failed" => BuildStatus::Failed,
            other => return Err(Error::hidden(format!("build {} has the unknown status {other}", row.id))),
        };
        let handle = handles.get(&row.org_id).ok_or_else(|| Error::hidden(format!("build {} has lost its organisation", row.id)))?;
        Ok(AdminBuild {
            id: parse(&row.id)?,
            organisation: parse(handle)?,
            server: slugs.get(&row.server_id).cloned().unwrap_or_default(),
            status,
            attempt: row.attempt.unsigned_abs(),
            created_at: Timestamp(row.created_at),
            ended_at: row.ended_at.map(Timestamp),
            error: row.error,
        })
    })
}

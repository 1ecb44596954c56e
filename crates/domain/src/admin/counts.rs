//! How many there are of everything.

use contract::dto::AdminCounts;
use store::admin::{builds, orgs, tickets, users};

use super::PlatformAdmin;
use crate::Result;

/// The numbers of the overview.
pub async fn counts(admin: &PlatformAdmin) -> Result<AdminCounts> {
    let db = admin.db.connection();
    Ok(AdminCounts {
        organisations: orgs::count(db).await?,
        users: users::count(db).await?,
        suspended: orgs::count_suspended(db).await?,
        tickets: tickets::count_waiting(db).await?,
        builds: builds::count_unfinished(db).await?,
        failed_builds: builds::count_failed(db).await?,
    })
}

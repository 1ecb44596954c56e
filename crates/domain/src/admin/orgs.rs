//! Organisations and their plans.

use std::collections::HashMap;

use contract::{
    AppError, OrgId,
    dto::{AdminOrg, Page, PatchOrgPlan, SuspensionView, Timestamp},
    plan::Plan,
};
use serde_json::json;
use store::{
    ConnectionTrait,
    admin::orgs::{self as all, SUSPENDED},
    orgs, suspensions,
};

use super::{
    PlatformAdmin,
    lists::{self, ListRequest},
    record::record,
};
use crate::{Platform, Result, audit::Action, identity};

/// Organisations, newest first; `only` is a plan, or `suspended`.
pub async fn organisations(admin: &PlatformAdmin, request: &ListRequest) -> Result<Page<AdminOrg>> {
    let db = admin.db.connection();
    let rows = all::page(db, &request.wanted(&["self_hosted", "free", "pro", "team", SUSPENDED])?).await?;
    let (rows, next) = lists::cut(rows, |row| row.id.clone());
    let beside = Beside::of(db, &rows).await?;
    lists::page(rows, next, |row| beside.view(&admin.platform, row))
}

/// One organisation.
pub async fn organisation(admin: &PlatformAdmin, id: OrgId) -> Result<AdminOrg> {
    let db = admin.db.connection();
    let row = find(db, id).await?;
    let beside = Beside::of(db, std::slice::from_ref(&row)).await?;
    beside.view(&admin.platform, row)
}

/// Puts an organisation on another plan, whatever it pays. Where billing is on, its limits count from the next request on.
pub async fn set_plan(admin: &PlatformAdmin, id: OrgId, request: PatchOrgPlan) -> Result<AdminOrg> {
    let tx = admin.db.begin().await?;
    let before = stored(&find(&tx, id).await?);
    if before != request.plan {
        all::set_plan(&tx, id, request.plan).await?;
        record(&tx, admin, id, Action::OrgPlanChanged, id, json!({ "from": before, "to": request.plan })).await?;
    }
    tx.commit().await?;
    organisation(admin, id).await
}

/// The plan that the row says; without billing every limit is open all the same.
fn stored(row: &orgs::Model) -> Plan {
    Plan::named(&row.plan).unwrap_or(Plan::SelfHosted)
}

/// The row of an organisation.
pub(super) async fn find(db: &impl ConnectionTrait, id: OrgId) -> Result<orgs::Model> {
    Ok(orgs::by_id(db, id).await?.ok_or_else(|| AppError::not_found("organisation"))?)
}

/// What stands beside the rows of a page in other tables.
struct Beside {
    members: HashMap<String, u64>,
    servers: HashMap<String, u64>,
    suspensions: HashMap<String, suspensions::Model>,
}

impl Beside {
    async fn of(db: &impl ConnectionTrait, rows: &[orgs::Model]) -> Result<Self> {
        let ids: Vec<String> = rows.iter().map(|row| row.id.clone()).collect();
        Ok(Self { members: all::members_of(db, &ids).await?, servers: all::servers_of(db, &ids).await?, suspensions: all::suspensions_of(db, &ids).await? })
    }

    fn view(&self, platform: &Platform, row: orgs::Model) -> Result<AdminOrg> {
        let (key, created_at) = (row.id.clone(), Timestamp(row.created_at));
        let plan = stored(&row);
        let org = identity::org(platform, row)?;
        let suspended = self.suspensions.get(&key).map(|row| SuspensionView { reason: row.reason.clone(), since: Timestamp(row.since) });
        let count = |of: &HashMap<String, u64>| of.get(&key).copied().unwrap_or_default();
        Ok(AdminOrg {
            id: org.id,
            handle: org.handle,
            name: org.name,
            plan,
            members: count(&self.members),
            servers: count(&self.servers),
            created_at,
            suspended,
            payment_failed: org.suspended,
        })
    }
}

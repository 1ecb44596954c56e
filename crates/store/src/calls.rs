//! The call log.

use contract::{CallId, OrgId, ServerId, dto::Timestamp};
use sea_orm::{QueryOrder, QuerySelect, Set, entity::prelude::*, sea_query::Query};

use crate::orgs;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "calls")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub org_id: String,
    pub server_id: String,
    pub tool: String,
    pub at: i64,
    pub duration_ms: i64,
    pub is_error: bool,
    /// `mcp`, `playground`.
    pub via: String,
    /// Arguments, cut to 4 KiB.
    pub request: String,
    /// The answer's text, cut to 4 KiB.
    pub response: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The calls of one organisation.
    pub fn of(org: OrgId) -> Select<Self> {
        Self::find().filter(Column::OrgId.eq(org.to_string()))
    }
}

/// A call to write down.
#[derive(Clone, Debug)]
pub struct NewCall {
    pub id: CallId,
    pub org: OrgId,
    pub server: ServerId,
    pub tool: String,
    pub at: Timestamp,
    pub duration_ms: u32,
    pub is_error: bool,
    pub via: &'static str,
    pub request: String,
    pub response: String,
}

/// Writes a batch; at most a few hundred rows at once.
pub async fn insert_many(db: &impl ConnectionTrait, calls: &[NewCall]) -> Result<(), DbErr> {
    if calls.is_empty() {
        return Ok(());
    }
    let rows = calls.iter().map(|call| ActiveModel {
        id: Set(call.id.to_string()),
        org_id: Set(call.org.to_string()),
        server_id: Set(call.server.to_string()),
        tool: Set(call.tool.clone()),
        at: Set(call.at.micros()),
        duration_ms: Set(i64::from(call.duration_ms)),
        is_error: Set(call.is_error),
        via: Set(call.via.to_owned()),
        request: Set(call.request.clone()),
        response: Set(call.response.clone()),
    });
    Entity::insert_many(rows).exec_without_returning(db).await.map(drop)
}

/// The server's calls before `before` (an id), newest first.
pub async fn page(db: &impl ConnectionTrait, org: OrgId, server: &str, before: Option<&str>, limit: u64) -> Result<Vec<Model>, DbErr> {
    let mut calls = Entity::of(org).filter(Column::ServerId.eq(server));
    if let Some(before) = before {
        calls = calls.filter(Column::Id.lt(before));
    }
    calls.order_by_desc(Column::Id).limit(limit).all(db).await
}

/// Removes a server's log.
pub async fn delete_of_server(db: &impl ConnectionTrait, org: OrgId, server: &str) -> Result<(), DbErr> {
    let delete = Entity::delete_many().filter(Column::OrgId.eq(org.to_string())).filter(Column::ServerId.eq(server));
    delete.exec(db).await.map(drop)
}

/// Removes what organisations on this plan no longer keep.
pub async fn purge(db: &impl ConnectionTrait, plan: &str, before: Timestamp) -> Result<u64, DbErr> {
    let mut on_plan = Query::select();
    on_plan.column(orgs::Column::Id).from(orgs::Entity).and_where(orgs::Column::Plan.eq(plan));
    let delete = Entity::delete_many().filter(Column::At.lt(before.micros())).filter(Column::OrgId.in_subquery(on_plan));
    Ok(delete.exec(db).await?.rows_affected)
}

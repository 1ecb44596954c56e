//! Calls counted by organisation, server and month.

use contract::OrgId;
use sea_orm::{
    Set,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, OnConflict},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "usage")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: String,
    /// `2026-11`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub month: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub server_id: String,
    pub calls: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The counts of one organisation.
    pub fn of(org: OrgId) -> Select<Self> {
        Self::find().filter(Column::OrgId.eq(org.to_string()))
    }
}

/// Adds to a server's count of one month.
pub async fn add(db: &impl ConnectionTrait, org: OrgId, server: &str, month: &str, calls: i64) -> Result<(), DbErr> {
    let row = ActiveModel { org_id: Set(org.to_string()), month: Set(month.to_owned()), server_id: Set(server.to_owned()), calls: Set(calls) };
    let mut grow = OnConflict::columns([Column::OrgId, Column::Month, Column::ServerId]);
    grow.value(Column::Calls, Expr::col((Entity, Column::Calls)).add(calls));
    Entity::insert(row).on_conflict(grow).exec_without_returning(db).await.map(drop)
}

/// One month's counts by server, servers deleted since included.
pub async fn of_month(db: &impl ConnectionTrait, org: OrgId, month: &str) -> Result<Vec<Model>, DbErr> {
    Entity::of(org).filter(Column::Month.eq(month)).all(db).await
}

/// One month's count of the whole organisation.
pub async fn total(db: &impl ConnectionTrait, org: OrgId, month: &str) -> Result<i64, DbErr> {
    Ok(of_month(db, org, month).await?.iter().map(|row| row.calls).sum())
}

//! Calls counted by organisation, server and day.

use contract::OrgId;
use sea_orm::{
    Set,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, OnConflict},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "usage_days")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: String,
    /// Days since 1970.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: i64,
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

/// Adds to a server's count of one day.
pub async fn add(db: &impl ConnectionTrait, org: OrgId, server: &str, day: i64, calls: i64) -> Result<(), DbErr> {
    let row = ActiveModel { org_id: Set(org.to_string()), day: Set(day), server_id: Set(server.to_owned()), calls: Set(calls) };
    let mut grow = OnConflict::columns([Column::OrgId, Column::Day, Column::ServerId]);
    grow.value(Column::Calls, Expr::col((Entity, Column::Calls)).add(calls));
    Entity::insert(row).on_conflict(grow).exec_without_returning(db).await.map(drop)
}

/// The counts since a day, in no order.
pub async fn since(db: &impl ConnectionTrait, org: OrgId, day: i64) -> Result<Vec<Model>, DbErr> {
    Entity::of(org).filter(Column::Day.gte(day)).all(db).await
}

/// Removes a server's counts.
pub async fn delete_of_server(db: &impl ConnectionTrait, org: OrgId, server: &str) -> Result<(), DbErr> {
    let delete = Entity::delete_many().filter(Column::OrgId.eq(org.to_string())).filter(Column::ServerId.eq(server));
    delete.exec(db).await.map(drop)
}

/// Removes every organisation's counts of the days before one.
pub async fn purge(db: &impl ConnectionTrait, before: i64) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::Day.lt(before)).exec(db).await.map(drop)
}

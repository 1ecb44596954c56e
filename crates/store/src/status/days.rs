//! Heartbeats counted by day.

use sea_orm::{
    QueryOrder, Set,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, OnConflict},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "status_days")]
pub struct Model {
    /// Days since 1970.
    #[sea_orm(primary_key, auto_increment = false)]
    pub day: i64,
    /// The slot of the day's first beat.
    pub first_slot: i64,
    pub good: i64,
    pub bad: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Counts one beat.
pub async fn count(db: &impl ConnectionTrait, day: i64, slot: i64, is_good: bool) -> Result<(), DbErr> {
    let (good, bad) = (i64::from(is_good), i64::from(!is_good));
    let row = ActiveModel { day: Set(day), first_slot: Set(slot), good: Set(good), bad: Set(bad) };
    let mut grow = OnConflict::column(Column::Day);
    grow.value(Column::Good, Expr::col((Entity, Column::Good)).add(good));
    grow.value(Column::Bad, Expr::col((Entity, Column::Bad)).add(bad));
    Entity::insert(row).on_conflict(grow).exec_without_returning(db).await.map(drop)
}

/// The days since one, oldest first.
pub async fn since(db: &impl ConnectionTrait, day: i64) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::Day.gte(day)).order_by_asc(Column::Day).all(db).await
}

/// The first day that was ever counted.
pub async fn first(db: &impl ConnectionTrait) -> Result<Option<Model>, DbErr> {
    Entity::find().order_by_asc(Column::Day).one(db).await
}

//! Heartbeats, one for every ten seconds.

use sea_orm::{QueryOrder, Set, entity::prelude::*, sea_query::OnConflict};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "status_beats")]
pub struct Model {
    /// Time divided by ten seconds.
    #[sea_orm(primary_key, auto_increment = false)]
    pub slot: i64,
    pub health_micros: i64,
    pub login_micros: i64,
    /// Names of what failed, separated by commas; empty when all was well.
    pub failed: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Keeps a beat; `false` when another process has kept one for this slot.
pub async fn insert(db: &impl ConnectionTrait, beat: Model) -> Result<bool, DbErr> {
    let row = ActiveModel { slot: Set(beat.slot), health_micros: Set(beat.health_micros), login_micros: Set(beat.login_micros), failed: Set(beat.failed) };
    let first = OnConflict::column(Column::Slot).do_nothing().to_owned();
    Ok(Entity::insert(row).on_conflict(first).exec_without_returning(db).await? > 0)
}

/// The beats since a slot, oldest first.
pub async fn since(db: &impl ConnectionTrait, slot: i64) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::Slot.gte(slot)).order_by_asc(Column::Slot).all(db).await
}

pub async fn purge(db: &impl ConnectionTrait, before: i64) -> Result<u64, DbErr> {
    Ok(Entity::delete_many().filter(Column::Slot.lt(before)).exec(db).await?.rows_affected)
}

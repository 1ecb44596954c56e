//! Handles of organisations that are gone, as keyed hashes: their addresses must never lead to somebody else's server.

use contract::dto::Timestamp;
use sea_orm::{IntoActiveModel, entity::prelude::*, sea_query::OnConflict};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "retired_handles")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub handle_hash: String,
    pub retired_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub async fn insert(db: &impl ConnectionTrait, handle_hash: String, now: Timestamp) -> Result<(), DbErr> {
    let row = Model { handle_hash, retired_at: now.micros() }.into_active_model();
    Entity::insert(row).on_conflict(OnConflict::column(Column::HandleHash).do_nothing().to_owned()).exec_without_returning(db).await.map(drop)
}

pub async fn exists(db: &impl ConnectionTrait, handle_hash: &str) -> Result<bool, DbErr> {
    Ok(Entity::find_by_id(handle_hash).one(db).await?.is_some())
}

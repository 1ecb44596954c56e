//! Accounts that wait for their end.

use contract::{UserId, dto::Timestamp};
use sea_orm::{IntoActiveModel, QueryOrder, QuerySelect, entity::prelude::*, sea_query::OnConflict};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "account_deletions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub user_id: String,
    pub requested_at: i64,
    pub due_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub async fn get(db: &impl ConnectionTrait, user: UserId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(user.to_string()).one(db).await
}

/// Notes the wish; `false` when it was noted before.
pub async fn insert(db: &impl ConnectionTrait, user: UserId, now: Timestamp, due: Timestamp) -> Result<bool, DbErr> {
    let row = Model { user_id: user.to_string(), requested_at: now.micros(), due_at: due.micros() }.into_active_model();
    Ok(Entity::insert(row).on_conflict(OnConflict::column(Column::UserId).do_nothing().to_owned()).exec_without_returning(db).await? > 0)
}

/// Takes the wish back; `true` for exactly one caller.
pub async fn delete(db: &impl ConnectionTrait, user: &str) -> Result<bool, DbErr> {
    Ok(Entity::delete_by_id(user).exec(db).await?.rows_affected == 1)
}

/// Accounts whose time has come.
pub async fn due(db: &impl ConnectionTrait, now: Timestamp, limit: u64) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::DueAt.lte(now.micros())).order_by_asc(Column::DueAt).limit(limit).all(db).await
}

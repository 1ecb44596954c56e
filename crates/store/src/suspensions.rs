//! Organisations that the platform's admins keep from making servers, and why.

use contract::{OrgId, dto::Timestamp};
use sea_orm::{Set, entity::prelude::*, sea_query::OnConflict};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "suspensions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: String,
    /// In words that the organisation's people read.
    pub reason: String,
    pub since: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The organisation's suspension, if it has one.
pub async fn of(db: &impl ConnectionTrait, org: OrgId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(org.to_string()).one(db).await
}

/// Suspends an organisation; where it is suspended already, the reason is replaced.
pub async fn put(db: &impl ConnectionTrait, org: OrgId, reason: &str, now: Timestamp) -> Result<(), DbErr> {
    let row = ActiveModel { org_id: Set(org.to_string()), reason: Set(reason.to_owned()), since: Set(now.micros()) };
    let replace = OnConflict::column(Column::OrgId).update_column(Column::Reason).to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(db).await.map(drop)
}

/// Lifts the suspension; `false` when there was none.
pub async fn lift(db: &impl ConnectionTrait, org: OrgId) -> Result<bool, DbErr> {
    Ok(Entity::delete_by_id(org.to_string()).exec(db).await?.rows_affected == 1)
}

//! Who an event came from and from where: personal data, so it stands beside the chain and can be erased without breaking it.

use sea_orm::{IntoActiveModel, QuerySelect, entity::prelude::*};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_origins")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub event_id: String,
    pub org_id: String,
    /// The person; for a key, the one who made it. Empty on rows of the first schema.
    pub user_id: String,
    /// As it was at that moment.
    pub name: String,
    pub email: String,
    pub ip: String,
    pub user_agent: String,
    /// Random, hex: without it the commitment says nothing about what was erased.
    pub salt: String,
    pub at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub async fn insert(db: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    Entity::insert(row.into_active_model()).exec_without_returning(db).await.map(drop)
}

/// What is known about these events.
pub async fn of(db: &impl ConnectionTrait, events: impl IntoIterator<Item = &String>) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::EventId.is_in(events.into_iter().map(String::as_str))).all(db).await
}

/// The organisations in whose log something stands about the person.
pub async fn organizations_of(db: &impl ConnectionTrait, user: &str) -> Result<Vec<String>, DbErr> {
    Entity::find().filter(Column::UserId.eq(user)).select_only().column(Column::OrgId).distinct().into_tuple().all(db).await
}

/// Erases everything about the person.
pub async fn erase(db: &impl ConnectionTrait, user: &str) -> Result<u64, DbErr> {
    Ok(Entity::delete_many().filter(Column::UserId.eq(user)).exec(db).await?.rows_affected)
}

//! Incidents, written by the people who run the platform.

use contract::{IncidentId, dto::Timestamp};
use sea_orm::{QueryOrder, QuerySelect, Set, entity::prelude::*};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "status_incidents")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub title: String,
    pub started_at: i64,
    /// Absent while it goes on.
    pub ended_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub async fn insert(db: &impl ConnectionTrait, id: IncidentId, title: &str, at: Timestamp) -> Result<(), DbErr> {
    let row = ActiveModel { id: Set(id.to_string()), title: Set(title.to_owned()), started_at: Set(at.micros()), ended_at: Set(None) };
    Entity::insert(row).exec_without_returning(db).await.map(drop)
}

pub async fn by_id(db: &impl ConnectionTrait, id: IncidentId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id.to_string()).one(db).await
}

/// Says when it ended; `None` opens it again.
pub async fn set_end(db: &impl ConnectionTrait, id: IncidentId, at: Option<Timestamp>) -> Result<(), DbErr> {
    let row = ActiveModel { id: Set(id.to_string()), ended_at: Set(at.map(Timestamp::micros)), ..Default::default() };
    Entity::update(row).exec(db).await.map(drop)
}

/// The newest.
pub async fn newest(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<Model>, DbErr> {
    Entity::find().order_by_desc(Column::StartedAt).limit(limit).all(db).await
}

/// The newest that goes on.
pub async fn ongoing(db: &impl ConnectionTrait) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::EndedAt.is_null()).order_by_desc(Column::StartedAt).one(db).await
}

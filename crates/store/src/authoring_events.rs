//! What happened in authorings, by sequence number.

use contract::{AuthoringId, OrgId, dto::Timestamp};
use sea_orm::{QueryOrder, QuerySelect, Set, entity::prelude::*};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "authoring_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub authoring_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i32,
    pub org_id: String,
    pub at: i64,
    /// JSON.
    pub event: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub async fn insert(db: &impl ConnectionTrait, org: &str, authoring: &str, seq: i32, event: String, now: Timestamp) -> Result<(), DbErr> {
    let row = ActiveModel { authoring_id: Set(authoring.to_owned()), seq: Set(seq), org_id: Set(org.to_owned()), at: Set(now.micros()), event: Set(event) };
    Entity::insert(row).exec_without_returning(db).await.map(drop)
}

/// Events above a sequence number, oldest first.
pub async fn after(db: &impl ConnectionTrait, org: OrgId, authoring: AuthoringId, seq: i32, limit: u64) -> Result<Vec<Model>, DbErr> {
    Entity::find()
        .filter(Column::OrgId.eq(org.to_string()))
        .filter(Column::AuthoringId.eq(authoring.to_string()))
        .filter(Column::Seq.gt(seq))
        .order_by_asc(Column::Seq)
        .limit(limit)
        .all(db)
        .await
}

//! Idempotency keys and the answers that were given under them.

use contract::{OrgId, dto::Timestamp};
use sea_orm::{Set, entity::prelude::*};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "idempotency_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub key_hash: String,
    /// Keyed hash of the request, so that nothing in it can be guessed from here.
    pub request_hash: String,
    /// JSON.
    pub response: String,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The keys of one organisation.
    pub fn of(org: OrgId) -> Select<Self> {
        Self::find().filter(Column::OrgId.eq(org.to_string()))
    }
}

/// What was answered under this key since `since`.
pub async fn get(db: &impl ConnectionTrait, org: OrgId, key_hash: &str, since: Timestamp) -> Result<Option<Model>, DbErr> {
    Entity::of(org).filter(Column::KeyHash.eq(key_hash)).filter(Column::CreatedAt.gt(since.micros())).one(db).await
}

/// Fails with a unique violation when the key was used by somebody who was faster.
pub async fn insert(db: &impl ConnectionTrait, org: OrgId, key_hash: &str, request_hash: &str, response: String, now: Timestamp) -> Result<(), DbErr> {
    let row = ActiveModel {
        org_id: Set(org.to_string()),
        key_hash: Set(key_hash.to_owned()),
        request_hash: Set(request_hash.to_owned()),
        response: Set(response),
        created_at: Set(now.micros()),
    };
    Entity::insert(row).exec_without_returning(db).await.map(drop)
}

/// Removes keys, of every organisation, from before `before`.
pub async fn purge(db: &impl ConnectionTrait, before: Timestamp) -> Result<u64, DbErr> {
    Ok(Entity::delete_many().filter(Column::CreatedAt.lte(before.micros())).exec(db).await?.rows_affected)
}

//! Immutable versions of specifications, addressed by their digest.

use contract::{OrgId, VersionId, dto::Timestamp};
use sea_orm::{Set, entity::prelude::*};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "versions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub org_id: String,
    pub server_id: String,
    /// `sha256:` and the digest of the canonical specification.
    pub digest: String,
    /// Canonical JSON.
    pub spec: String,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The versions of one organisation.
    pub fn of(org: OrgId) -> Select<Self> {
        Self::find().filter(Column::OrgId.eq(org.to_string()))
    }
}

pub async fn insert(db: &impl ConnectionTrait, org: OrgId, server: &str, id: VersionId, digest: &str, spec: String, now: Timestamp) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(id.to_string()),
        org_id: Set(org.to_string()),
        server_id: Set(server.to_owned()),
        digest: Set(digest.to_owned()),
        spec: Set(spec),
        created_at: Set(now.micros()),
    };
    Entity::insert(row).exec_without_returning(db).await.map(drop)
}

pub async fn by_id(db: &impl ConnectionTrait, org: OrgId, id: &str) -> Result<Option<Model>, DbErr> {
    Entity::of(org).filter(Column::Id.eq(id)).one(db).await
}

/// Removes every version of a server.
pub async fn delete_of_server(db: &impl ConnectionTrait, org: OrgId, server: &str) -> Result<(), DbErr> {
    let delete = Entity::delete_many().filter(Column::OrgId.eq(org.to_string())).filter(Column::ServerId.eq(server));
    delete.exec(db).await.map(drop)
}

//! The audit log, appended only; the database refuses to change or delete its rows.

use contract::{AuditId, OrgId, dto::Timestamp};
use sea_orm::{QueryOrder, Set, entity::prelude::*};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub org_id: String,
    /// Counts from 1 within the organisation, without gaps.
    pub seq: i64,
    pub at: i64,
    /// `user`, `key` or `system`.
    pub actor_kind: String,
    /// Id of the person, or of the key.
    pub actor_id: String,
    /// `server.created`.
    pub action: String,
    /// Id of what it is about.
    pub resource: String,
    /// JSON without secrets and without personal data.
    pub metadata: String,
    /// Hash of the event before.
    pub previous_hash: String,
    /// SHA-256 over the previous hash and this event, hex.
    pub hash: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The events of one organisation.
    pub fn of(org: OrgId) -> Select<Self> {
        Self::find().filter(Column::OrgId.eq(org.to_string()))
    }
}

/// The organisation's newest event.
pub async fn head(db: &impl ConnectionTrait, org: OrgId) -> Result<Option<Model>, DbErr> {
    Entity::of(org).order_by_desc(Column::Seq).one(db).await
}

/// All events of the organisation, oldest first.
pub async fn all(db: &impl ConnectionTrait, org: OrgId) -> Result<Vec<Model>, DbErr> {
    Entity::of(org).order_by_asc(Column::Seq).all(db).await
}

pub async fn insert(db: &impl ConnectionTrait, event: Model) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(event.id),
        org_id: Set(event.org_id),
        seq: Set(event.seq),
        at: Set(event.at),
        actor_kind: Set(event.actor_kind),
        actor_id: Set(event.actor_id),
        action: Set(event.action),
        resource: Set(event.resource),
        metadata: Set(event.metadata),
        previous_hash: Set(event.previous_hash),
        hash: Set(event.hash),
    };
    Entity::insert(row).exec_without_returning(db).await.map(drop)
}

/// Where an event came from: personal data, so it stands beside the chain and can be erased without breaking it.
pub mod origins {
    use super::{AuditId, Timestamp};
    use sea_orm::{Set, entity::prelude::*};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_origins")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub event_id: String,
        pub ip: String,
        pub user_agent: String,
        pub at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    pub async fn insert(db: &impl ConnectionTrait, event: AuditId, ip: &str, user_agent: &str, at: Timestamp) -> Result<(), DbErr> {
        let row = ActiveModel { event_id: Set(event.to_string()), ip: Set(ip.to_owned()), user_agent: Set(user_agent.to_owned()), at: Set(at.micros()) };
        Entity::insert(row).exec_without_returning(db).await.map(drop)
    }
}

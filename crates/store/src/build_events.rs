//! Build events, numbered from 1 without gaps.

use contract::{BuildId, OrgId, dto::Timestamp};
use sea_orm::{QueryOrder, QuerySelect, Set, entity::prelude::*, sea_query::Query};

use crate::builds;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "build_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub build_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub seq: i32,
    pub org_id: String,
    pub at: i64,
    /// JSON of the event's kind.
    pub event: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The events of one organisation's builds.
    pub fn of(org: OrgId) -> Select<Self> {
        Self::find().filter(Column::OrgId.eq(org.to_string()))
    }
}

/// `seq` comes from [`crate::lease::next_event`] in the same transaction.
pub async fn insert(db: &impl ConnectionTrait, org_id: &str, build_id: &str, seq: i32, event: String, at: Timestamp) -> Result<(), DbErr> {
    let row = ActiveModel { build_id: Set(build_id.to_owned()), seq: Set(seq), org_id: Set(org_id.to_owned()), at: Set(at.micros()), event: Set(event) };
    Entity::insert(row).exec_without_returning(db).await.map(drop)
}

/// Events above `after`, oldest first, at most `limit`.
pub async fn after(db: &impl ConnectionTrait, org: OrgId, build: BuildId, after: i32, limit: u64) -> Result<Vec<Model>, DbErr> {
    Entity::of(org).filter(Column::BuildId.eq(build.to_string())).filter(Column::Seq.gt(after)).order_by_asc(Column::Seq).limit(limit).all(db).await
}

/// Removes the events of every build of a server; call it before the builds go.
pub async fn delete_of_server(db: &impl ConnectionTrait, org: OrgId, server: &str) -> Result<(), DbErr> {
    let mut of_server = Query::select();
    of_server.column(builds::Column::Id).from(builds::Entity).and_where(builds::Column::ServerId.eq(server));
    let delete = Entity::delete_many().filter(Column::OrgId.eq(org.to_string())).filter(Column::BuildId.in_subquery(of_server));
    delete.exec(db).await.map(drop)
}

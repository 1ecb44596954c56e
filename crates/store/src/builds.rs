//! Builds: jobs that workers claim under a [lease](crate::lease).

use contract::{BuildId, OrgId, VersionId, dto::Timestamp};
use sea_orm::{QueryOrder, QuerySelect, Set, entity::prelude::*, sea_query::Expr};

use crate::lease::{Leased, fenced};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "builds")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub org_id: String,
    pub server_id: String,
    pub version_id: String,
    /// `queued`, `running`, `succeeded`, `failed`.
    pub status: String,
    /// How often it was claimed.
    pub attempt: i32,
    /// A running build whose lease has ended can be claimed again.
    pub lease_until: i64,
    /// SHA-256 of the key that opens the version under test for the self-test, hex.
    pub probe_hash: Option<String>,
    /// Sequence number of the newest event.
    pub last_event: i32,
    pub error: Option<String>,
    pub created_at: i64,
    pub ended_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The builds of one organisation.
    pub fn of(org: OrgId) -> Select<Self> {
        Self::find().filter(Column::OrgId.eq(org.to_string()))
    }
}

impl Leased for Entity {
    const ID: Column = Column::Id;
    const STATUS: Column = Column::Status;
    const ATTEMPT: Column = Column::Attempt;
    const LEASE_UNTIL: Column = Column::LeaseUntil;
    const LAST_EVENT: Column = Column::LastEvent;
}

/// Queues a build.
pub async fn insert(db: &impl ConnectionTrait, org: OrgId, server: &str, version: VersionId, id: BuildId, now: Timestamp) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(id.to_string()),
        org_id: Set(org.to_string()),
        server_id: Set(server.to_owned()),
        version_id: Set(version.to_string()),
        status: Set("queued".to_owned()),
        attempt: Set(0),
        lease_until: Set(0),
        probe_hash: Set(None),
        last_event: Set(0),
        error: Set(None),
        created_at: Set(now.micros()),
        ended_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(db).await.map(drop)
}

pub async fn by_id(db: &impl ConnectionTrait, org: OrgId, id: BuildId) -> Result<Option<Model>, DbErr> {
    Entity::of(org).filter(Column::Id.eq(id.to_string())).one(db).await
}

/// The server's newest builds, newest first.
pub async fn newest(db: &impl ConnectionTrait, org: OrgId, server: &str, limit: u64) -> Result<Vec<Model>, DbErr> {
    Entity::of(org).filter(Column::ServerId.eq(server)).order_by_desc(Column::Id).limit(limit).all(db).await
}

/// Sets or clears the hash of the self-test's key; `false` when the build is lost.
pub async fn set_probe(db: &impl ConnectionTrait, id: &str, attempt: i32, hash: Option<String>) -> Result<bool, DbErr> {
    let update = Entity::update_many().col_expr(Column::ProbeHash, Expr::value(hash));
    Ok(fenced(update, id, attempt).exec(db).await?.rows_affected == 1)
}

/// The running build that a self-test key belongs to, of whichever organisation: the hash is the proof.
pub async fn by_probe(db: &impl ConnectionTrait, server: &str, hash: &str) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::ServerId.eq(server)).filter(Column::ProbeHash.eq(hash)).filter(Column::Status.eq("running")).one(db).await
}

/// Ends a build; `false` when it is lost.
pub async fn end(db: &impl ConnectionTrait, id: &str, attempt: i32, error: Option<&str>, now: Timestamp) -> Result<bool, DbErr> {
    let status = if error.is_some() { "failed" } else { "succeeded" };
    let update = Entity::update_many()
        .col_expr(Column::Status, Expr::value(status))
        .col_expr(Column::Error, Expr::value(error.map(str::to_owned)))
        .col_expr(Column::ProbeHash, Expr::value(None::<String>))
        .col_expr(Column::EndedAt, Expr::value(now.micros()));
    Ok(fenced(update, id, attempt).exec(db).await?.rows_affected == 1)
}

/// Removes every build of a server.
pub async fn delete_of_server(db: &impl ConnectionTrait, org: OrgId, server: &str) -> Result<(), DbErr> {
    let delete = Entity::delete_many().filter(Column::OrgId.eq(org.to_string())).filter(Column::ServerId.eq(server));
    delete.exec(db).await.map(drop)
}

/// Builds of the organisation and the servers that they are of.
pub async fn servers_of<'a>(db: &impl ConnectionTrait, org: OrgId, ids: impl IntoIterator<Item = &'a str>) -> Result<Vec<(String, String)>, DbErr> {
    let of_ids = Entity::of(org).filter(Column::Id.is_in(ids));
    of_ids.select_only().column(Column::Id).column(Column::ServerId).into_tuple().all(db).await
}

//! Authorings: jobs that ask a model. Claimed under a [lease](crate::lease).

use contract::{AuthoringId, OrgId, UserId, dto::Timestamp};
use sea_orm::{
    QueryOrder, QuerySelect, Set,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, Query},
};

use crate::{
    authoring_events,
    lease::{Leased, fenced},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "authorings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub org_id: String,
    /// Who asked.
    pub user_id: String,
    /// `describe` or `refine`.
    pub kind: String,
    /// A draft or a server.
    pub subject_id: String,
    /// JSON of what was asked for.
    pub request: String,
    /// `queued`, `running`, `succeeded`, `failed`, `taken`.
    pub status: String,
    pub attempt: i32,
    pub lease_until: i64,
    pub last_event: i32,
    /// JSON of what came of it; only when it succeeded.
    pub outcome: Option<String>,
    pub created_at: i64,
    pub ended_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The authorings of one organisation.
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

/// What is asked for.
pub struct NewAuthoring<'a> {
    pub id: AuthoringId,
    pub org: OrgId,
    pub user: UserId,
    pub kind: &'a str,
    pub subject: &'a str,
    pub request: String,
    pub now: Timestamp,
}

/// Queues an authoring.
pub async fn insert(db: &impl ConnectionTrait, new: NewAuthoring<'_>) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(new.id.to_string()),
        org_id: Set(new.org.to_string()),
        user_id: Set(new.user.to_string()),
        kind: Set(new.kind.to_owned()),
        subject_id: Set(new.subject.to_owned()),
        request: Set(new.request),
        status: Set("queued".to_owned()),
        attempt: Set(0),
        lease_until: Set(0),
        last_event: Set(0),
        outcome: Set(None),
        created_at: Set(new.now.micros()),
        ended_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(db).await.map(drop)
}

pub async fn by_id(db: &impl ConnectionTrait, org: OrgId, id: AuthoringId) -> Result<Option<Model>, DbErr> {
    Entity::of(org).filter(Column::Id.eq(id.to_string())).one(db).await
}

/// The newest authoring of a kind about a draft or a server.
pub async fn newest(db: &impl ConnectionTrait, org: OrgId, subject: &str, kind: &str) -> Result<Option<Model>, DbErr> {
    Entity::of(org).filter(Column::SubjectId.eq(subject)).filter(Column::Kind.eq(kind)).order_by_desc(Column::Id).limit(1).one(db).await
}

/// How many of an organisation's authorings wait or run.
pub async fn open(db: &impl ConnectionTrait, org: OrgId) -> Result<u64, DbErr> {
    Entity::of(org).filter(Column::Status.is_in(["queued", "running"])).count(db).await
}

/// Ends it with what came of it, or without; `false` when it is lost.
pub async fn end(db: &impl ConnectionTrait, id: &str, attempt: i32, outcome: Option<String>, now: Timestamp) -> Result<bool, DbErr> {
    let status = if outcome.is_some() { "succeeded" } else { "failed" };
    let update = Entity::update_many()
        .col_expr(Column::Status, Expr::value(status))
        .col_expr(Column::Outcome, Expr::value(outcome))
        .col_expr(Column::EndedAt, Expr::value(now.micros()));
    Ok(fenced(update, id, attempt).exec(db).await?.rows_affected == 1)
}

/// Replaces what came of a proposal that nobody has taken; `false` when it is no longer what it was.
pub async fn amend(db: &impl ConnectionTrait, org: OrgId, id: AuthoringId, was: &str, becomes: String) -> Result<bool, DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::Outcome, Expr::value(becomes))
        .filter(Column::OrgId.eq(org.to_string()))
        .filter(Column::Id.eq(id.to_string()))
        .filter(Column::Status.eq("succeeded"))
        .filter(Column::Outcome.eq(was));
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// Marks a proposal as taken; `false` when it was taken or never succeeded.
pub async fn take(db: &impl ConnectionTrait, org: OrgId, id: AuthoringId) -> Result<bool, DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::Status, Expr::value("taken"))
        .filter(Column::OrgId.eq(org.to_string()))
        .filter(Column::Id.eq(id.to_string()))
        .filter(Column::Status.eq("succeeded"));
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// Removes whatever was asked about a draft or a server, with its events. Call it in a transaction.
pub async fn delete_of(db: &impl ConnectionTrait, org: OrgId, subject: &str) -> Result<(), DbErr> {
    delete(db, Column::OrgId.eq(org.to_string()).and(Column::SubjectId.eq(subject))).await
}

/// Removes what was asked before a moment, by anybody, with its events. Call it in a transaction.
pub async fn purge(db: &impl ConnectionTrait, before: Timestamp) -> Result<(), DbErr> {
    delete(db, Column::CreatedAt.lt(before.micros())).await
}

async fn delete(db: &impl ConnectionTrait, which: Expr) -> Result<(), DbErr> {
    let mut ids = Query::select();
    ids.column(Column::Id).from(Entity).and_where(which.clone());
    authoring_events::Entity::delete_many().filter(authoring_events::Column::AuthoringId.in_subquery(ids)).exec(db).await?;
    Entity::delete_many().filter(which).exec(db).await.map(drop)
}

//! Authorings: jobs that ask a model. Claimed under a lease like builds, with the attempt as the fencing token.

use contract::{AuthoringId, OrgId, UserId, dto::Timestamp};
use sea_orm::{
    Condition, QueryOrder, QuerySelect, Set, UpdateMany,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
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

/// The oldest authorings, of whichever organisation, that wait for a worker.
pub async fn waiting(db: &impl ConnectionTrait, now: Timestamp, limit: u64) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(claimable(now)).order_by_asc(Column::Id).limit(limit).all(db).await
}

fn claimable(now: Timestamp) -> Condition {
    let abandoned = Condition::all().add(Column::Status.eq("running")).add(Column::LeaseUntil.lte(now.micros()));
    Condition::any().add(Column::Status.eq("queued")).add(abandoned)
}

/// Claims a waiting authoring as its next attempt; `false` when somebody else was faster.
pub async fn claim(db: &impl ConnectionTrait, row: &Model, now: Timestamp, lease_until: Timestamp) -> Result<bool, DbErr> {
    let claimed = Entity::update_many()
        .col_expr(Column::Status, Expr::value("running"))
        .col_expr(Column::Attempt, Expr::value(row.attempt + 1))
        .col_expr(Column::LeaseUntil, Expr::value(lease_until.micros()))
        .filter(Column::Id.eq(row.id.as_str()))
        .filter(Column::Attempt.eq(row.attempt))
        .filter(claimable(now))
        .exec(db)
        .await?;
    Ok(claimed.rows_affected == 1)
}

fn mine(update: UpdateMany<Entity>, id: &str, attempt: i32) -> UpdateMany<Entity> {
    update.filter(Column::Id.eq(id)).filter(Column::Attempt.eq(attempt)).filter(Column::Status.eq("running"))
}

/// Renews the lease; `false` when the authoring is lost.
pub async fn renew(db: &impl ConnectionTrait, id: &str, attempt: i32, until: Timestamp) -> Result<bool, DbErr> {
    let update = Entity::update_many().col_expr(Column::LeaseUntil, Expr::value(until.micros()));
    Ok(mine(update, id, attempt).exec(db).await?.rows_affected == 1)
}

/// Takes the next event number; `None` when the authoring is lost. Call it in the event's transaction.
pub async fn next_event(db: &impl ConnectionTrait, id: &str, attempt: i32) -> Result<Option<i32>, DbErr> {
    let update = Entity::update_many().col_expr(Column::LastEvent, Expr::col(Column::LastEvent).add(1));
    if mine(update, id, attempt).exec(db).await?.rows_affected == 0 {
        return Ok(None);
    }
    Ok(Entity::find_by_id(id).one(db).await?.map(|row| row.last_event))
}

/// Ends it with what came of it, or without; `false` when it is lost.
pub async fn end(db: &impl ConnectionTrait, id: &str, attempt: i32, outcome: Option<String>, now: Timestamp) -> Result<bool, DbErr> {
    let status = if outcome.is_some() { "succeeded" } else { "failed" };
    let update = Entity::update_many()
        .col_expr(Column::Status, Expr::value(status))
        .col_expr(Column::Outcome, Expr::value(outcome))
        .col_expr(Column::EndedAt, Expr::value(now.micros()));
    Ok(mine(update, id, attempt).exec(db).await?.rows_affected == 1)
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

//! Mails about billing that are still to be sent: written with the change that they tell of, so that none is lost.

use contract::{OrgId, dto::Timestamp};
use sea_orm::{
    QueryOrder, QuerySelect, Set,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, OnConflict},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "billing_notices")]
pub struct Model {
    /// Says what it tells of, so that the same thing is told once.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub org_id: String,
    /// `payment_failed`, `suspended`, `restored`, `plan_changed`.
    pub kind: String,
    /// JSON: what the mail says.
    pub facts: String,
    pub attempts: i32,
    /// When to send it, or to try again.
    pub due_at: i64,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Adds a mail; does nothing when it waits already.
pub async fn add(db: &impl ConnectionTrait, id: &str, org: OrgId, kind: &str, facts: String, now: Timestamp) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(id.to_owned()),
        org_id: Set(org.to_string()),
        kind: Set(kind.to_owned()),
        facts: Set(facts),
        attempts: Set(0),
        due_at: Set(now.micros()),
        created_at: Set(now.micros()),
    };
    Entity::insert(row).on_conflict(OnConflict::column(Column::Id).do_nothing().to_owned()).exec_without_returning(db).await.map(drop)
}

/// Mails, of every organisation, that are due.
pub async fn due(db: &impl ConnectionTrait, now: Timestamp, limit: u64) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::DueAt.lte(now.micros())).order_by_asc(Column::CreatedAt).limit(limit).all(db).await
}

/// Takes a mail for sending: until `until` nobody else does. `false` when somebody was faster.
pub async fn take(db: &impl ConnectionTrait, notice: &Model, until: Timestamp) -> Result<bool, DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(until.micros()))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::Id.eq(notice.id.as_str()))
        .filter(Column::DueAt.eq(notice.due_at));
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// It was sent, or given up.
pub async fn remove(db: &impl ConnectionTrait, id: &str) -> Result<(), DbErr> {
    Entity::delete_by_id(id).exec(db).await.map(drop)
}

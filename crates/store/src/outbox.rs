//! Mail that waits to be sent. What was sent is gone.

use contract::{MailId, dto::Timestamp};
use sea_orm::{
    PaginatorTrait, QueryOrder, QuerySelect, Set,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "outbox")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The row's own key, wrapped by the master key.
    pub data_key: String,
    /// Recipient and text, sealed.
    pub sealed: String,
    pub created_at: i64,
    /// When it may be tried; in the future while somebody is trying.
    pub due_at: i64,
    /// Not tried any more after this.
    pub give_up_at: i64,
    pub attempts: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub async fn insert(db: &impl ConnectionTrait, id: MailId, data_key: String, sealed: String, now: Timestamp, give_up_at: Timestamp) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(id.to_string()),
        data_key: Set(data_key),
        sealed: Set(sealed),
        created_at: Set(now.micros()),
        due_at: Set(now.micros()),
        give_up_at: Set(give_up_at.micros()),
        attempts: Set(0),
    };
    Entity::insert(row).exec_without_returning(db).await.map(drop)
}

/// What may be tried now, oldest first.
pub async fn due(db: &impl ConnectionTrait, now: Timestamp, limit: u64) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::DueAt.lte(now.micros())).order_by_asc(Column::DueAt).limit(limit).all(db).await
}

/// Claims a row until `lease`; `true` for exactly one caller.
pub async fn claim(db: &impl ConnectionTrait, row: &Model, lease: Timestamp) -> Result<bool, DbErr> {
    let claimed = Entity::update_many()
        .col_expr(Column::DueAt, Expr::value(lease.micros()))
        .col_expr(Column::Attempts, Expr::col(Column::Attempts).add(1))
        .filter(Column::Id.eq(&row.id))
        .filter(Column::DueAt.eq(row.due_at));
    Ok(claimed.exec(db).await?.rows_affected == 1)
}

/// Puts off a row that could not be sent.
pub async fn put_off(db: &impl ConnectionTrait, id: &str, until: Timestamp) -> Result<(), DbErr> {
    Entity::update_many().col_expr(Column::DueAt, Expr::value(until.micros())).filter(Column::Id.eq(id)).exec(db).await.map(drop)
}

pub async fn delete(db: &impl ConnectionTrait, id: &str) -> Result<(), DbErr> {
    Entity::delete_by_id(id).exec(db).await.map(drop)
}

/// Mail that has not been sent yet; for health pages.
pub async fn count(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    Entity::find().count(db).await
}

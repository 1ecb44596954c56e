//! Webhook events that were taken, so that each has one effect.

use contract::dto::Timestamp;
use sea_orm::{
    QueryOrder, QuerySelect, Set,
    entity::prelude::*,
    sea_query::{Expr, OnConflict},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "billing_events")]
pub struct Model {
    /// `evt_…`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// `invoice.paid`.
    pub kind: String,
    pub org_id: Option<String>,
    /// `claimed`, `done`, `unreadable`.
    pub state: String,
    /// Known to the one who works on it.
    pub token: String,
    pub lease_until: i64,
    pub at: i64,
    /// Why nothing was done, or what could not be read.
    pub note: Option<String>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What came of trying to claim an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is the caller's to handle.
    Taken,
    /// Somebody handles it at this moment.
    Busy,
    /// It was handled before.
    Done,
}

/// Claims an event for a short time. A claim whose time has run out, and an event that could not be read, can be claimed again.
pub async fn claim(db: &impl ConnectionTrait, id: &str, kind: &str, token: &str, now: Timestamp, until: Timestamp) -> Result<Claim, DbErr> {
    let row = ActiveModel {
        id: Set(id.to_owned()),
        kind: Set(kind.to_owned()),
        org_id: Set(None),
        state: Set("claimed".to_owned()),
        token: Set(token.to_owned()),
        lease_until: Set(until.micros()),
        at: Set(now.micros()),
        note: Set(None),
    };
    if Entity::insert(row).on_conflict(OnConflict::column(Column::Id).do_nothing().to_owned()).exec_without_returning(db).await? > 0 {
        return Ok(Claim::Taken);
    }
    let taken = Entity::update_many()
        .col_expr(Column::State, Expr::value("claimed"))
        .col_expr(Column::Token, Expr::value(token))
        .col_expr(Column::LeaseUntil, Expr::value(until.micros()))
        .filter(Column::Id.eq(id))
        .filter(Column::State.ne("done"))
        .filter(Column::LeaseUntil.lte(now.micros()))
        .exec(db)
        .await?;
    if taken.rows_affected > 0 {
        return Ok(Claim::Taken);
    }
    let done = Entity::find_by_id(id).one(db).await?.is_some_and(|row| row.state == "done");
    Ok(if done { Claim::Done } else { Claim::Busy })
}

/// Marks a claimed event as handled; `false` when the claim has passed to somebody else.
pub async fn finish(db: &impl ConnectionTrait, id: &str, token: &str, org: Option<&str>, note: Option<&str>) -> Result<bool, DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value("done"))
        .col_expr(Column::OrgId, Expr::value(org.map(str::to_owned)))
        .col_expr(Column::Note, Expr::value(note.map(str::to_owned)));
    Ok(update.filter(Column::Id.eq(id)).filter(Column::Token.eq(token)).filter(Column::State.eq("claimed")).exec(db).await?.rows_affected == 1)
}

/// Gives a claim back, as if it had never been made.
pub async fn give_back(db: &impl ConnectionTrait, id: &str, token: &str) -> Result<(), DbErr> {
    let delete = Entity::delete_many().filter(Column::Id.eq(id)).filter(Column::Token.eq(token)).filter(Column::State.eq("claimed"));
    delete.exec(db).await.map(drop)
}

/// Remembers an event that matters and could not be read.
pub async fn unreadable(db: &impl ConnectionTrait, id: &str, kind: &str, note: &str, now: Timestamp) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(id.to_owned()),
        kind: Set(kind.to_owned()),
        org_id: Set(None),
        state: Set("unreadable".to_owned()),
        token: Set(String::new()),
        lease_until: Set(0),
        at: Set(now.micros()),
        note: Set(Some(note.to_owned())),
    };
    let mut again = OnConflict::column(Column::Id);
    again.update_columns([Column::At, Column::Note]);
    Entity::insert(row).on_conflict(again).exec_without_returning(db).await.map(drop)
}

/// Events that could not be read, newest first.
pub async fn alarms(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::State.eq("unreadable")).order_by_desc(Column::At).limit(limit).all(db).await
}

/// Removes what is older than `before`, claims that were never ended included.
pub async fn purge(db: &impl ConnectionTrait, before: Timestamp) -> Result<u64, DbErr> {
    Ok(Entity::delete_many().filter(Column::At.lt(before.micros())).exec(db).await?.rows_affected)
}

//! Attempts to sign in by magic link.

use contract::{Email, LoginId, SessionId, dto::Timestamp};
use sea_orm::{
    PaginatorTrait, Set,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "logins")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub email: String,
    /// SHA-256 of the token in the link, hex.
    pub token_hash: String,
    /// SHA-256 of the cookie of the browser that asked, hex.
    pub browser_hash: String,
    /// Keyed hash of the code that can be typed, hex.
    pub code_hash: String,
    /// Wrong codes so far.
    pub code_failures: i32,
    /// Where the person wanted to go.
    pub next_path: String,
    /// The session that is confirmed; none where a new one begins.
    pub session_id: Option<String>,
    pub created_at: i64,
    pub expires_at: i64,
    /// When it was used, or replaced by a newer attempt.
    pub closed_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A new attempt.
pub struct NewLogin<'a> {
    pub id: LoginId,
    pub email: &'a Email,
    pub token_hash: String,
    pub browser_hash: String,
    pub code_hash: String,
    pub next_path: &'a str,
    pub session: Option<SessionId>,
    pub now: Timestamp,
    pub expires_at: Timestamp,
}

/// Closes the address's older attempts and adds this one: the newest wins.
pub async fn replace(db: &impl ConnectionTrait, new: NewLogin<'_>) -> Result<(), DbErr> {
    Entity::update_many()
        .col_expr(Column::ClosedAt, Expr::value(new.now.micros()))
        .filter(Column::Email.eq(new.email.as_str()))
        .filter(Column::ClosedAt.is_null())
        .exec(db)
        .await?;
    let row = ActiveModel {
        id: Set(new.id.to_string()),
        email: Set(new.email.to_string()),
        token_hash: Set(new.token_hash),
        browser_hash: Set(new.browser_hash),
        code_hash: Set(new.code_hash),
        code_failures: Set(0),
        next_path: Set(new.next_path.to_owned()),
        session_id: Set(new.session.map(|session| session.to_string())),
        created_at: Set(new.now.micros()),
        expires_at: Set(new.expires_at.micros()),
        closed_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(db).await.map(drop)
}

fn open(now: Timestamp) -> Select<Entity> {
    Entity::find().filter(Column::ClosedAt.is_null()).filter(Column::ExpiresAt.gt(now.micros()))
}

/// The open attempt with this token.
pub async fn by_token(db: &impl ConnectionTrait, token_hash: &str, now: Timestamp) -> Result<Option<Model>, DbErr> {
    open(now).filter(Column::TokenHash.eq(token_hash)).one(db).await
}

/// Attempts of an address that are open, expired ones included.
pub async fn count_open(db: &impl ConnectionTrait, email: &Email) -> Result<u64, DbErr> {
    Entity::find().filter(Column::Email.eq(email.as_str())).filter(Column::ClosedAt.is_null()).count(db).await
}

/// The open attempt of this browser.
pub async fn by_browser(db: &impl ConnectionTrait, browser_hash: &str, now: Timestamp) -> Result<Option<Model>, DbErr> {
    open(now).filter(Column::BrowserHash.eq(browser_hash)).one(db).await
}

/// Closes an open attempt; `true` for exactly one caller, however many try at once.
pub async fn close(db: &impl ConnectionTrait, id: &str, now: Timestamp) -> Result<bool, DbErr> {
    let closed = Entity::update_many()
        .col_expr(Column::ClosedAt, Expr::value(now.micros()))
        .filter(Column::Id.eq(id))
        .filter(Column::ClosedAt.is_null())
        .exec(db)
        .await?;
    Ok(closed.rows_affected == 1)
}

/// Takes one of the attempts to type the code; `false` when none of the five is left. Taken before the code is
/// compared, so that many guesses at once cannot be more than five.
pub async fn take_code_attempt(db: &impl ConnectionTrait, id: &str) -> Result<bool, DbErr> {
    let counted = Entity::update_many()
        .col_expr(Column::CodeFailures, Expr::col(Column::CodeFailures).add(1))
        .filter(Column::Id.eq(id))
        .filter(Column::CodeFailures.lt(5))
        .exec(db)
        .await?;
    Ok(counted.rows_affected == 1)
}

/// Removes every attempt of an address.
pub async fn delete_all_of(db: &impl ConnectionTrait, email: &Email) -> Result<(), DbErr> {
    Entity::delete_many().filter(Column::Email.eq(email.as_str())).exec(db).await.map(drop)
}

/// Removes attempts that ended before this moment.
pub async fn purge(db: &impl ConnectionTrait, before: Timestamp) -> Result<u64, DbErr> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lt(before.micros())).exec(db).await?.rows_affected)
}

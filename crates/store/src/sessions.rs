//! Signed-in sessions.

use contract::{OrgId, SessionId, UserId, dto::Timestamp};
use sea_orm::{QueryOrder, Set, entity::prelude::*, sea_query::Expr};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "sessions")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// SHA-256 of the cookie, hex.
    pub token_hash: String,
    pub user_id: String,
    /// The organisation that this session looks at.
    pub org_id: String,
    pub created_at: i64,
    pub last_seen_at: i64,
    pub expires_at: i64,
    pub ip: String,
    pub user_agent: String,
    /// When the person last proved, with a link or a passkey, that it is them.
    pub confirmed_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl Model {
    /// Neither over nor forgotten: seen after `idle_since`, and its end is to come.
    pub const fn is_alive(&self, now: Timestamp, idle_since: Timestamp) -> bool {
        self.expires_at > now.micros() && self.last_seen_at > idle_since.micros()
    }
}

impl ActiveModelBehavior for ActiveModel {}

/// A new session.
pub struct NewSession {
    pub id: SessionId,
    pub token_hash: String,
    pub user: UserId,
    pub org: OrgId,
    pub now: Timestamp,
    pub expires_at: Timestamp,
    pub ip: String,
    pub user_agent: String,
}

pub async fn insert(db: &impl ConnectionTrait, new: NewSession) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(new.id.to_string()),
        token_hash: Set(new.token_hash),
        user_id: Set(new.user.to_string()),
        org_id: Set(new.org.to_string()),
        created_at: Set(new.now.micros()),
        last_seen_at: Set(new.now.micros()),
        expires_at: Set(new.expires_at.micros()),
        ip: Set(new.ip),
        user_agent: Set(new.user_agent),
        confirmed_at: Set(new.now.micros()),
    };
    Entity::insert(row).exec_without_returning(db).await.map(drop)
}

/// The session of a cookie, if it is neither expired nor idle since before `idle_since`.
pub async fn by_token(db: &impl ConnectionTrait, token_hash: &str, now: Timestamp, idle_since: Timestamp) -> Result<Option<Model>, DbErr> {
    Entity::find()
        .filter(Column::TokenHash.eq(token_hash))
        .filter(Column::ExpiresAt.gt(now.micros()))
        .filter(Column::LastSeenAt.gt(idle_since.micros()))
        .one(db)
        .await
}

pub async fn touch(db: &impl ConnectionTrait, id: &str, now: Timestamp) -> Result<(), DbErr> {
    Entity::update_many().col_expr(Column::LastSeenAt, Expr::value(now.micros())).filter(Column::Id.eq(id)).exec(db).await.map(drop)
}

/// Lets a session look at another organisation; the caller has made sure that its person is a member there.
pub async fn set_org(db: &impl ConnectionTrait, id: SessionId, org: OrgId) -> Result<(), DbErr> {
    Entity::update_many().col_expr(Column::OrgId, Expr::value(org.to_string())).filter(Column::Id.eq(id.to_string())).exec(db).await.map(drop)
}

/// Leads every session of a person away from an organisation that they have left.
pub async fn move_away(db: &impl ConnectionTrait, user: UserId, from: OrgId, to: OrgId) -> Result<(), DbErr> {
    let moved = Entity::update_many().col_expr(Column::OrgId, Expr::value(to.to_string()));
    moved.filter(Column::UserId.eq(user.to_string())).filter(Column::OrgId.eq(from.to_string())).exec(db).await.map(drop)
}

/// The person has proved again that it is them; the cookie of before is worth nothing any more. `false` when the session has ended.
pub async fn confirm(db: &impl ConnectionTrait, id: SessionId, user: UserId, token_hash: String, now: Timestamp) -> Result<bool, DbErr> {
    let confirmed = Entity::update_many()
        .col_expr(Column::ConfirmedAt, Expr::value(now.micros()))
        .col_expr(Column::LastSeenAt, Expr::value(now.micros()))
        .col_expr(Column::TokenHash, Expr::value(token_hash))
        .filter(Column::Id.eq(id.to_string()))
        .filter(Column::UserId.eq(user.to_string()));
    Ok(confirmed.exec(db).await?.rows_affected == 1)
}

pub async fn by_id(db: &impl ConnectionTrait, id: SessionId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id.to_string()).one(db).await
}

/// When the session was last confirmed; `None` when it has ended.
pub async fn confirmed_at(db: &impl ConnectionTrait, id: SessionId) -> Result<Option<Timestamp>, DbErr> {
    Ok(Entity::find_by_id(id.to_string()).one(db).await?.map(|row| Timestamp(row.confirmed_at)))
}

/// The person's sessions that still count, the one used last first.
pub async fn list(db: &impl ConnectionTrait, user: UserId, now: Timestamp, idle_since: Timestamp) -> Result<Vec<Model>, DbErr> {
    let live = Entity::find().filter(Column::UserId.eq(user.to_string())).filter(Column::ExpiresAt.gt(now.micros()));
    live.filter(Column::LastSeenAt.gt(idle_since.micros())).order_by_desc(Column::LastSeenAt).all(db).await
}

/// Ends one session of a person.
pub async fn delete_of(db: &impl ConnectionTrait, user: UserId, id: SessionId) -> Result<bool, DbErr> {
    let ended = Entity::delete_many().filter(Column::UserId.eq(user.to_string())).filter(Column::Id.eq(id.to_string()));
    Ok(ended.exec(db).await?.rows_affected == 1)
}

pub async fn delete(db: &impl ConnectionTrait, id: SessionId) -> Result<bool, DbErr> {
    Ok(Entity::delete_by_id(id.to_string()).exec(db).await?.rows_affected == 1)
}

/// Ends every session of a person; says how many there were.
pub async fn delete_all_of(db: &impl ConnectionTrait, user: UserId) -> Result<u64, DbErr> {
    Ok(Entity::delete_many().filter(Column::UserId.eq(user.to_string())).exec(db).await?.rows_affected)
}

pub async fn purge(db: &impl ConnectionTrait, now: Timestamp) -> Result<u64, DbErr> {
    Ok(Entity::delete_many().filter(Column::ExpiresAt.lt(now.micros())).exec(db).await?.rows_affected)
}

/// Ends all sessions of a person but this one.
pub async fn delete_others(db: &impl ConnectionTrait, user: UserId, kept: SessionId) -> Result<u64, DbErr> {
    let others = Entity::delete_many().filter(Column::UserId.eq(user.to_string())).filter(Column::Id.ne(kept.to_string()));
    Ok(others.exec(db).await?.rows_affected)
}

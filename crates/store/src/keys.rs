//! API keys.

use contract::{KeyId, OrgId, UserId, dto::Timestamp};
use sea_orm::{QueryOrder, QuerySelect, Set, entity::prelude::*, sea_query::Expr};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "api_keys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub org_id: String,
    /// The person who made it.
    pub user_id: String,
    pub name: String,
    /// The first characters, to recognise it by.
    pub hint: String,
    /// SHA-256 of the key, hex.
    pub key_hash: String,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
    pub expires_at: Option<i64>,
    pub revoked_at: Option<i64>,
    /// Names of scopes with a space between them.
    pub scopes: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl Model {
    /// Neither revoked nor over.
    pub fn is_alive(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|at| at > now.micros())
    }
}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The keys of one organisation that have not been revoked.
    pub fn of(org: OrgId) -> Select<Self> {
        Self::find().filter(Column::OrgId.eq(org.to_string())).filter(Column::RevokedAt.is_null())
    }
}

/// A new key.
pub struct NewKey<'a> {
    pub id: KeyId,
    pub org: OrgId,
    pub user: UserId,
    pub name: &'a str,
    pub hint: String,
    pub key_hash: String,
    /// Names of scopes with a space between them.
    pub scopes: String,
    pub expires_at: Option<Timestamp>,
    pub now: Timestamp,
}

pub async fn insert(db: &impl ConnectionTrait, new: NewKey<'_>) -> Result<Model, DbErr> {
    let row = ActiveModel {
        id: Set(new.id.to_string()),
        org_id: Set(new.org.to_string()),
        user_id: Set(new.user.to_string()),
        name: Set(new.name.to_owned()),
        hint: Set(new.hint),
        key_hash: Set(new.key_hash),
        created_at: Set(new.now.micros()),
        last_used_at: Set(None),
        expires_at: Set(new.expires_at.map(Timestamp::micros)),
        revoked_at: Set(None),
        scopes: Set(new.scopes),
    };
    row.insert(db).await
}

pub async fn list(db: &impl ConnectionTrait, org: OrgId) -> Result<Vec<Model>, DbErr> {
    Entity::of(org).order_by_desc(Column::CreatedAt).all(db).await
}

/// A key of the organisation that has not been revoked.
pub async fn by_id(db: &impl ConnectionTrait, org: OrgId, id: KeyId) -> Result<Option<Model>, DbErr> {
    Entity::of(org).filter(Column::Id.eq(id.to_string())).one(db).await
}

/// The keys that a person made in the organisation and that have not been revoked.
pub async fn of_user(db: &impl ConnectionTrait, org: OrgId, user: UserId) -> Result<Vec<Model>, DbErr> {
    Entity::of(org).filter(Column::UserId.eq(user.to_string())).order_by_desc(Column::CreatedAt).all(db).await
}

/// The living key with this hash, of whichever organisation: the hash is the proof.
pub async fn by_hash(db: &impl ConnectionTrait, key_hash: &str, now: Timestamp) -> Result<Option<Model>, DbErr> {
    Ok(Entity::find().filter(Column::KeyHash.eq(key_hash)).one(db).await?.filter(|key| key.is_alive(now)))
}

pub async fn touch(db: &impl ConnectionTrait, id: &str, now: Timestamp) -> Result<(), DbErr> {
    Entity::update_many().col_expr(Column::LastUsedAt, Expr::value(now.micros())).filter(Column::Id.eq(id)).exec(db).await.map(drop)
}

/// Revokes a key of the organisation; `false` when it has none such.
pub async fn revoke(db: &impl ConnectionTrait, org: OrgId, id: KeyId, now: Timestamp) -> Result<bool, DbErr> {
    let revoked = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now.micros()))
        .filter(Column::OrgId.eq(org.to_string()))
        .filter(Column::Id.eq(id.to_string()))
        .filter(Column::RevokedAt.is_null())
        .exec(db)
        .await?;
    Ok(revoked.rows_affected == 1)
}

/// The person who made a key, of whichever organisation.
pub async fn owner(db: &impl ConnectionTrait, id: &str) -> Result<Option<String>, DbErr> {
    Ok(Entity::find_by_id(id).one(db).await?.map(|row| row.user_id))
}

/// Ids of all keys that the person made, of every organisation, revoked ones included.
pub async fn ids_of(db: &impl ConnectionTrait, user: &str) -> Result<Vec<String>, DbErr> {
    Entity::find().filter(Column::UserId.eq(user)).select_only().column(Column::Id).into_tuple().all(db).await
}

//! Passkeys of people, and the challenges that their browsers are answering.

use contract::{PasskeyId, UserId, dto::Timestamp};
use sea_orm::{PaginatorTrait, QueryOrder, Set, entity::prelude::*, sea_query::Expr};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "passkeys")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub user_id: String,
    pub name: String,
    /// As the authenticator chose it, base64url.
    pub credential_id: String,
    /// The public key and what never changes, base64url.
    pub static_state: String,
    /// Signature counter and flags, base64url.
    pub dynamic_state: String,
    pub created_at: i64,
    pub last_used_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The passkeys of one person.
    pub fn of(user: UserId) -> Select<Self> {
        Self::find().filter(Column::UserId.eq(user.to_string()))
    }
}

/// A new passkey.
pub struct NewPasskey<'a> {
    pub id: PasskeyId,
    pub user: UserId,
    pub name: &'a str,
    pub credential_id: String,
    pub static_state: String,
    pub dynamic_state: String,
    pub now: Timestamp,
}

pub async fn insert(db: &impl ConnectionTrait, new: NewPasskey<'_>) -> Result<Model, DbErr> {
    let row = ActiveModel {
        id: Set(new.id.to_string()),
        user_id: Set(new.user.to_string()),
        name: Set(new.name.to_owned()),
        credential_id: Set(new.credential_id),
        static_state: Set(new.static_state),
        dynamic_state: Set(new.dynamic_state),
        created_at: Set(new.now.micros()),
        last_used_at: Set(None),
    };
    row.insert(db).await
}

pub async fn list(db: &impl ConnectionTrait, user: UserId) -> Result<Vec<Model>, DbErr> {
    Entity::of(user).order_by_desc(Column::Id).all(db).await
}

pub async fn count(db: &impl ConnectionTrait, user: UserId) -> Result<u64, DbErr> {
    Entity::of(user).count(db).await
}

/// The passkey with this credential, if it is this person's.
pub async fn by_credential(db: &impl ConnectionTrait, user: UserId, credential_id: &str) -> Result<Option<Model>, DbErr> {
    Entity::of(user).filter(Column::CredentialId.eq(credential_id)).one(db).await
}

pub async fn by_id(db: &impl ConnectionTrait, user: UserId, id: PasskeyId) -> Result<Option<Model>, DbErr> {
    Entity::of(user).filter(Column::Id.eq(id.to_string())).one(db).await
}

pub async fn rename(db: &impl ConnectionTrait, user: UserId, id: PasskeyId, name: &str) -> Result<bool, DbErr> {
    let renamed = Entity::update_many().col_expr(Column::Name, Expr::value(name));
    Ok(renamed.filter(Column::UserId.eq(user.to_string())).filter(Column::Id.eq(id.to_string())).exec(db).await?.rows_affected == 1)
}

/// Notes a use, with the counter that the authenticator has reached.
pub async fn used(db: &impl ConnectionTrait, id: &str, dynamic_state: String, now: Timestamp) -> Result<(), DbErr> {
    let used = Entity::update_many().col_expr(Column::DynamicState, Expr::value(dynamic_state)).col_expr(Column::LastUsedAt, Expr::value(now.micros()));
    used.filter(Column::Id.eq(id)).exec(db).await.map(drop)
}

pub async fn delete(db: &impl ConnectionTrait, user: UserId, id: PasskeyId) -> Result<bool, DbErr> {
    let deleted = Entity::delete_many().filter(Column::UserId.eq(user.to_string())).filter(Column::Id.eq(id.to_string()));
    Ok(deleted.exec(db).await?.rows_affected == 1)
}

/// One open challenge for each session or browser.
pub mod challenges {
    use super::Timestamp;
    use sea_orm::{Set, entity::prelude::*, sea_query::OnConflict};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "passkey_challenges")]
    pub struct Model {
        /// Purpose, and the session or browser that was asked.
        #[sea_orm(primary_key, auto_increment = false)]
        pub owner: String,
        /// What the answer is checked against, base64url.
        pub state: String,
        pub expires_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    /// Keeps a challenge; an older one of the same owner is forgotten.
    pub async fn put(db: &impl ConnectionTrait, owner: &str, state: String, expires_at: Timestamp) -> Result<(), DbErr> {
        let row = ActiveModel { owner: Set(owner.to_owned()), state: Set(state), expires_at: Set(expires_at.micros()) };
        let newest = OnConflict::column(Column::Owner).update_columns([Column::State, Column::ExpiresAt]).to_owned();
        Entity::insert(row).on_conflict(newest).exec_without_returning(db).await.map(drop)
    }

    /// Takes the challenge; of many callers exactly one gets it.
    pub async fn take(db: &impl ConnectionTrait, owner: &str, now: Timestamp) -> Result<Option<String>, DbErr> {
        let Some(row) = Entity::find_by_id(owner).one(db).await? else { return Ok(None) };
        let taken = Entity::delete_many().filter(Column::Owner.eq(owner)).filter(Column::State.eq(&row.state)).exec(db).await?;
        Ok((taken.rows_affected == 1 && row.expires_at > now.micros()).then_some(row.state))
    }

    pub async fn purge(db: &impl ConnectionTrait, now: Timestamp) -> Result<u64, DbErr> {
        Ok(Entity::delete_many().filter(Column::ExpiresAt.lt(now.micros())).exec(db).await?.rows_affected)
    }
}

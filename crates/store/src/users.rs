//! People.

use contract::{Email, UserId, dto::Timestamp};
use sea_orm::{QuerySelect, Set, entity::prelude::*, sea_query::OnConflict};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Lower-case, unique.
    pub email: String,
    pub name: String,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub async fn by_email(db: &impl ConnectionTrait, email: &Email) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::Email.eq(email.as_str())).one(db).await
}

/// Whether anybody has an account yet.
pub async fn exist(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    Ok(Entity::find().limit(1).one(db).await?.is_some())
}

pub async fn by_id(db: &impl ConnectionTrait, id: &str) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(db).await
}

/// The addresses of these people, in this order.
pub async fn emails(db: &impl ConnectionTrait, ids: &[String]) -> Result<Vec<String>, DbErr> {
    let people = Entity::find().filter(Column::Id.is_in(ids)).all(db).await?;
    Ok(ids.iter().filter_map(|id| people.iter().find(|person| person.id == *id)).map(|person| person.email.clone()).collect())
}

/// People by their ids.
pub async fn by_ids(db: &impl ConnectionTrait, ids: Vec<String>) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::Id.is_in(ids)).all(db).await
}

/// Adds a person; does nothing when the address exists already. `true` when it was added.
pub async fn insert(db: &impl ConnectionTrait, id: UserId, email: &Email, name: &str, now: Timestamp) -> Result<bool, DbErr> {
    let row = ActiveModel { id: Set(id.to_string()), email: Set(email.to_string()), name: Set(name.to_owned()), created_at: Set(now.micros()) };
    let added = Entity::insert(row).on_conflict(OnConflict::column(Column::Email).do_nothing().to_owned()).exec_without_returning(db).await?;
    Ok(added > 0)
}

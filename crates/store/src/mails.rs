//! The development mailbox.

use contract::{Email, MailId, dto::Timestamp};
use sea_orm::{QueryOrder, QuerySelect, Set, entity::prelude::*};

use crate::admin::holds;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "mails")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub recipient: String,
    pub subject: String,
    pub body: String,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub async fn insert(db: &impl ConnectionTrait, id: MailId, to: &Email, subject: &str, body: &str, now: Timestamp) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(id.to_string()),
        recipient: Set(to.to_string()),
        subject: Set(subject.to_owned()),
        body: Set(body.to_owned()),
        created_at: Set(now.micros()),
    };
    Entity::insert(row).exec_without_returning(db).await.map(drop)
}

/// The newest mails.
pub async fn newest(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<Model>, DbErr> {
    Entity::find().order_by_desc(Column::Id).limit(limit).all(db).await
}

/// Removes mails to an address and those that name it.
pub async fn delete_about(db: &impl ConnectionTrait, email: &Email) -> Result<(), DbErr> {
    let about = holds(email.as_str(), &[Column::Subject, Column::Body]).add(Column::Recipient.eq(email.as_str()));
    Entity::delete_many().filter(about).exec(db).await.map(drop)
}

/// Removes mails from before this moment.
pub async fn purge(db: &impl ConnectionTrait, before: Timestamp) -> Result<u64, DbErr> {
    Ok(Entity::delete_many().filter(Column::CreatedAt.lt(before.micros())).exec(db).await?.rows_affected)
}

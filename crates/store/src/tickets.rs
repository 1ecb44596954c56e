//! Support tickets and what was written in them.

use contract::{OrgId, TicketId, UserId, dto::Timestamp};
use sea_orm::{
    QueryOrder, QuerySelect, Set,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "tickets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// The person who wrote it.
    pub user_id: String,
    /// The organisation that the person was looking at; its audit log tells what happens to the ticket.
    pub org_id: String,
    pub subject: String,
    /// `open`, `waiting`, `solved`, `reopened`.
    pub state: String,
    /// How many messages it has.
    pub messages: i32,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The tickets of one person: nobody else in the organisation sees them.
    pub fn of(user: UserId) -> Select<Self> {
        Self::find().filter(Column::UserId.eq(user.to_string()))
    }
}

/// A new ticket, without its message.
pub struct NewTicket<'a> {
    pub id: TicketId,
    pub user: UserId,
    pub org: OrgId,
    pub subject: &'a str,
    pub now: Timestamp,
}

pub async fn insert(db: &impl ConnectionTrait, new: NewTicket<'_>) -> Result<Model, DbErr> {
    let row = ActiveModel {
        id: Set(new.id.to_string()),
        user_id: Set(new.user.to_string()),
        org_id: Set(new.org.to_string()),
        subject: Set(new.subject.to_owned()),
        state: Set("open".to_owned()),
        messages: Set(0),
        created_at: Set(new.now.micros()),
        updated_at: Set(new.now.micros()),
    };
    row.insert(db).await
}

/// The person's tickets, newest first, older than `before` where it is given.
pub async fn page(db: &impl ConnectionTrait, user: UserId, before: Option<TicketId>, limit: u64) -> Result<Vec<Model>, DbErr> {
    let mut tickets = Entity::of(user).order_by_desc(Column::Id).limit(limit);
    if let Some(before) = before {
        tickets = tickets.filter(Column::Id.lt(before.to_string()));
    }
    tickets.all(db).await
}

/// One ticket of the person.
pub async fn by_id(db: &impl ConnectionTrait, user: UserId, id: TicketId) -> Result<Option<Model>, DbErr> {
    Entity::of(user).filter(Column::Id.eq(id.to_string())).one(db).await
}

/// Sets the state; `false` when it is no longer the one that `from` was read with.
pub async fn set_state(db: &impl ConnectionTrait, from: &Model, state: &str, now: Timestamp) -> Result<bool, DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value(state))
        .col_expr(Column::UpdatedAt, Expr::value(now.micros()))
        .filter(Column::Id.eq(from.id.as_str()))
        .filter(Column::State.eq(from.state.as_str()));
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// Removes everything that a person wrote, with the answers.
pub async fn delete_of(db: &impl ConnectionTrait, user: UserId) -> Result<u64, DbErr> {
    Ok(Entity::delete_many().filter(Column::UserId.eq(user.to_string())).exec(db).await?.rows_affected)
}

/// What was written in tickets.
pub mod messages {
    use contract::{TicketMessageId, dto::Timestamp};
    use sea_orm::{QueryOrder, Set, entity::prelude::*};

    use super::{Expr, ExprTrait};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "ticket_messages")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        pub ticket_id: String,
        /// Written by the platform's team, not by the person.
        pub from_team: bool,
        pub body: String,
        pub at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Entity {
        /// The messages of one ticket, which was read with its person's id.
        pub fn of(ticket: &super::Model) -> Select<Self> {
            Self::find().filter(Column::TicketId.eq(ticket.id.as_str()))
        }
    }

    /// Oldest first.
    pub async fn all(db: &impl ConnectionTrait, ticket: &super::Model) -> Result<Vec<Model>, DbErr> {
        Entity::of(ticket).order_by_asc(Column::At).order_by_asc(Column::Id).all(db).await
    }

    /// Adds a message and counts it.
    pub async fn insert(
        db: &impl ConnectionTrait,
        ticket: &super::Model,
        id: TicketMessageId,
        from_team: bool,
        body: &str,
        now: Timestamp,
    ) -> Result<(), DbErr> {
        let row = ActiveModel {
            id: Set(id.to_string()),
            ticket_id: Set(ticket.id.clone()),
            from_team: Set(from_team),
            body: Set(body.to_owned()),
            at: Set(now.micros()),
        };
        Entity::insert(row).exec_without_returning(db).await?;
        let counted = super::Entity::update_many()
            .col_expr(super::Column::Messages, Expr::col(super::Column::Messages).add(1))
            .col_expr(super::Column::UpdatedAt, Expr::value(now.micros()))
            .filter(super::Column::Id.eq(ticket.id.as_str()));
        counted.exec(db).await.map(drop)
    }
}

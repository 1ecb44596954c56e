//! Everybody's tickets.

use contract::TicketId;
use sea_orm::{Condition, PaginatorTrait, QueryOrder, QuerySelect, QueryTrait, entity::prelude::*, sea_query::Query};

use super::{Wanted, holds};
use crate::{
    tickets::{Column, Entity, Model},
    users,
};

/// Tickets by subject, id and their person's address; `only` is a state.
pub async fn page(db: &impl ConnectionTrait, wanted: &Wanted<'_>) -> Result<Vec<Model>, DbErr> {
    let mut tickets = Entity::find().order_by_desc(Column::Id).limit(wanted.limit);
    tickets = tickets.apply_if(wanted.search, |tickets, text| tickets.filter(found(text)));
    tickets = tickets.apply_if(wanted.before, |tickets, id| tickets.filter(Column::Id.lt(id)));
    tickets.apply_if(wanted.only, |tickets, state| tickets.filter(Column::State.eq(state))).all(db).await
}

fn found(text: &str) -> Condition {
    let people = Query::select().column(users::Column::Id).from(users::Entity).cond_where(holds(text, &[users::Column::Email, users::Column::Name])).to_owned();
    Condition::any().add(holds(text, &[Column::Subject, Column::Id])).add(Column::UserId.in_subquery(people))
}

/// Tickets that wait for the team.
pub async fn count_waiting(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    Entity::find().filter(Column::State.is_in(["open", "reopened"])).count(db).await
}

pub async fn by_id(db: &impl ConnectionTrait, id: TicketId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id.to_string()).one(db).await
}

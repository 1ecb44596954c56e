//! All people.

use std::collections::HashMap;

use sea_orm::{PaginatorTrait, QueryOrder, QuerySelect, QueryTrait, entity::prelude::*};

use super::{Wanted, holds};
use crate::{
    orgs::members,
    users::{Column, Entity, Model},
};

/// People by address and name.
pub async fn page(db: &impl ConnectionTrait, wanted: &Wanted<'_>) -> Result<Vec<Model>, DbErr> {
    let mut users = Entity::find().order_by_desc(Column::Id).limit(wanted.limit);
    users = users.apply_if(wanted.search, |users, text| users.filter(holds(text, &[Column::Email, Column::Name, Column::Id])));
    users.apply_if(wanted.before, |users, id| users.filter(Column::Id.lt(id))).all(db).await
}

pub async fn count(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    Entity::find().count(db).await
}

/// People by id.
pub async fn by_ids(db: &impl ConnectionTrait, ids: &[String]) -> Result<HashMap<String, Model>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(ids.iter().map(String::as_str))).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.id.clone(), row)).collect())
}

/// Pairs of person and organisation, for these people.
pub async fn memberships(db: &impl ConnectionTrait, users: &[String]) -> Result<Vec<(String, String)>, DbErr> {
    let rows = members::Entity::find().filter(members::Column::UserId.is_in(users.iter().map(String::as_str)));
    rows.select_only().column(members::Column::UserId).column(members::Column::OrgId).order_by_asc(members::Column::OrgId).into_tuple().all(db).await
}

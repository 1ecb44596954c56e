//! All organisations.

use contract::{OrgId, plan::Plan};
use sea_orm::{
    Condition, PaginatorTrait, QueryOrder, QuerySelect, QueryTrait,
    entity::prelude::*,
    sea_query::{Expr, Query},
};
use std::collections::HashMap;

use super::{Wanted, holds};
use crate::{
    orgs::{Column, Entity, Model, members},
    servers, suspensions,
};

/// The value of `only` that asks for suspended organisations; any other is a plan.
pub const SUSPENDED: &str = "suspended";

/// Organisations by handle and name; `only` is a plan or [`SUSPENDED`].
pub async fn page(db: &impl ConnectionTrait, wanted: &Wanted<'_>) -> Result<Vec<Model>, DbErr> {
    let mut orgs = Entity::find().order_by_desc(Column::Id).limit(wanted.limit);
    orgs = orgs.apply_if(wanted.search, |orgs, text| orgs.filter(holds(text, &[Column::Handle, Column::Name, Column::Id])));
    orgs = orgs.apply_if(wanted.before, |orgs, id| orgs.filter(Column::Id.lt(id)));
    orgs = orgs.apply_if(wanted.only, |orgs, only| orgs.filter(only_those(only)));
    orgs.all(db).await
}

fn only_those(only: &str) -> Condition {
    let all = Condition::all();
    if only != SUSPENDED {
        return all.add(Column::Plan.eq(only));
    }
    let suspended = Query::select().column(suspensions::Column::OrgId).from(suspensions::Entity).to_owned();
    all.add(Column::Id.in_subquery(suspended))
}

pub async fn count(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    Entity::find().count(db).await
}

pub async fn count_suspended(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    suspensions::Entity::find().count(db).await
}

/// Members of each of these organisations.
pub async fn members_of(db: &impl ConnectionTrait, orgs: &[String]) -> Result<HashMap<String, u64>, DbErr> {
    let rows = members::Entity::find().filter(members::Column::OrgId.is_in(orgs.iter().map(String::as_str)));
    let counts = rows.select_only().column(members::Column::OrgId).column_as(members::Column::UserId.count(), "many").group_by(members::Column::OrgId);
    Ok(counts.into_tuple::<(String, i64)>().all(db).await?.into_iter().map(|(org, many)| (org, many.unsigned_abs())).collect())
}

/// Servers of each of these organisations.
pub async fn servers_of(db: &impl ConnectionTrait, orgs: &[String]) -> Result<HashMap<String, u64>, DbErr> {
    let rows = servers::Entity::find().filter(servers::Column::OrgId.is_in(orgs.iter().map(String::as_str))).filter(servers::Column::DeletedAt.is_null());
    let counts = rows.select_only().column(servers::Column::OrgId).column_as(servers::Column::Id.count(), "many").group_by(servers::Column::OrgId);
    Ok(counts.into_tuple::<(String, i64)>().all(db).await?.into_iter().map(|(org, many)| (org, many.unsigned_abs())).collect())
}

/// The suspensions of these organisations, by id.
pub async fn suspensions_of(db: &impl ConnectionTrait, orgs: &[String]) -> Result<HashMap<String, suspensions::Model>, DbErr> {
    let rows = suspensions::Entity::find().filter(suspensions::Column::OrgId.is_in(orgs.iter().map(String::as_str))).all(db).await?;
    Ok(rows.into_iter().map(|row| (row.org_id.clone(), row)).collect())
}

/// Handles by id.
pub async fn handles(db: &impl ConnectionTrait, orgs: &[String]) -> Result<HashMap<String, String>, DbErr> {
    let rows = Entity::find().filter(Column::Id.is_in(orgs.iter().map(String::as_str)));
    Ok(rows.select_only().column(Column::Id).column(Column::Handle).into_tuple().all(db).await?.into_iter().collect())
}

/// Sets the plan, written as `organizations.plan` has it.
pub async fn set_plan(db: &impl ConnectionTrait, id: OrgId, plan: Plan) -> Result<(), DbErr> {
    Entity::update_many().col_expr(Column::Plan, Expr::value(plan.as_str())).filter(Column::Id.eq(id.to_string())).exec(db).await.map(drop)
}

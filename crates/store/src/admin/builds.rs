//! Everybody's builds.

use std::collections::HashMap;

use sea_orm::{Condition, PaginatorTrait, QueryOrder, QuerySelect, QueryTrait, entity::prelude::*, sea_query::Query};

use super::{Wanted, holds};
use crate::{
    builds::{Column, Entity, Model},
    orgs, servers,
};

/// Builds by id, their server's address and their organisation; `only` is a status.
pub async fn page(db: &impl ConnectionTrait, wanted: &Wanted<'_>) -> Result<Vec<Model>, DbErr> {
    let mut builds = Entity::find().order_by_desc(Column::Id).limit(wanted.limit);
    builds = builds.apply_if(wanted.search, |builds, text| builds.filter(found(text)));
    builds = builds.apply_if(wanted.before, |builds, id| builds.filter(Column::Id.lt(id)));
    builds.apply_if(wanted.only, |builds, status| builds.filter(Column::Status.eq(status))).all(db).await
}

fn found(text: &str) -> Condition {
    let servers = Query::select().column(servers::Column::Id).from(servers::Entity).cond_where(holds(text, &[servers::Column::Slug])).to_owned();
    let orgs = Query::select().column(orgs::Column::Id).from(orgs::Entity).cond_where(holds(text, &[orgs::Column::Handle])).to_owned();
    Condition::any().add(holds(text, &[Column::Id])).add(Column::ServerId.in_subquery(servers)).add(Column::OrgId.in_subquery(orgs))
}

/// Builds that wait or run.
pub async fn count_unfinished(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    Entity::find().filter(Column::Status.is_in(["queued", "running"])).count(db).await
}

pub async fn count_failed(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    Entity::find().filter(Column::Status.eq("failed")).count(db).await
}

/// Slugs of servers by id.
pub async fn slugs(db: &impl ConnectionTrait, ids: &[String]) -> Result<HashMap<String, String>, DbErr> {
    let rows = servers::Entity::find().filter(servers::Column::Id.is_in(ids.iter().map(String::as_str)));
    Ok(rows.select_only().column(servers::Column::Id).column(servers::Column::Slug).into_tuple().all(db).await?.into_iter().collect())
}

//! The platform's own log: what the people who run it did. It stands beside the organisations' logs, under an id that no
//! organisation has.

use contract::OrgId;
use sea_orm::{QueryOrder, QuerySelect, QueryTrait, entity::prelude::*};

use super::{Wanted, holds};
use crate::{
    audit::{Column, Entity, Model},
    settings,
};

/// The id under which the platform's log stands: 1 January 1970, which no organisation was made on.
pub const PLATFORM: OrgId = OrgId::new(0, 0);

/// Makes other transactions that call this wait until this one ends, so that two events never claim the same place.
pub async fn lock(tx: &crate::Tx) -> Result<(), DbErr> {
    settings::lock(tx, "platform_log").await
}

/// Events by action, resource and admin, newest first; `before` is a place in the log.
pub async fn page(db: &impl ConnectionTrait, wanted: &Wanted<'_>) -> Result<Vec<Model>, DbErr> {
    let mut events = Entity::of(PLATFORM).order_by_desc(Column::Seq).limit(wanted.limit);
    events = events.apply_if(wanted.search, |events, text| events.filter(holds(text, &[Column::Action, Column::Resource, Column::ActorId])));
    let before = wanted.before.and_then(|seq| seq.parse::<i64>().ok());
    events.apply_if(before, |events, seq| events.filter(Column::Seq.lt(seq))).all(db).await
}

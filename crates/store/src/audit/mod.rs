//! The audit log, appended only; the database refuses to change or delete its rows.

pub mod guards;
pub mod heads;
pub mod origins;

use contract::OrgId;
use sea_orm::{Condition, QueryOrder, QuerySelect, QueryTrait, Set, entity::prelude::*, sea_query::SelectStatement};

use crate::keys;

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_events")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub org_id: String,
    /// Counts from 1 within the organisation, without gaps.
    pub seq: i64,
    pub at: i64,
    /// `user`, `key`, `admin` or `system`.
    pub actor_kind: String,
    /// Id of the person, or of the key.
    pub actor_id: String,
    /// `server.created`.
    pub action: String,
    /// Id of what it is about.
    pub resource: String,
    /// JSON without secrets and without personal data.
    pub metadata: String,
    /// Hash of the event before.
    pub previous_hash: String,
    /// SHA-256 over the previous hash and this event, hex.
    pub hash: String,
    /// Salted SHA-256 of what stands about this event in [`origins`], hex; empty where nothing does.
    pub commitment: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The events of one organisation.
    pub fn of(org: OrgId) -> Select<Self> {
        Self::find().filter(Column::OrgId.eq(org.to_string()))
    }
}

/// What a list of events is narrowed down to; `None` takes everything.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// The whole action, or its noun (`server` takes `server.created`).
    pub action: Option<String>,
    /// Id of a person, which takes what they did with their keys, too, or of a key.
    pub actor: Option<String>,
    /// Id of what it is about.
    pub resource: Option<String>,
    /// Microseconds, this moment included.
    pub from: Option<i64>,
    /// Microseconds, this moment excluded.
    pub until: Option<i64>,
}

impl Filter {
    fn condition(&self, org: OrgId) -> Condition {
        let action = self.action.as_deref().map(|action| {
            let exact = Condition::any().add(Column::Action.eq(action));
            if action.contains('.') { exact } else { exact.add(Column::Action.starts_with(format!("{action}."))) }
        });
        Condition::all()
            .add_option(action)
            .add_option(
                self.actor.as_deref().map(|actor| Condition::any().add(Column::ActorId.eq(actor)).add(Column::ActorId.in_subquery(keys_of(org, actor)))),
            )
            .add_option(self.resource.as_deref().map(|resource| Column::Resource.eq(resource)))
            .add_option(self.from.map(|from| Column::At.gte(from)))
            .add_option(self.until.map(|until| Column::At.lt(until)))
    }
}

/// The keys that a person made in the organisation, revoked ones included; nothing for the id of a key.
fn keys_of(org: OrgId, user: &str) -> SelectStatement {
    let made = keys::Entity::find().filter(keys::Column::OrgId.eq(org.to_string())).filter(keys::Column::UserId.eq(user));
    made.select_only().column(keys::Column::Id).into_query()
}

/// The organisation's newest event.
pub async fn last(db: &impl ConnectionTrait, org: OrgId) -> Result<Option<Model>, DbErr> {
    Entity::of(org).order_by_desc(Column::Seq).one(db).await
}

/// Events below `before` (a sequence number), newest first, at most `limit`.
pub async fn page(db: &impl ConnectionTrait, org: OrgId, filter: &Filter, before: Option<i64>, limit: u64) -> Result<Vec<Model>, DbErr> {
    let below = Condition::all().add_option(before.map(|before| Column::Seq.lt(before)));
    Entity::of(org).filter(filter.condition(org)).filter(below).order_by_desc(Column::Seq).limit(limit).all(db).await
}

/// Events of `org_id` above `after`, oldest first, at most `limit`: for the check, which also reads what cannot be an organisation's id.
pub async fn after(db: &impl ConnectionTrait, org_id: &str, after: i64, limit: u64) -> Result<Vec<Model>, DbErr> {
    let above = Entity::find().filter(Column::OrgId.eq(org_id)).filter(Column::Seq.gt(after));
    above.order_by_asc(Column::Seq).order_by_asc(Column::Id).limit(limit).all(db).await
}

/// The smallest sequence number of an organisation: 1, or something has been meddled with.
pub async fn first_seq(db: &impl ConnectionTrait, org_id: &str) -> Result<Option<i64>, DbErr> {
    Entity::find()
        .filter(Column::OrgId.eq(org_id))
        .select_only()
        .column_as(Column::Seq.min(), "seq")
        .into_tuple::<Option<i64>>()
        .one(db)
        .await
        .map(Option::flatten)
}

/// Every organisation that has events.
pub async fn organizations(db: &impl ConnectionTrait) -> Result<Vec<String>, DbErr> {
    Entity::find().select_only().column(Column::OrgId).distinct().order_by_asc(Column::OrgId).into_tuple().all(db).await
}

pub async fn insert(db: &impl ConnectionTrait, event: Model) -> Result<(), DbErr> {
    let row = ActiveModel {
        id: Set(event.id),
        org_id: Set(event.org_id),
        seq: Set(event.seq),
        at: Set(event.at),
        actor_kind: Set(event.actor_kind),
        actor_id: Set(event.actor_id),
        action: Set(event.action),
        resource: Set(event.resource),
        metadata: Set(event.metadata),
        previous_hash: Set(event.previous_hash),
        hash: Set(event.hash),
        commitment: Set(event.commitment),
    };
    Entity::insert(row).exec_without_returning(db).await.map(drop)
}

//! Sealed credentials of servers and drafts. What stands here can be opened by the vault alone.

use contract::{OrgId, dto::Timestamp};
use sea_orm::{
    PaginatorTrait, QueryOrder, Set,
    entity::prelude::*,
    sea_query::{Expr, OnConflict},
};

#[derive(Clone, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "secrets")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: String,
    /// Id of a server or a draft.
    #[sea_orm(primary_key, auto_increment = false)]
    pub owner_id: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub slot: String,
    /// Counts replacements; bound into the sealed text.
    pub version: i64,
    pub sealed: String,
    pub set_at: i64,
}

/// The ciphertext is left out, so that it stands in no log.
impl std::fmt::Debug for Model {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("secrets::Model").field("owner_id", &self.owner_id).field("slot", &self.slot).field("version", &self.version).finish_non_exhaustive()
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The secrets of one organisation.
    pub fn of(org: OrgId) -> Select<Self> {
        Self::find().filter(Column::OrgId.eq(org.to_string()))
    }
}

/// The secrets of one server or draft, by slot name.
pub async fn list(db: &impl ConnectionTrait, org: OrgId, owner: &str) -> Result<Vec<Model>, DbErr> {
    Entity::of(org).filter(Column::OwnerId.eq(owner)).order_by_asc(Column::Slot).all(db).await
}

/// Every secret of the organisation.
pub async fn all(db: &impl ConnectionTrait, org: OrgId) -> Result<Vec<Model>, DbErr> {
    Entity::of(org).all(db).await
}

pub async fn count(db: &impl ConnectionTrait, org: OrgId) -> Result<u64, DbErr> {
    Entity::of(org).count(db).await
}

/// The same value, sealed anew.
pub async fn reseal(db: &impl ConnectionTrait, row: &Model, sealed: String) -> Result<(), DbErr> {
    let reseal = Entity::update_many().col_expr(Column::Sealed, Expr::value(sealed));
    let of = reseal.filter(Column::OrgId.eq(&row.org_id)).filter(Column::OwnerId.eq(&row.owner_id)).filter(Column::Slot.eq(&row.slot));
    of.exec(db).await.map(drop)
}

pub async fn get(db: &impl ConnectionTrait, org: OrgId, owner: &str, slot: &str) -> Result<Option<Model>, DbErr> {
    Entity::of(org).filter(Column::OwnerId.eq(owner)).filter(Column::Slot.eq(slot)).one(db).await
}

/// Stores a sealed value, in the place of an older one.
pub async fn put(db: &impl ConnectionTrait, org: OrgId, owner: &str, slot: &str, version: i64, sealed: String, now: Timestamp) -> Result<(), DbErr> {
    let row = ActiveModel {
        org_id: Set(org.to_string()),
        owner_id: Set(owner.to_owned()),
        slot: Set(slot.to_owned()),
        version: Set(version),
        sealed: Set(sealed),
        set_at: Set(now.micros()),
    };
    let mut replace = OnConflict::columns([Column::OrgId, Column::OwnerId, Column::Slot]);
    replace.update_columns([Column::Version, Column::Sealed, Column::SetAt]);
    Entity::insert(row).on_conflict(replace).exec_without_returning(db).await.map(drop)
}

/// Removes every secret of a server or draft.
pub async fn delete_of(db: &impl ConnectionTrait, org: OrgId, owner: &str) -> Result<(), DbErr> {
    let delete = Entity::delete_many().filter(Column::OrgId.eq(org.to_string())).filter(Column::OwnerId.eq(owner));
    delete.exec(db).await.map(drop)
}

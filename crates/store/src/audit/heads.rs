//! The signed head of each organisation's chain: whoever cuts the chain's end off cannot sign the new one.

use sea_orm::{
    IntoActiveModel, QueryOrder, QuerySelect,
    entity::prelude::*,
    sea_query::{Expr, OnConflict},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "audit_heads")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: String,
    /// Sequence number and hash of the newest event.
    pub seq: i64,
    pub hash: String,
    pub at: i64,
    /// Which master key the signing key comes from.
    pub key_id: String,
    /// HMAC-SHA-256, hex.
    pub signature: String,
    /// 1 until it stands in the file outside the database.
    pub waiting: i32,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

pub async fn get(db: &impl ConnectionTrait, org_id: &str) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(org_id).one(db).await
}

/// Every head.
pub async fn all(db: &impl ConnectionTrait) -> Result<Vec<Model>, DbErr> {
    Entity::find().order_by_asc(Column::OrgId).all(db).await
}

/// Puts the head in the place of the one before.
pub async fn put(db: &impl ConnectionTrait, head: Model) -> Result<(), DbErr> {
    let mut replace = OnConflict::column(Column::OrgId);
    replace.update_columns([Column::Seq, Column::Hash, Column::At, Column::KeyId, Column::Signature, Column::Waiting]);
    Entity::insert(head.into_active_model()).on_conflict(replace).exec_without_returning(db).await.map(drop)
}

/// Heads that do not yet stand in the file.
pub async fn waiting(db: &impl ConnectionTrait, limit: u64) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::Waiting.eq(1)).order_by_asc(Column::OrgId).limit(limit).all(db).await
}

/// Notes that this head stands in the file; a newer one keeps waiting.
pub async fn written(db: &impl ConnectionTrait, org_id: &str, seq: i64) -> Result<(), DbErr> {
    let update = Entity::update_many().col_expr(Column::Waiting, Expr::value(0)).filter(Column::OrgId.eq(org_id)).filter(Column::Seq.eq(seq));
    update.exec(db).await.map(drop)
}

/// Whether any head was ever noted as standing in the file.
pub async fn any_written(db: &impl ConnectionTrait) -> Result<bool, DbErr> {
    Ok(Entity::find().filter(Column::Waiting.eq(0)).limit(1).one(db).await?.is_some())
}

/// Heads that were signed with another master key than this one.
pub async fn signed_by_others(db: &impl ConnectionTrait, key_id: &str) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::KeyId.ne(key_id)).order_by_asc(Column::OrgId).all(db).await
}

/// Replaces the signature of a head that nothing was appended to meanwhile.
pub async fn sign_again(db: &impl ConnectionTrait, head: &Model, key_id: String, signature: String) -> Result<(), DbErr> {
    let update = Entity::update_many().col_expr(Column::KeyId, Expr::value(key_id)).col_expr(Column::Signature, Expr::value(signature));
    let same = update.filter(Column::OrgId.eq(head.org_id.as_str())).filter(Column::Seq.eq(head.seq)).filter(Column::Hash.eq(head.hash.as_str()));
    same.exec(db).await.map(drop)
}

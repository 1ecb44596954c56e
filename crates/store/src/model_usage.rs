//! Tokens of models, counted by organisation, month and model.

use contract::OrgId;
use sea_orm::{
    Set,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, OnConflict},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "model_usage")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: String,
    /// `2026-11`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub month: String,
    #[sea_orm(primary_key, auto_increment = false)]
    pub model: String,
    pub requests: i64,
    pub input_tokens: i64,
    pub output_tokens: i64,
    pub cache_read_tokens: i64,
    pub cache_write_tokens: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// Adds one request's tokens.
pub async fn add(db: &impl ConnectionTrait, row: Model) -> Result<(), DbErr> {
    let mut grow = OnConflict::columns([Column::OrgId, Column::Month, Column::Model]);
    for (column, more) in [
        (Column::Requests, row.requests),
        (Column::InputTokens, row.input_tokens),
        (Column::OutputTokens, row.output_tokens),
        (Column::CacheReadTokens, row.cache_read_tokens),
        (Column::CacheWriteTokens, row.cache_write_tokens),
    ] {
        grow.value(column, Expr::col((Entity, column)).add(more));
    }
    let row = ActiveModel {
        org_id: Set(row.org_id),
        month: Set(row.month),
        model: Set(row.model),
        requests: Set(row.requests),
        input_tokens: Set(row.input_tokens),
        output_tokens: Set(row.output_tokens),
        cache_read_tokens: Set(row.cache_read_tokens),
        cache_write_tokens: Set(row.cache_write_tokens),
    };
    Entity::insert(row).on_conflict(grow).exec_without_returning(db).await.map(drop)
}

/// One month's tokens by model.
pub async fn of_month(db: &impl ConnectionTrait, org: OrgId, month: &str) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::OrgId.eq(org.to_string())).filter(Column::Month.eq(month)).all(db).await
}

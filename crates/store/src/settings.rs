//! Small facts about this installation, one row each.

use sea_orm::{
    Set,
    entity::prelude::*,
    sea_query::{Expr, OnConflict},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "settings")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub name: String,
    pub value: String,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// The stored value.
pub async fn get(db: &impl ConnectionTrait, name: &str) -> Result<Option<String>, DbErr> {
    Ok(Entity::find_by_id(name).one(db).await?.map(|row| row.value))
}

/// The stored value; where there is none yet, `value` is stored and given back. The first writer wins.
pub async fn get_or_insert(db: &impl ConnectionTrait, name: &str, value: &str) -> Result<String, DbErr> {
    let row = ActiveModel { name: Set(name.to_owned()), value: Set(value.to_owned()) };
    Entity::insert(row).on_conflict(OnConflict::column(Column::Name).do_nothing().to_owned()).exec_without_returning(db).await?;
    let stored = Entity::find_by_id(name).one(db).await?;
    stored.map(|row| row.value).ok_or_else(|| DbErr::RecordNotFound(format!("setting {name}")))
}

/// Makes other transactions that call this with the same name wait until this one ends. SQLite has one writer anyway.
pub async fn lock(tx: &crate::Tx, name: &str) -> Result<(), DbErr> {
    get_or_insert(tx, name, "").await?;
    let unchanged = Entity::update_many().col_expr(Column::Value, Expr::col(Column::Value));
    unchanged.filter(Column::Name.eq(name)).exec(tx).await.map(drop)
}

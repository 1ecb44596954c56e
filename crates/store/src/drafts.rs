//! Wizard drafts. Credentials never stand here.

use contract::{DraftId, OrgId, UserId, dto::Timestamp};
use sea_orm::{QueryOrder, QuerySelect, Set, UpdateMany, entity::prelude::*, sea_query::Expr};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "drafts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub org_id: String,
    /// Who began it.
    pub user_id: String,
    /// JSON of step 1 as it was typed.
    pub input: String,
    /// JSON of what was chosen on step 2.
    pub choices: String,
    /// JSON of what the source compiled to.
    pub compiled: Option<String>,
    /// JSON of that with the choices applied.
    pub preview: Option<String>,
    /// JSON of the server that was made from it; everything else is empty from then on.
    pub made: Option<String>,
    pub created_at: i64,
    pub updated_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The drafts of one organisation.
    pub fn of(org: OrgId) -> Select<Self> {
        Self::find().filter(Column::OrgId.eq(org.to_string()))
    }
}

pub async fn insert(db: &impl ConnectionTrait, org: OrgId, user: UserId, id: DraftId, input: String, now: Timestamp) -> Result<Model, DbErr> {
    let row = ActiveModel {
        id: Set(id.to_string()),
        org_id: Set(org.to_string()),
        user_id: Set(user.to_string()),
        input: Set(input),
        choices: Set("{}".to_owned()),
        compiled: Set(None),
        preview: Set(None),
        made: Set(None),
        created_at: Set(now.micros()),
        updated_at: Set(now.micros()),
    };
    row.insert(db).await
}

/// A draft, finished ones included.
pub async fn by_id(db: &impl ConnectionTrait, org: OrgId, id: DraftId) -> Result<Option<Model>, DbErr> {
    Entity::of(org).filter(Column::Id.eq(id.to_string())).one(db).await
}

/// Unfinished drafts: id, input and time, newest first.
pub async fn list(db: &impl ConnectionTrait, org: OrgId, limit: u64) -> Result<Vec<(String, String, i64)>, DbErr> {
    Entity::of(org)
        .filter(Column::Made.is_null())
        .order_by_desc(Column::UpdatedAt)
        .limit(limit)
        .select_only()
        .columns([Column::Id, Column::Input, Column::UpdatedAt])
        .into_tuple()
        .all(db)
        .await
}

fn unfinished(update: UpdateMany<Entity>, org: OrgId, id: DraftId, now: Timestamp) -> UpdateMany<Entity> {
    update
        .col_expr(Column::UpdatedAt, Expr::value(now.micros()))
        .filter(Column::OrgId.eq(org.to_string()))
        .filter(Column::Id.eq(id.to_string()))
        .filter(Column::Made.is_null())
}

/// Keeps step 1; `false` when the draft is gone or finished.
pub async fn save_input(db: &impl ConnectionTrait, org: OrgId, id: DraftId, input: String, now: Timestamp) -> Result<bool, DbErr> {
    let update = Entity::update_many().col_expr(Column::Input, Expr::value(input));
    Ok(unfinished(update, org, id, now).exec(db).await?.rows_affected == 1)
}

/// Keeps step 2, and the base URL that it can change in step 1.
pub async fn save_choices(db: &impl ConnectionTrait, org: OrgId, id: DraftId, input: String, choices: String, now: Timestamp) -> Result<bool, DbErr> {
    let update = Entity::update_many().col_expr(Column::Input, Expr::value(input)).col_expr(Column::Choices, Expr::value(choices));
    Ok(unfinished(update, org, id, now).exec(db).await?.rows_affected == 1)
}

/// Keeps what the source compiled to.
pub async fn save_compiled(
    db: &impl ConnectionTrait,
    org: OrgId,
    id: DraftId,
    compiled: Option<String>,
    preview: String,
    now: Timestamp,
) -> Result<bool, DbErr> {
    let mut update = Entity::update_many().col_expr(Column::Preview, Expr::value(Some(preview)));
    if compiled.is_some() {
        update = update.col_expr(Column::Compiled, Expr::value(compiled));
    }
    Ok(unfinished(update, org, id, now).exec(db).await?.rows_affected == 1)
}

/// Marks a draft as finished and empties it; `false` when that has happened before.
pub async fn finish(db: &impl ConnectionTrait, org: OrgId, id: DraftId, made: String, now: Timestamp) -> Result<bool, DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::Made, Expr::value(Some(made)))
        .col_expr(Column::Input, Expr::value("{}"))
        .col_expr(Column::Choices, Expr::value("{}"))
        .col_expr(Column::Compiled, Expr::value(None::<String>))
        .col_expr(Column::Preview, Expr::value(None::<String>));
    Ok(unfinished(update, org, id, now).exec(db).await?.rows_affected == 1)
}

pub async fn delete(db: &impl ConnectionTrait, org: OrgId, id: DraftId) -> Result<bool, DbErr> {
    let delete = Entity::delete_many().filter(Column::OrgId.eq(org.to_string())).filter(Column::Id.eq(id.to_string()));
    Ok(delete.exec(db).await?.rows_affected == 1)
}

/// Ids of the finished drafts that became a server.
pub async fn that_became(db: &impl ConnectionTrait, org: OrgId, server: &str) -> Result<Vec<String>, DbErr> {
    Entity::of(org).filter(Column::Made.contains(server)).select_only().column(Column::Id).into_tuple().all(db).await
}

/// Ids of drafts, of every organisation, that nobody has touched since `before`.
pub async fn older_than(db: &impl ConnectionTrait, before: Timestamp, limit: u64) -> Result<Vec<(String, String)>, DbErr> {
    Entity::find().filter(Column::UpdatedAt.lt(before.micros())).limit(limit).select_only().columns([Column::OrgId, Column::Id]).into_tuple().all(db).await
}

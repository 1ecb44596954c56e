//! Hosted servers. A deleted server keeps an empty row, so that its slug is never given out again.

use contract::{OrgId, ServerId, Slug, VersionId, dto::Timestamp};
use sea_orm::{
    PaginatorTrait, QueryOrder, QuerySelect, Set, UpdateMany,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "servers")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    pub org_id: String,
    pub slug: String,
    pub name: String,
    pub description: String,
    /// `building`, `live`, `failed`.
    pub state: String,
    pub paused: bool,
    pub public: bool,
    /// The owner has confirmed that credentials may travel over plain http.
    pub allow_plain_http: bool,
    /// Builds may make read-only calls.
    pub try_reads: bool,
    /// Answers are made from schemas; nothing is sent.
    pub mock: bool,
    /// Enabled tools of the live version, or of the one being built where none is live.
    pub tools: i32,
    pub latest_version: String,
    pub live_version: Option<String>,
    /// Grows with every change that callers must notice.
    pub revision: i64,
    pub created_at: i64,
    pub updated_at: i64,
    pub deleted_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The servers of one organisation that have not been deleted.
    pub fn of(org: OrgId) -> Select<Self> {
        Self::find().filter(Column::OrgId.eq(org.to_string())).filter(Column::DeletedAt.is_null())
    }
}

/// A new server.
pub struct NewServer<'a> {
    pub id: ServerId,
    pub org: OrgId,
    pub slug: &'a Slug,
    pub name: &'a str,
    pub description: &'a str,
    pub allow_plain_http: bool,
    pub try_reads: bool,
    pub mock: bool,
    pub tools: i32,
    pub version: VersionId,
    pub now: Timestamp,
}

/// Adds a server that is being built. Fails with a unique violation when the slug was ever given out.
pub async fn insert(db: &impl ConnectionTrait, new: NewServer<'_>) -> Result<Model, DbErr> {
    let row = ActiveModel {
        id: Set(new.id.to_string()),
        org_id: Set(new.org.to_string()),
        slug: Set(new.slug.to_string()),
        name: Set(new.name.to_owned()),
        description: Set(new.description.to_owned()),
        state: Set("building".to_owned()),
        paused: Set(false),
        public: Set(false),
        allow_plain_http: Set(new.allow_plain_http),
        try_reads: Set(new.try_reads),
        mock: Set(new.mock),
        tools: Set(new.tools),
        latest_version: Set(new.version.to_string()),
        live_version: Set(None),
        revision: Set(1),
        created_at: Set(new.now.micros()),
        updated_at: Set(new.now.micros()),
        deleted_at: Set(None),
    };
    row.insert(db).await
}

/// The organisation's servers, newest first.
pub async fn list(db: &impl ConnectionTrait, org: OrgId) -> Result<Vec<Model>, DbErr> {
    Entity::of(org).order_by_desc(Column::Id).all(db).await
}

pub async fn count(db: &impl ConnectionTrait, org: OrgId) -> Result<u64, DbErr> {
    Entity::of(org).count(db).await
}

pub async fn by_slug(db: &impl ConnectionTrait, org: OrgId, slug: &Slug) -> Result<Option<Model>, DbErr> {
    Entity::of(org).filter(Column::Slug.eq(slug.as_str())).one(db).await
}

pub async fn by_id(db: &impl ConnectionTrait, org: OrgId, id: &str) -> Result<Option<Model>, DbErr> {
    Entity::of(org).filter(Column::Id.eq(id)).one(db).await
}

/// Whether the organisation has, or ever had, a server with this slug.
pub async fn slug_is_taken(db: &impl ConnectionTrait, org: OrgId, slug: &Slug) -> Result<bool, DbErr> {
    let taken = Entity::find().filter(Column::OrgId.eq(org.to_string())).filter(Column::Slug.eq(slug.as_str())).count(db).await?;
    Ok(taken > 0)
}

/// The revision of a server; `None` once it is deleted.
pub async fn revision(db: &impl ConnectionTrait, org: OrgId, slug: &Slug) -> Result<Option<i64>, DbErr> {
    Entity::of(org).filter(Column::Slug.eq(slug.as_str())).select_only().column(Column::Revision).into_tuple().one(db).await
}

/// What an owner can change.
pub struct Change<'a> {
    pub name: &'a str,
    pub public: bool,
    pub paused: bool,
    pub mock: bool,
}

/// Changes a server; `false` when it is gone.
pub async fn change(db: &impl ConnectionTrait, org: OrgId, id: &str, change: Change<'_>, now: Timestamp) -> Result<bool, DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::Name, Expr::value(change.name))
        .col_expr(Column::Public, Expr::value(change.public))
        .col_expr(Column::Paused, Expr::value(change.paused))
        .col_expr(Column::Mock, Expr::value(change.mock));
    touched(update, db, org, id, now).await
}

/// Notes a change elsewhere (a secret) that callers must notice; `false` when the server is gone.
pub async fn touch(db: &impl ConnectionTrait, org: OrgId, id: &str, now: Timestamp) -> Result<bool, DbErr> {
    touched(Entity::update_many(), db, org, id, now).await
}

/// Points the endpoint at a version; `false` when the server is gone.
pub async fn publish(db: &impl ConnectionTrait, org: OrgId, id: &str, version: &str, tools: i32, now: Timestamp) -> Result<bool, DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::LiveVersion, Expr::value(version))
        .col_expr(Column::Tools, Expr::value(tools))
        .col_expr(Column::State, Expr::value("live"));
    touched(update, db, org, id, now).await
}

/// Notes the newest version; the endpoint stays where it is. `false` when the server is gone.
pub async fn set_latest(db: &impl ConnectionTrait, org: OrgId, id: &str, version: &str, now: Timestamp) -> Result<bool, DbErr> {
    touched(Entity::update_many().col_expr(Column::LatestVersion, Expr::value(version)), db, org, id, now).await
}

/// A build failed: a server without a live version is `failed` now.
pub async fn build_failed(db: &impl ConnectionTrait, org: OrgId, id: &str, now: Timestamp) -> Result<bool, DbErr> {
    let update = Entity::update_many().col_expr(Column::State, Expr::value("failed")).filter(Column::LiveVersion.is_null());
    touched(update, db, org, id, now).await
}

/// A failed server is built again; `false` when it is gone, or not in the state `failed`.
pub async fn build_again(db: &impl ConnectionTrait, org: OrgId, id: &str, now: Timestamp) -> Result<bool, DbErr> {
    let update = Entity::update_many().col_expr(Column::State, Expr::value("building")).filter(Column::State.eq("failed"));
    touched(update, db, org, id, now).await
}

/// Empties the row and keeps its slug; `false` when it is gone already.
pub async fn delete(db: &impl ConnectionTrait, org: OrgId, id: &str, now: Timestamp) -> Result<bool, DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::Name, Expr::value(""))
        .col_expr(Column::Description, Expr::value(""))
        .col_expr(Column::Public, Expr::value(false))
        .col_expr(Column::DeletedAt, Expr::value(now.micros()));
    touched(update, db, org, id, now).await
}

async fn touched(update: UpdateMany<Entity>, db: &impl ConnectionTrait, org: OrgId, id: &str, now: Timestamp) -> Result<bool, DbErr> {
    let done = update
        .col_expr(Column::Revision, Expr::col(Column::Revision).add(1))
        .col_expr(Column::UpdatedAt, Expr::value(now.micros()))
        .filter(Column::OrgId.eq(org.to_string()))
        .filter(Column::Id.eq(id))
        .filter(Column::DeletedAt.is_null())
        .exec(db)
        .await?;
    Ok(done.rows_affected == 1)
}

/// Slugs of those of these servers that the organisation still has.
pub async fn slugs<'a>(db: &impl ConnectionTrait, org: OrgId, ids: impl IntoIterator<Item = &'a str>) -> Result<Vec<(String, String)>, DbErr> {
    let of_ids = Entity::of(org).filter(Column::Id.is_in(ids));
    of_ids.select_only().column(Column::Id).column(Column::Slug).into_tuple().all(db).await
}

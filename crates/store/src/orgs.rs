//! Organisations and their members.

use contract::{DisplayName, Handle, OrgId, UserId, dto::Timestamp};
use sea_orm::{
    ExprTrait, QueryOrder, QuerySelect, Set,
    entity::prelude::*,
    sea_query::{Expr, OnConflict},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "organizations")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: String,
    /// Unique for ever.
    pub handle: String,
    pub name: String,
    /// `self_hosted`, `free`, `pro`, `team`.
    pub plan: String,
    /// The organisation's data key, wrapped by the master key; bytes as base64.
    pub data_key: String,
    /// The person whose personal organisation this is.
    pub personal_of: Option<String>,
    pub created_at: i64,
    /// A payment failed for the third time.
    pub payment_suspended_at: Option<i64>,
    /// When the last paid renewal opened a usage month.
    pub month_opened_at: Option<i64>,
    /// Since when a monthly plan opens usage months; `None`: they follow the clock.
    pub month_phase_at: Option<i64>,
    /// When the usage month of a monthly plan is expected to end.
    pub month_ends_at: Option<i64>,
    /// Counts data keys and their re-wrapping, from 1.
    pub key_version: i64,
    /// When the data key was last replaced; none: it is the first one.
    pub key_rotated_at: Option<i64>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// A new organisation.
pub struct NewOrg<'a> {
    pub id: OrgId,
    pub handle: &'a Handle,
    pub name: &'a DisplayName,
    pub plan: &'a str,
    pub data_key: &'a str,
    pub personal_of: Option<UserId>,
    pub now: Timestamp,
}

/// Adds an organisation; `false` when its handle is taken.
pub async fn insert(db: &impl ConnectionTrait, new: NewOrg<'_>) -> Result<bool, DbErr> {
    let row = ActiveModel {
        id: Set(new.id.to_string()),
        handle: Set(new.handle.to_string()),
        name: Set(new.name.to_string()),
        plan: Set(new.plan.to_owned()),
        data_key: Set(new.data_key.to_owned()),
        personal_of: Set(new.personal_of.map(|user| user.to_string())),
        created_at: Set(new.now.micros()),
        key_version: Set(1),
        key_rotated_at: Set(None),
        ..<ActiveModel as Default>::default()
    };
    Ok(Entity::insert(row).on_conflict(OnConflict::column(Column::Handle).do_nothing().to_owned()).exec_without_returning(db).await? > 0)
}

pub async fn by_id(db: &impl ConnectionTrait, id: OrgId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id.to_string()).one(db).await
}

pub async fn by_handle(db: &impl ConnectionTrait, handle: &Handle) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::Handle.eq(handle.as_str())).one(db).await
}

/// What billing decides about an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// `free`, `pro`, `team`.
    pub plan: &'static str,
    pub suspended_at: Option<i64>,
    pub month_opened_at: Option<i64>,
    pub month_phase_at: Option<i64>,
    pub month_ends_at: Option<i64>,
}

/// Writes what billing decided.
pub async fn set_standing(db: &impl ConnectionTrait, id: OrgId, standing: &Standing) -> Result<(), DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::Plan, Expr::value(standing.plan))
        .col_expr(Column::PaymentSuspendedAt, Expr::value(standing.suspended_at))
        .col_expr(Column::MonthOpenedAt, Expr::value(standing.month_opened_at))
        .col_expr(Column::MonthPhaseAt, Expr::value(standing.month_phase_at))
        .col_expr(Column::MonthEndsAt, Expr::value(standing.month_ends_at));
    update.filter(Column::Id.eq(id.to_string())).exec(db).await.map(drop)
}

/// Billing was switched on: who had no plan is on Free from now on.
pub async fn begin_billing(db: &impl ConnectionTrait) -> Result<u64, DbErr> {
    let update = Entity::update_many().col_expr(Column::Plan, Expr::value("free")).filter(Column::Plan.eq("self_hosted"));
    Ok(update.exec(db).await?.rows_affected)
}

/// Id and data key of up to `limit` organisations behind `after` whose data key begins with something else.
pub async fn wrapped_otherwise(db: &impl ConnectionTrait, prefix: &str, after: &str, limit: u64) -> Result<Vec<(String, String)>, DbErr> {
    let rows = Entity::find().select_only().columns([Column::Id, Column::DataKey]).filter(Column::Id.gt(after));
    rows.filter(Column::DataKey.not_like(format!("{prefix}%"))).order_by_asc(Column::Id).limit(limit).into_tuple().all(db).await
}

/// Puts a data key in the place of `before`; `false` when somebody else has done so.
pub async fn replace_data_key(db: &impl ConnectionTrait, id: &str, before: &str, after: &str) -> Result<bool, DbErr> {
    let update = Entity::update_many().col_expr(Column::DataKey, Expr::value(after)).filter(Column::Id.eq(id)).filter(Column::DataKey.eq(before));
    Ok(update.exec(db).await?.rows_affected > 0)
}

/// Makes other transactions that call this for the same organisation wait until this one ends. SQLite has one writer anyway.
pub async fn lock(tx: &crate::Tx, id: OrgId) -> Result<(), DbErr> {
    let unchanged = Entity::update_many().col_expr(Column::CreatedAt, Expr::col(Column::CreatedAt)).filter(Column::Id.eq(id.to_string()));
    unchanged.exec(tx).await.map(drop)
}

pub async fn personal_of(db: &impl ConnectionTrait, user: &str) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::PersonalOf.eq(user)).one(db).await
}

/// Organisations by their ids; the caller has made sure that they may be seen.
pub async fn by_ids(db: &impl ConnectionTrait, ids: Vec<String>) -> Result<Vec<Model>, DbErr> {
    Entity::find().filter(Column::Id.is_in(ids)).all(db).await
}

pub async fn rename(db: &impl ConnectionTrait, id: OrgId, name: &DisplayName) -> Result<(), DbErr> {
    let rename = Entity::update_many().col_expr(Column::Name, Expr::value(name.as_str())).filter(Column::Id.eq(id.to_string()));
    rename.exec(db).await.map(drop)
}

/// The organisation is nobody's personal one from now on, if it was this person's.
pub async fn release(db: &impl ConnectionTrait, id: OrgId, user: UserId) -> Result<(), DbErr> {
    let release = Entity::update_many().col_expr(Column::PersonalOf, Expr::value(None::<String>));
    release.filter(Column::Id.eq(id.to_string())).filter(Column::PersonalOf.eq(user.to_string())).exec(db).await.map(drop)
}

/// Puts a new data key in the place of the one before; the caller has sealed every secret anew in the same transaction.
pub async fn new_data_key(db: &impl ConnectionTrait, id: OrgId, data_key: &str, now: Timestamp) -> Result<(), DbErr> {
    let replace = Entity::update_many()
        .col_expr(Column::DataKey, Expr::value(data_key))
        .col_expr(Column::KeyVersion, Expr::col(Column::KeyVersion).add(1))
        .col_expr(Column::KeyRotatedAt, Expr::value(now.micros()));
    replace.filter(Column::Id.eq(id.to_string())).exec(db).await.map(drop)
}

/// Members and their roles.
pub mod members {
    use super::{OrgId, Timestamp, UserId};
    use sea_orm::{PaginatorTrait, QueryOrder, QuerySelect, Set, entity::prelude::*, sea_query::Expr};

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "memberships")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub org_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub user_id: String,
        /// `owner`, `admin`, `member`.
        pub role: String,
        pub created_at: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    impl Entity {
        /// The only way to members: those of one organisation.
        pub fn of(org: OrgId) -> Select<Self> {
            Self::find().filter(Column::OrgId.eq(org.to_string()))
        }
    }

    pub async fn insert(db: &impl ConnectionTrait, org: OrgId, user: UserId, role: &str, now: Timestamp) -> Result<(), DbErr> {
        let row = ActiveModel { org_id: Set(org.to_string()), user_id: Set(user.to_string()), role: Set(role.to_owned()), created_at: Set(now.micros()) };
        Entity::insert(row).exec_without_returning(db).await.map(drop)
    }

    /// How many members an organisation has.
    pub async fn count(db: &impl ConnectionTrait, org: OrgId) -> Result<u64, DbErr> {
        Entity::of(org).count(db).await
    }

    /// Addresses of those who are told about payments: owners and admins, oldest first.
    pub async fn payers(db: &impl ConnectionTrait, org: OrgId) -> Result<Vec<String>, DbErr> {
        let ids: Vec<String> = Entity::of(org)
            .filter(Column::Role.is_in(["owner", "admin"]))
            .order_by_asc(Column::CreatedAt)
            .select_only()
            .column(Column::UserId)
            .into_tuple()
            .all(db)
            .await?;
        crate::users::emails(db, &ids).await
    }

    pub async fn role(db: &impl ConnectionTrait, org: OrgId, user: UserId) -> Result<Option<String>, DbErr> {
        Ok(Entity::of(org).filter(Column::UserId.eq(user.to_string())).one(db).await?.map(|row| row.role))
    }

    /// Everybody in the organisation, in the order in which they joined.
    pub async fn list(db: &impl ConnectionTrait, org: OrgId) -> Result<Vec<Model>, DbErr> {
        Entity::of(org).order_by_asc(Column::CreatedAt).order_by_asc(Column::UserId).all(db).await
    }

    /// The memberships of one person, oldest first.
    pub async fn of_user(db: &impl ConnectionTrait, user: UserId) -> Result<Vec<Model>, DbErr> {
        Entity::find().filter(Column::UserId.eq(user.to_string())).order_by_asc(Column::CreatedAt).order_by_asc(Column::OrgId).all(db).await
    }

    pub async fn count_with_role(db: &impl ConnectionTrait, org: OrgId, role: &str) -> Result<u64, DbErr> {
        Entity::of(org).filter(Column::Role.eq(role)).count(db).await
    }

    /// Changes a role; `false` when the person is no member.
    pub async fn set_role(db: &impl ConnectionTrait, org: OrgId, user: UserId, role: &str) -> Result<bool, DbErr> {
        let change = Entity::update_many().col_expr(Column::Role, Expr::value(role));
        let changed = change.filter(Column::OrgId.eq(org.to_string())).filter(Column::UserId.eq(user.to_string())).exec(db).await?;
        Ok(changed.rows_affected == 1)
    }

    /// Removes a member; `false` when the person is none.
    pub async fn delete(db: &impl ConnectionTrait, org: OrgId, user: UserId) -> Result<bool, DbErr> {
        let removed = Entity::delete_many().filter(Column::OrgId.eq(org.to_string())).filter(Column::UserId.eq(user.to_string())).exec(db).await?;
        Ok(removed.rows_affected == 1)
    }
}

//! Paid renewals that opened a usage month: each invoice once, for ever.

use contract::{OrgId, dto::Timestamp};
use sea_orm::{Set, entity::prelude::*, sea_query::OnConflict};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "billing_months")]
pub struct Model {
    /// `in_…`.
    #[sea_orm(primary_key, auto_increment = false)]
    pub invoice_id: String,
    pub org_id: String,
    /// When the paid period begins.
    pub opened_at: i64,
    pub at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

impl Entity {
    /// The months of one organisation.
    pub fn of(org: OrgId) -> Select<Self> {
        Self::find().filter(Column::OrgId.eq(org.to_string()))
    }
}

/// Notes a renewal; `false` when this invoice has opened its month before.
pub async fn open(db: &impl ConnectionTrait, org: OrgId, invoice: &str, opened_at: Timestamp, now: Timestamp) -> Result<bool, DbErr> {
    let row = ActiveModel { invoice_id: Set(invoice.to_owned()), org_id: Set(org.to_string()), opened_at: Set(opened_at.micros()), at: Set(now.micros()) };
    Ok(Entity::insert(row).on_conflict(OnConflict::column(Column::InvoiceId).do_nothing().to_owned()).exec_without_returning(db).await? > 0)
}

/// Every renewal of the organisation.
pub async fn all(db: &impl ConnectionTrait, org: OrgId) -> Result<Vec<Model>, DbErr> {
    Entity::of(org).all(db).await
}

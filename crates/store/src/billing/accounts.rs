//! What is known about an organisation's customer and subscription at Stripe, with the fenced lease that orders its writers.

use contract::{OrgId, dto::Timestamp};
use sea_orm::{
    QueryOrder, QuerySelect, Set,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait, OnConflict},
};

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "billing_accounts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub org_id: String,
    /// `cus_…`; once set it never changes.
    pub customer_id: Option<String>,
    /// The current subscription, `sub_…`.
    pub subscription_id: Option<String>,
    /// Its one item, `si_…`.
    pub item_id: Option<String>,
    /// `none`, `active`, `incomplete`, `past_due`, `unpaid`.
    pub status: String,
    /// `free`, `pro`, `team`: what Stripe says is paid for.
    pub plan: String,
    /// `monthly`, `yearly`.
    pub cycle: Option<String>,
    pub price_id: Option<String>,
    pub period_end: Option<i64>,
    /// When the subscription ends, because it was cancelled.
    pub ends_at: Option<i64>,
    /// A change waits for its payment.
    pub waiting: bool,
    /// Failed attempts on the open invoice.
    pub attempts: i32,
    pub next_attempt_at: Option<i64>,
    pub open_invoice: Option<String>,
    pub pay_url: Option<String>,
    /// The open checkout session and its price.
    pub checkout_id: Option<String>,
    pub checkout_price: Option<String>,
    /// Checkouts opened so far: part of their idempotency keys.
    pub checkout_count: i64,
    /// Counts leases: who holds the last one may write.
    pub fence: i64,
    pub lease_until: i64,
    /// When Stripe was last asked.
    pub synced_at: i64,
    pub created_at: i64,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}

/// What Stripe said about a subscription.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Facts {
    pub subscription_id: Option<String>,
    pub item_id: Option<String>,
    pub status: &'static str,
    pub plan: &'static str,
    pub cycle: Option<&'static str>,
    pub price_id: Option<String>,
    pub period_end: Option<i64>,
    pub ends_at: Option<i64>,
    pub waiting: bool,
    pub attempts: i32,
    pub next_attempt_at: Option<i64>,
    pub open_invoice: Option<String>,
    pub pay_url: Option<String>,
}

/// Makes the account where it does not exist; `true` when it was made.
pub async fn ensure(db: &impl ConnectionTrait, org: OrgId, now: Timestamp) -> Result<bool, DbErr> {
    let row = ActiveModel {
        org_id: Set(org.to_string()),
        status: Set("none".to_owned()),
        plan: Set("free".to_owned()),
        waiting: Set(false),
        attempts: Set(0),
        checkout_count: Set(0),
        fence: Set(0),
        lease_until: Set(0),
        synced_at: Set(now.micros()),
        created_at: Set(now.micros()),
        ..<ActiveModel as Default>::default()
    };
    Ok(Entity::insert(row).on_conflict(OnConflict::column(Column::OrgId).do_nothing().to_owned()).exec_without_returning(db).await? > 0)
}

/// The account of one organisation.
pub async fn of(db: &impl ConnectionTrait, org: OrgId) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(org.to_string()).one(db).await
}

/// The account that a Stripe customer belongs to: a verified webhook names nothing else.
pub async fn by_customer(db: &impl ConnectionTrait, customer: &str) -> Result<Option<Model>, DbErr> {
    Entity::find().filter(Column::CustomerId.eq(customer)).one(db).await
}

/// Takes the lease; the fencing number for the one who gets it.
pub async fn lease(db: &impl ConnectionTrait, org: OrgId, now: Timestamp, until: Timestamp) -> Result<Option<i64>, DbErr> {
    let taken = Entity::update_many()
        .col_expr(Column::Fence, Expr::col(Column::Fence).add(1))
        .col_expr(Column::LeaseUntil, Expr::value(until.micros()))
        .filter(Column::OrgId.eq(org.to_string()))
        .filter(Column::LeaseUntil.lte(now.micros()))
        .exec(db)
        .await?;
    if taken.rows_affected == 0 {
        return Ok(None);
    }
    Entity::find_by_id(org.to_string()).select_only().column(Column::Fence).into_tuple().one(db).await
}

/// Gives the lease back; `false` when it had passed to somebody else. In a transaction it is the check of the fence, too:
/// nobody else can write until the transaction ends.
pub async fn release(db: &impl ConnectionTrait, org: OrgId, fence: i64) -> Result<bool, DbErr> {
    let update = Entity::update_many().col_expr(Column::LeaseUntil, Expr::value(0_i64));
    Ok(update.filter(Column::OrgId.eq(org.to_string())).filter(Column::Fence.eq(fence)).exec(db).await?.rows_affected == 1)
}

/// Whether the lease is still held, as of `now`.
pub async fn holds(db: &impl ConnectionTrait, org: OrgId, fence: i64, now: Timestamp) -> Result<bool, DbErr> {
    let renew = Entity::update_many().col_expr(Column::Fence, Expr::col(Column::Fence));
    let held = renew.filter(Column::OrgId.eq(org.to_string())).filter(Column::Fence.eq(fence)).filter(Column::LeaseUntil.gt(now.micros()));
    Ok(held.exec(db).await?.rows_affected == 1)
}

/// Writes the customer, the first time only; `false` when another one is there.
pub async fn set_customer(db: &impl ConnectionTrait, org: OrgId, customer: &str) -> Result<bool, DbErr> {
    let unset = Column::CustomerId.is_null().or(Column::CustomerId.eq(customer));
    let update = Entity::update_many().col_expr(Column::CustomerId, Expr::value(customer)).filter(Column::OrgId.eq(org.to_string())).filter(unset);
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// Writes what Stripe said.
pub async fn set_facts(db: &impl ConnectionTrait, org: OrgId, facts: &Facts, now: Timestamp) -> Result<(), DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::SubscriptionId, Expr::value(facts.subscription_id.clone()))
        .col_expr(Column::ItemId, Expr::value(facts.item_id.clone()))
        .col_expr(Column::Status, Expr::value(facts.status))
        .col_expr(Column::Plan, Expr::value(facts.plan))
        .col_expr(Column::Cycle, Expr::value(facts.cycle))
        .col_expr(Column::PriceId, Expr::value(facts.price_id.clone()))
        .col_expr(Column::PeriodEnd, Expr::value(facts.period_end))
        .col_expr(Column::EndsAt, Expr::value(facts.ends_at))
        .col_expr(Column::Waiting, Expr::value(facts.waiting))
        .col_expr(Column::Attempts, Expr::value(facts.attempts))
        .col_expr(Column::NextAttemptAt, Expr::value(facts.next_attempt_at))
        .col_expr(Column::OpenInvoice, Expr::value(facts.open_invoice.clone()))
        .col_expr(Column::PayUrl, Expr::value(facts.pay_url.clone()))
        .col_expr(Column::SyncedAt, Expr::value(now.micros()));
    update.filter(Column::OrgId.eq(org.to_string())).exec(db).await.map(drop)
}

/// Remembers the open checkout session, or that there is none.
pub async fn set_checkout(db: &impl ConnectionTrait, org: OrgId, open: Option<(&str, &str)>) -> Result<(), DbErr> {
    let update = Entity::update_many()
        .col_expr(Column::CheckoutId, Expr::value(open.map(|(id, _)| id.to_owned())))
        .col_expr(Column::CheckoutPrice, Expr::value(open.map(|(_, price)| price.to_owned())));
    update.filter(Column::OrgId.eq(org.to_string())).exec(db).await.map(drop)
}

/// Counts one more checkout.
pub async fn count_checkout(db: &impl ConnectionTrait, org: OrgId) -> Result<(), DbErr> {
    let update = Entity::update_many().col_expr(Column::CheckoutCount, Expr::col(Column::CheckoutCount).add(1));
    update.filter(Column::OrgId.eq(org.to_string())).exec(db).await.map(drop)
}

/// Customers, of every organisation, whom nobody has asked Stripe about since `before`; longest first.
pub async fn not_synced_since(db: &impl ConnectionTrait, before: Timestamp, limit: u64) -> Result<Vec<Model>, DbErr> {
    let stale = Entity::find().filter(Column::CustomerId.is_not_null()).filter(Column::SyncedAt.lte(before.micros()));
    stale.order_by_asc(Column::SyncedAt).limit(limit).all(db).await
}

/// Moves the time at which Stripe counts as asked: after a failure, so that the same organisation is not first in line again.
pub async fn touch(db: &impl ConnectionTrait, org: OrgId, at: Timestamp) -> Result<(), DbErr> {
    let update = Entity::update_many().col_expr(Column::SyncedAt, Expr::value(at.micros()));
    update.filter(Column::OrgId.eq(org.to_string())).exec(db).await.map(drop)
}

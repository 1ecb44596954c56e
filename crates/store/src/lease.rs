//! Jobs that workers claim under a lease. The attempt is the fencing token: a worker whose attempt is no longer the row's
//! attempt has lost the job and can write nothing more.

use contract::dto::Timestamp;
use sea_orm::{
    Condition, QueryOrder, QuerySelect, UpdateMany,
    entity::prelude::*,
    sea_query::{Expr, ExprTrait},
};

/// A table of jobs. `status` begins as `queued`, and is `running` under a lease.
pub trait Leased: EntityTrait {
    const ID: Self::Column;
    const STATUS: Self::Column;
    /// How often it was claimed.
    const ATTEMPT: Self::Column;
    /// A running job whose lease has ended can be claimed again.
    const LEASE_UNTIL: Self::Column;
    /// Sequence number of the newest event.
    const LAST_EVENT: Self::Column;
}

/// A row of such a table.
pub type Row<E> = <E as EntityTrait>::Model;

fn claimable<E: Leased>(now: Timestamp) -> Condition {
    let abandoned = Condition::all().add(E::STATUS.eq("running")).add(E::LEASE_UNTIL.lte(now.micros()));
    Condition::any().add(E::STATUS.eq("queued")).add(abandoned)
}

/// The oldest jobs, of whichever organisation, that wait for a worker: queued, or left behind by one that died.
pub async fn waiting<E: Leased>(db: &impl ConnectionTrait, now: Timestamp, limit: u64) -> Result<Vec<Row<E>>, DbErr> {
    E::find().filter(claimable::<E>(now)).order_by_asc(E::ID).limit(limit).all(db).await
}

/// Claims a waiting job, seen with this attempt, as its next one; `false` when somebody else was faster.
pub async fn claim<E: Leased>(db: &impl ConnectionTrait, id: &str, attempt: i32, now: Timestamp, until: Timestamp) -> Result<bool, DbErr> {
    let claimed = E::update_many()
        .col_expr(E::STATUS, Expr::value("running"))
        .col_expr(E::ATTEMPT, Expr::value(attempt + 1))
        .col_expr(E::LEASE_UNTIL, Expr::value(until.micros()))
        .filter(E::ID.eq(id))
        .filter(E::ATTEMPT.eq(attempt))
        .filter(claimable::<E>(now))
        .exec(db)
        .await?;
    Ok(claimed.rows_affected == 1)
}

/// Only the worker of the running attempt gets through.
pub(crate) fn fenced<E: Leased>(update: UpdateMany<E>, id: &str, attempt: i32) -> UpdateMany<E> {
    update.filter(E::ID.eq(id)).filter(E::ATTEMPT.eq(attempt)).filter(E::STATUS.eq("running"))
}

/// Renews the lease; `false` when the job is lost.
pub async fn renew<E: Leased>(db: &impl ConnectionTrait, id: &str, attempt: i32, until: Timestamp) -> Result<bool, DbErr> {
    let update = E::update_many().col_expr(E::LEASE_UNTIL, Expr::value(until.micros()));
    Ok(fenced(update, id, attempt).exec(db).await?.rows_affected == 1)
}

/// Takes the next sequence number; `None` when the job is lost. Call it inside the transaction that inserts the event.
pub async fn next_event<E: Leased>(db: &impl ConnectionTrait, id: &str, attempt: i32) -> Result<Option<i32>, DbErr> {
    let update = E::update_many().col_expr(E::LAST_EVENT, Expr::col(E::LAST_EVENT).add(1));
    if fenced(update, id, attempt).exec(db).await?.rows_affected == 0 {
        return Ok(None);
    }
    E::find().filter(E::ID.eq(id)).select_only().column(E::LAST_EVENT).into_tuple().one(db).await
}

//! The organisation's customer at Stripe, made once.

use contract::AppError;
use store::billing::accounts;

use super::{Billing, lease::Lease, payments::NewCustomer};
use crate::{Ctx, Error, Result};

/// The account of an organisation that has been to a checkout; a sentence for one that has not.
pub(super) async fn account(ctx: &Ctx) -> Result<(accounts::Model, String)> {
    let account = accounts::of(ctx.db.connection(), ctx.org.id).await?;
    let none = || AppError::conflict("This organisation has not bought a plan yet. Choose one under Billing first.");
    let account = account.ok_or_else(none)?;
    let customer = account.customer_id.clone().ok_or_else(none)?;
    Ok((account, customer))
}

/// The customer, made where there is none. The idempotency key makes two attempts one customer.
pub(super) async fn ensure(ctx: &Ctx, billing: &Billing, lease: &Lease, account: &accounts::Model) -> Result<String> {
    if let Some(customer) = &account.customer_id {
        return Ok(customer.clone());
    }
    let new = NewCustomer { org: ctx.org.id.to_string(), name: ctx.org.name.to_string(), email: ctx.person.email.to_string() };
    let customer = lease.outside(billing.payments.create_customer(&new, &format!("customer-{}", ctx.org.id))).await?;
    let tx = ctx.db.begin().await?;
    lease.check(&tx).await?;
    if !accounts::set_customer(&tx, ctx.org.id, &customer).await? {
        return Err(Error::hidden("the organisation has another customer"));
    }
    tx.commit().await?;
    Ok(customer)
}

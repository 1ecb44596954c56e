//! Stripe's own pages for the customer: for rare actions, and to fix a payment method.

use contract::dto::PortalLink;

use super::{customer, managed};
use crate::{Ctx, Result};

/// A link that is good for a few minutes; `fix_payment` leads straight to the payment method.
pub async fn portal(ctx: &Ctx, fix_payment: bool) -> Result<PortalLink> {
    let billing = managed(ctx)?;
    ctx.require_recent().await?;
    let (_, customer) = customer::account(ctx).await?;
    // Whatever is done there is seen when the person comes back, before the webhook is.
    billing.cache.forget(ctx.org.id);
    let url = billing.payments.portal(&customer, &ctx.url("/settings/billing?from=portal"), fix_payment).await?;
    Ok(PortalLink { url })
}

//! Counting calls. Counts are gathered in memory and written at least once a second, so that a `kill -9` loses no more.

mod meter;
mod month;
mod work;

pub use meter::Meter;
pub use month::Month;
pub use work::{flush, work};

use contract::OrgId;

use crate::{Ctx, Platform, Result};

/// Calls of the organisation in the current month, those included that are not written yet.
pub async fn this_month(ctx: &Ctx) -> Result<u64> {
    let month = Month::of(ctx.now());
    meter::total(&ctx.platform, ctx.org.id, month).await
}

/// A sentence when the organisation has used up its month, and `None` while it may go on.
pub(crate) async fn refusal(platform: &Platform, org: &crate::Org) -> Result<Option<String>> {
    let Some(limit) = org.plan.limits().calls else { return Ok(None) };
    let month = Month::of(platform.now());
    if meter::total(platform, org.id, month).await? < limit {
        return Ok(None);
    }
    Ok(Some(format!(
        "This organisation has used all {limit} calls that its {} plan has per month. Counting starts anew on {}; a larger plan is available under Billing.",
        org.plan.label(),
        month.reset_day()
    )))
}

/// Calls of one month by server, those included that are not written yet.
pub(crate) async fn by_server(platform: &Platform, org: OrgId) -> Result<std::collections::HashMap<String, u64>> {
    meter::by_server(platform, org, Month::of(platform.now())).await
}

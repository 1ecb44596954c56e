//! Counting calls. Counts are gathered in memory and written at least once a second, so that a `kill -9` loses no more.

mod days;
mod meter;
mod month;
mod work;

pub use days::{DAYS, Days, by_day};
pub use meter::Meter;
pub use month::{Month, MonthRule};
pub use work::{flush, tidy, work};

use crate::{Ctx, Platform, Result};

/// Calls of the organisation in the current month, those included that are not written yet.
pub async fn this_month(ctx: &Ctx) -> Result<u64> {
    meter::total(&ctx.platform, ctx.org.id, ctx.org.month.month(ctx.now())).await
}

/// A sentence when the organisation has used up its month, and `None` while it may go on.
pub(crate) async fn refusal(platform: &Platform, org: &crate::Org) -> Result<Option<String>> {
    let Some(limit) = org.plan.limits().calls else { return Ok(None) };
    let now = platform.now();
    if meter::total(platform, org.id, org.month.month(now)).await? < limit {
        return Ok(None);
    }
    Ok(Some(format!(
        "This organisation has used all {limit} calls that its {} plan has per month. Counting starts anew on {}; a larger plan is available at {}.",
        org.plan.label(),
        org.month.reset_day(now),
        platform.url("/settings/billing")
    )))
}

/// Calls of one month by server, those included that are not written yet.
pub(crate) async fn by_server(platform: &Platform, org: &crate::Org) -> Result<std::collections::HashMap<String, u64>> {
    meter::by_server(platform, org.id, org.month.month(platform.now())).await
}

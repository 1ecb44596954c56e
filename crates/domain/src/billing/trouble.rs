//! What every page of an organisation says until it is settled.

use contract::dto::Trouble;
use store::{billing::accounts, suspensions};

use crate::{Ctx, Result};

/// Why nothing new can be made, or soon cannot; `None` while all is well. The platform's own reason comes first.
pub async fn trouble(ctx: &Ctx) -> Result<Option<Trouble>> {
    let db = ctx.db.connection();
    if let Some(suspension) = suspensions::of(db, ctx.org.id).await? {
        let reason = suspension.reason.trim_end_matches(['.', ' ']).to_owned();
        return Ok(Some(Trouble {
            text: format!("{} is suspended: {reason}. Its servers keep running, and nothing new can be made.", ctx.org.name),
            path: "/support/new".to_owned(),
            action: "Write to us".to_owned(),
            blocks: true,
        }));
    }
    let to_billing =
        |text: &str, blocks| Trouble { text: text.to_owned(), path: "/settings/billing".to_owned(), action: "Settle it under Billing".to_owned(), blocks };
    if ctx.org.suspended {
        return Ok(Some(to_billing("The payment failed three times. Servers keep running, and nothing new can be made until it is settled.", true)));
    }
    if ctx.platform.billing.is_none() {
        return Ok(None);
    }
    let owes = accounts::of(db, ctx.org.id).await?.is_some_and(|account| account.open_invoice.is_some());
    Ok(owes.then(|| to_billing("The last payment failed. Stripe tries again; after the third attempt nothing new can be made.", false)))
}

//! What a change of plan would cost, to the cent.

use contract::{
    AppError,
    dto::{ChangePlan, ChangePreview, Money, OpenCheckout, PreviewLine, SubscriptionState, Timestamp},
    plan::{Cycle, Plan},
};
use store::billing::accounts;

use super::{checkout_session, customer, managed, payments::Change, prices, state, status};
use crate::{Ctx, Result};

/// A preview that is older is looked at again before it is charged.
const FRESH_SECONDS: i64 = 1_800;

/// The invoice that the change would make at this moment. `change_plan` with the same moment charges the same.
pub async fn preview_change(ctx: &Ctx, request: ChangePlan) -> Result<ChangePreview> {
    let billing = managed(ctx)?;
    let (account, _) = customer::account(ctx).await?;
    let change = change(ctx, &account, &request)?;
    let (preview, then) = tokio::join!(billing.payments.preview_change(&change), renewal(ctx, request.tier, request.cycle));
    let preview = preview?;
    Ok(ChangePreview {
        tier: request.tier,
        cycle: request.cycle,
        due_now: preview.total,
        lines: preview.lines.into_iter().map(|(about, amount)| PreviewLine { about, amount }).collect(),
        then: then?,
        from: change.from,
        takes_back_cancellation: account.ends_at.is_some(),
        over: over(ctx, request.tier).await?,
    })
}

/// Checks that a change makes sense and puts it into Stripe's terms.
pub(super) fn change(ctx: &Ctx, account: &accounts::Model, request: &ChangePlan) -> Result<Change> {
    let billing = managed(ctx)?;
    let price = checkout_session::price(billing, &OpenCheckout { tier: request.tier, cycle: request.cycle })?;
    let (Some(subscription), Some(item)) = (account.subscription_id.clone(), account.item_id.clone()) else {
        return Err(AppError::conflict("There is no plan to change yet. Choose one and pay for it first.").into());
    };
    match state::named(&account.status) {
        SubscriptionState::Active => {}
        SubscriptionState::PastDue | SubscriptionState::Unpaid => {
            return Err(AppError::payment_required("The last payment failed. Pay the open invoice under Billing, then change the plan.").into());
        }
        SubscriptionState::None | SubscriptionState::Incomplete => {
            return Err(AppError::conflict("The first payment is being confirmed. The plan can be changed as soon as it has arrived.").into());
        }
    }
    if account.waiting {
        return Err(AppError::conflict("A change of plan waits for its payment. Confirm it under Billing first.").into());
    }
    if account.price_id.as_deref() == Some(&price) {
        return Err(AppError::conflict(format!("The plan is {}, paid {}, already.", request.tier.label(), request.cycle.as_str())).into());
    }
    let now = ctx.now();
    let from = request.from.unwrap_or(now);
    if from < now.plus_seconds(-FRESH_SECONDS) || from > now.plus_seconds(60) {
        return Err(AppError::conflict("This preview is too old. Look at the price again, then confirm it.").into());
    }
    // Stripe counts in seconds.
    Ok(Change { subscription, item, price, from: Timestamp(from.micros().div_euclid(1_000_000) * 1_000_000) })
}

async fn renewal(ctx: &Ctx, tier: Plan, cycle: Cycle) -> Result<Money> {
    let prices = prices(&ctx.platform).await;
    let found = prices.into_iter().find(|price| (price.tier, price.cycle) == (tier, cycle));
    Ok(found.map_or_else(|| Money::euro(tier.list_price(cycle).into()), |price| price.amount))
}

/// Where the plan has less room than is in use.
pub async fn over(ctx: &Ctx, plan: Plan) -> Result<Vec<String>> {
    let (usage, limits) = (status::usage(ctx).await?, plan.limits());
    let mut over = Vec::new();
    let mut compare = |used: u64, limit: Option<u64>, what: &str| {
        if let Some(limit) = limit.filter(|limit| used > *limit) {
            over.push(format!("{used} {what} are in use, and {} has room for {limit}. They stay; only new ones are refused.", plan.label()));
        }
    };
    compare(usage.servers, limits.servers.map(u64::from), "servers");
    compare(usage.members, limits.members.map(u64::from), "members");
    if let Some(limit) = limits.calls.filter(|limit| usage.calls >= *limit) {
        let used = usage.calls;
        over.push(format!("{used} calls have been made this month, and {} allows {limit}. Calls are refused until the month ends.", plan.label()));
    }
    Ok(over)
}

//! What plans cost: from Stripe where they are sold, the list price otherwise.

use std::time::Duration;

use contract::{
    dto::{Money, PriceView},
    plan::{Cycle, Plan},
};
use futures::future::join_all;
use tokio::time::timeout;

use super::{Billing, payments::Price};
use crate::Platform;

const PATIENCE: Duration = Duration::from_secs(3);

/// The prices of Pro and Team, monthly and yearly. Never fails: what Stripe does not say is the list price.
pub async fn prices(platform: &Platform) -> Vec<PriceView> {
    let asked = match &platform.billing {
        Some(billing) => ask(billing).await,
        None => Vec::new(),
    };
    let pairs = Plan::PAID.into_iter().flat_map(|tier| Cycle::ALL.into_iter().map(move |cycle| (tier, cycle)));
    pairs
        .map(|(tier, cycle)| {
            let configured = platform.billing.as_ref().is_some_and(|billing| billing.settings.prices.of(tier, cycle).is_some());
            let found = asked.iter().find(|(of, _)| *of == (tier, cycle)).map(|(_, price)| price);
            let sold = found.is_none_or(|price| price.active && price.interval == cycle.unit());
            let list = || Money::euro(tier.list_price(cycle).into());
            PriceView { tier, cycle, amount: found.map_or_else(list, |price| price.amount.clone()), can_be_bought: configured && sold }
        })
        .collect()
}

async fn ask(billing: &Billing) -> Vec<((Plan, Cycle), Price)> {
    if let Some(known) = billing.cache.prices() {
        return known;
    }
    let requests = billing.settings.prices.iter().map(|(of, id)| async move { (of, timeout(PATIENCE, billing.payments.price(id)).await) });
    let answers = join_all(requests).await;
    let whole = answers.iter().all(|(_, answer)| matches!(answer, Ok(Ok(_))));
    let mut prices = Vec::new();
    for (of, answer) in answers {
        match answer {
            Ok(Ok(price)) => prices.push((of, price)),
            Ok(Err(cause)) => tracing::warn!(%cause, plan = of.0.as_str(), cycle = of.1.as_str(), "a price could not be read; the list price is shown"),
            Err(_) => tracing::warn!(plan = of.0.as_str(), cycle = of.1.as_str(), "a price took too long; the list price is shown"),
        }
    }
    if whole {
        billing.cache.keep_prices(prices.clone());
    }
    prices
}

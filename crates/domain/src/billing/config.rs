//! What billing is set up with.

use std::{collections::BTreeMap, sync::Arc};

use contract::plan::{Cycle, Plan};
use secrecy::SecretString;

use super::{cache::Cache, payments::Payments};

/// Everything that billing needs; a platform without it is self-hosted and unlimited.
pub struct Billing {
    pub payments: Arc<dyn Payments>,
    pub settings: BillingSettings,
    pub(crate) cache: Cache,
}

/// The settings of billing.
#[derive(Clone, Debug)]
pub struct BillingSettings {
    /// Reaches the page at run time.
    pub publishable_key: String,
    /// Several while one is being replaced.
    pub webhook_secrets: Vec<SecretString>,
    pub prices: Prices,
    /// The secret key is a live one: events of the test mode are refused, and the other way round.
    pub live: bool,
    /// Payments go to a stand-in.
    pub demo: bool,
    /// Where Stripe.js of the matching release lies.
    pub script_url: String,
}

/// Which price stands for which plan and cycle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Prices(BTreeMap<(Plan, Cycle), String>);

impl Prices {
    pub fn new(prices: impl IntoIterator<Item = ((Plan, Cycle), String)>) -> Self {
        Self(prices.into_iter().collect())
    }

    /// The price of a plan; `None` when it cannot be bought here.
    pub fn of(&self, plan: Plan, cycle: Cycle) -> Option<&str> {
        self.0.get(&(plan, cycle)).map(String::as_str)
    }

    /// These prices and one more, which is no longer sold.
    pub fn and(&self, plan: Plan, cycle: Cycle, price: &str) -> Self {
        let mut prices = self.0.clone();
        prices.insert((plan, cycle), price.to_owned());
        Self(prices)
    }

    /// Every price with what it stands for.
    pub fn iter(&self) -> impl Iterator<Item = ((Plan, Cycle), &str)> {
        self.0.iter().map(|(plan, price)| (*plan, price.as_str()))
    }

    /// What a price stands for.
    pub fn plan_of(&self, price: &str) -> Option<(Plan, Cycle)> {
        self.0.iter().find(|(_, known)| *known == price).map(|(plan, _)| *plan)
    }
}

impl Billing {
    pub fn new(payments: Arc<dyn Payments>, settings: BillingSettings) -> Self {
        Self { payments, settings, cache: Cache::default() }
    }
}

//! A subscription's life in any order: whatever comes late, twice, in disorder or is cut short by a crash, the end is the
//! same as when everything comes in order.
//!
//! `PROPTEST_CASES` sets the number of cases; each life is lived once in order and then in several disorders.

use std::{future::Future, pin::pin, task::Poll};

use contract::OrgId;
use domain::{Error, billing::webhook};
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};
use serde_json::Value;
use store::{billing, orgs};
use testkit::{
    Database,
    stripe::{Card, PRICES, Shop},
};

/// 2031-01-31, a day that few months have.
const EPOCH: i64 = 1_927_540_800;
const DAY: i64 = 86_400;
/// Disorders of each life.
const DISORDERS: u32 = 5;
const CASES: u32 = 500;

/// What happens at Stripe.
#[derive(Clone, Debug)]
enum Step {
    Change(usize),
    Cancel,
    PortalCancel,
    TakeBack,
    Days(i64),
    Card(Card),
    Retry,
    Pay,
    End,
    BuyAgain(usize),
}

/// When events are delivered: after each step some of those that wait, by place; then the rest.
#[derive(Clone, Debug)]
struct Disorder {
    after: Vec<Vec<Delivery>>,
    shuffle: Vec<u32>,
}

#[derive(Clone, Debug)]
struct Delivery {
    place: usize,
    /// The process dies after so many steps of the handler.
    dies_after: Option<u32>,
    again: bool,
}

#[derive(Clone, Debug)]
struct Life {
    first: usize,
    debit: Option<bool>,
    steps: Vec<Step>,
    disorders: Vec<Disorder>,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => (0..PRICES.len()).prop_map(Step::Change),
        1 => Just(Step::Cancel),
        1 => Just(Step::PortalCancel),
        2 => Just(Step::TakeBack),
        5 => prop_oneof![Just(3_i64), Just(31), Just(62), Just(366)].prop_map(Step::Days),
        3 => prop_oneof![Just(Card::Pays), Just(Card::Declines), Just(Card::NeedsAction)].prop_map(Step::Card),
        2 => Just(Step::Retry),
        3 => Just(Step::Pay),
        1 => Just(Step::End),
        1 => (0..PRICES.len()).prop_map(Step::BuyAgain),
    ]
}

fn disorder(steps: usize) -> impl Strategy<Value = Disorder> {
    let delivery = (any::<usize>(), proptest::option::weighted(0.3, 0_u32..60), any::<bool>());
    let delivery = delivery.prop_map(|(place, dies_after, again)| Delivery { place, dies_after, again });
    let after = proptest::collection::vec(proptest::collection::vec(delivery, 0..3), steps + 1);
    (after, proptest::collection::vec(any::<u32>(), 64)).prop_map(|(after, shuffle)| Disorder { after, shuffle })
}

fn life() -> impl Strategy<Value = Life> {
    let steps = proptest::collection::vec(step(), 1..8);
    (0..PRICES.len(), proptest::option::weighted(0.2, any::<bool>()), steps).prop_flat_map(|(first, debit, steps)| {
        let disorders = proptest::collection::vec(disorder(steps.len()), DISORDERS as usize);
        (Just(first), Just(debit), Just(steps), disorders).prop_map(|(first, debit, steps, disorders)| Life { first, debit, steps, disorders })
    })
}

/// What the product knows in the end.
#[derive(Debug, PartialEq)]
struct End {
    plan: String,
    cycle: Option<String>,
    status: String,
    price: Option<String>,
    period_end: Option<i64>,
    ends_at: Option<i64>,
    waiting: bool,
    attempts: i32,
    org_plan: String,
    suspended: bool,
    month: (Option<i64>, Option<i64>, Option<i64>),
    /// Every renewal that opened a usage month, when it did.
    renewals: Vec<i64>,
}

async fn end(shop: &Shop, org: OrgId) -> End {
    let db = shop.app.platform.db.connection();
    let account = billing::accounts::of(db, org).await.expect("a row").expect("an account");
    let row = orgs::by_id(db, org).await.expect("a row").expect("an organisation");
    let mut renewals: Vec<i64> = billing::months::all(db, org).await.expect("rows").into_iter().map(|month| month.opened_at).collect();
    renewals.sort_unstable();
    End {
        plan: account.plan,
        cycle: account.cycle,
        status: account.status,
        price: account.price_id,
        period_end: account.period_end,
        ends_at: account.ends_at,
        waiting: account.waiting,
        attempts: account.attempts,
        org_plan: row.plan,
        suspended: row.payment_suspended_at.is_some(),
        month: (row.month_opened_at, row.month_phase_at, row.month_ends_at),
        renewals,
    }
}

struct World<'a> {
    shop: &'a Shop,
    org: OrgId,
    key: String,
    customer: String,
}

impl<'a> World<'a> {
    /// A new organisation with an open checkout, in a world that begins anew.
    async fn begin(shop: &'a Shop, number: &mut u32) -> Self {
        *number += 1;
        shop.stripe.begin_anew(EPOCH);
        let key = shop.app.key(&format!("person-{number}@example.com")).await;
        let org = shop.app.get("/v1/me/org", &key).await.expect(200)["id"].as_str().expect("an id").parse().expect("an id");
        shop.checkout(&key, "pro", "monthly").await;
        let customer = shop.customer();
        Self { shop, org, key, customer }
    }

    fn subscription(&self) -> String {
        self.shop.stripe.subscription_of(&self.customer).map(|it| it["id"].as_str().expect("an id").to_owned()).unwrap_or_default()
    }

    fn buy(&self, price: usize, debit: Option<bool>) {
        self.shop.stripe.buy_directly(&self.customer, &self.org.to_string(), PRICES[price].0, debit);
    }

    fn live(&self, step: &Step) {
        let (stripe, subscription) = (&self.shop.stripe, self.subscription());
        let alive = stripe.subscription_of(&self.customer).is_some_and(|it| it["status"] != "canceled" && it["status"] != "incomplete_expired");
        match step {
            Step::Days(days) => stripe.advance(days * DAY),
            Step::Card(card) => stripe.card(*card),
            Step::BuyAgain(price) if !alive => self.buy(*price, None),
            _ if !alive => {}
            Step::Change(price) => {
                let waits = stripe.subscription_of(&self.customer).is_some_and(|it| !it["pending_update"].is_null() || it["status"] != "active");
                if !waits {
                    stripe.change(&subscription, PRICES[*price].0);
                }
            }
            Step::Cancel => stripe.flag_cancel(&subscription, true),
            Step::PortalCancel => stripe.portal_cancel(&subscription),
            Step::TakeBack => stripe.flag_cancel(&subscription, false),
            Step::Retry => stripe.retry(&subscription),
            Step::Pay => {
                for invoice in stripe.invoices(&self.customer).iter().filter(|it| it["status"] == "open") {
                    stripe.pay(invoice["id"].as_str().expect("an id"));
                }
            }
            Step::End => stripe.end(&subscription),
            Step::BuyAgain(_) => {}
        }
    }

    /// Delivers to the handler itself; `None`: it died on the way.
    async fn deliver(&self, event: &Value, dies_after: Option<u32>) -> Option<bool> {
        let (body, signature) = self.shop.stripe.signed(event);
        let handled = webhook::webhook(&self.shop.app.platform, body.as_bytes(), Some(&signature));
        let outcome = match dies_after {
            None => Some(handled.await),
            Some(steps) => die_after(steps, handled).await,
        };
        match outcome {
            Some(Ok(_)) => Some(true),
            Some(Err(Error::Shown(error))) if error.status() == 503 => Some(false),
            Some(Err(error)) => panic!("{event:#}: {error}"),
            None => {
                // Whoever comes next waits until the dead one's lease has run out.
                self.shop.app.clock.advance_seconds(25);
                None
            }
        }
    }

    async fn in_order(&self, life: &Life) -> End {
        let mut seen = 0;
        self.buy(life.first, life.debit);
        self.rest(&mut seen).await;
        for step in &life.steps {
            self.live(step);
            self.rest(&mut seen).await;
        }
        end(self.shop, self.org).await
    }

    async fn rest(&self, seen: &mut usize) {
        let events = self.shop.stripe.events();
        for event in &events[*seen..] {
            assert_eq!(self.deliver(event, None).await, Some(true), "{event:#}");
        }
        *seen = events.len();
    }

    async fn in_disorder(&self, life: &Life, disorder: &Disorder) -> End {
        let mut delivered: Vec<String> = Vec::new();
        self.buy(life.first, life.debit);
        for (place, deliveries) in disorder.after.iter().enumerate() {
            if let Some(step) = place.checked_sub(1).and_then(|place| life.steps.get(place)) {
                self.live(step);
            }
            let events = self.shop.stripe.events();
            for delivery in deliveries {
                let event = &events[delivery.place % events.len()];
                for _ in 0..=u32::from(delivery.again) {
                    if self.deliver(event, delivery.dies_after).await == Some(true) {
                        delivered.push(event["id"].to_string());
                    }
                }
            }
        }
        let mut rest: Vec<_> = self.shop.stripe.events().into_iter().filter(|event| !delivered.contains(&event["id"].to_string())).collect();
        for (place, random) in (1..rest.len()).zip(&disorder.shuffle) {
            rest.swap(place, *random as usize % (place + 1));
        }
        for event in &rest {
            assert_eq!(self.deliver(event, None).await, Some(true), "{event:#}");
        }
        end(self.shop, self.org).await
    }
}

/// Gives a future so many steps and then drops it, as a process does that is killed.
async fn die_after<F: Future>(steps: u32, future: F) -> Option<F::Output> {
    let mut future = Box::pin(future);
    let mut left = steps;
    std::future::poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

async fn every_order_ends_the_same(database: Database) {
    let shop = Shop::quiet(database).await;
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok()).unwrap_or(CASES);
    let mut number = 0;
    for seed in 0..cases.div_ceil(DISORDERS) {
        let mut bytes = [7_u8; 32];
        bytes[..4].copy_from_slice(&seed.to_le_bytes());
        let mut runner = TestRunner::new_with_rng(Config::default(), TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
        let life = life().new_tree(&mut runner).expect("a life").current();
        let ordered = pin!(World::begin(&shop, &mut number)).await.in_order(&life).await;
        for disorder in &life.disorders {
            let world = World::begin(&shop, &mut number).await;
            let disordered = world.in_disorder(&life, disorder).await;
            assert_eq!(disordered, ordered, "seed {seed}, {:?}, {:?}\n{disorder:#?}", life.first, life.steps);
            assert!(!world.key.is_empty());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_order_ends_the_same_on_sqlite() {
    every_order_ends_the_same(Database::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_order_ends_the_same_on_postgres() {
    every_order_ends_the_same(Database::Postgres).await;
}

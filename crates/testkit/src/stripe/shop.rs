//! The product with billing switched on, beside its stand-in for Stripe.

use std::sync::Arc;

use reqwest::Method;
use serde_json::{Value, json};

use super::FakeStripe;
use crate::{Answer, Database, TestApp};

/// A platform that sells plans.
pub struct Shop {
    pub app: TestApp,
    pub stripe: FakeStripe,
}

/// Who runs the platform.
pub const OPERATOR: &str = "operator@example.com";

impl Shop {
    /// Events are delivered by themselves.
    pub async fn open(database: Database) -> Self {
        let shop = Self::quiet(database).await;
        shop.stripe.deliver_to(&shop.webhook(), true);
        shop
    }

    /// Events wait until the test delivers them.
    pub async fn quiet(database: Database) -> Self {
        let stripe = FakeStripe::start().await;
        let settings = stripe.settings();
        let platform = [("BMM_ADMIN_EMAILS", OPERATOR), ("BMM_SIGNUP", "open")];
        let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).chain(platform).collect();
        let app = TestApp::with(database, &settings).await;
        stripe.use_clock(Arc::clone(&app.clock) as _);
        let shop = Self { app, stripe };
        shop.stripe.deliver_to(&shop.webhook(), false);
        shop
    }

    pub fn webhook(&self) -> String {
        format!("{}/v1/billing/webhook", self.app.url)
    }

    /// Opens a checkout; answers its session.
    pub async fn checkout(&self, key: &str, tier: &str, cycle: &str) -> String {
        let opened = self.app.post("/v1/billing/checkout-session", key, &json!({ "tier": tier, "cycle": cycle })).await.expect(200);
        opened["id"].as_str().expect("an id").to_owned()
    }

    /// Buys a plan by card; answers the subscription.
    pub async fn buy(&self, key: &str, tier: &str, cycle: &str) -> String {
        let session = self.checkout(key, tier, cycle).await;
        let subscription = self.stripe.complete(&session, "card").expect("paid");
        self.until(key, |status| status["plan"] == tier).await;
        self.settled().await;
        subscription
    }

    /// Waits until every event has been taken, at most ten seconds.
    pub async fn settled(&self) {
        for _ in 0..500 {
            if self.stripe.is_quiet() {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        panic!("events are still on their way: {:?}", self.stripe.state().sent);
    }

    pub async fn status(&self, key: &str) -> Value {
        self.app.get("/v1/billing/status", key).await.expect(200)
    }

    /// Waits until the status is as it should be, at most ten seconds.
    #[track_caller]
    pub fn until<'a>(&'a self, key: &'a str, fits: impl Fn(&Value) -> bool + 'a) -> impl Future<Output = Value> + 'a {
        let place = std::panic::Location::caller();
        async move {
            let mut status = Value::Null;
            for _ in 0..500 {
                status = self.status(key).await;
                if fits(&status) {
                    return status;
                }
                tokio::time::sleep(std::time::Duration::from_millis(20)).await;
            }
            panic!("{place}: the status stayed {status:#}\nsent: {:?}", self.stripe.state().sent);
        }
    }

    /// Delivers a body as it stands.
    pub async fn send(&self, body: &str, signature: &str) -> Answer {
        let request = self.app.http.request(Method::POST, self.webhook()).header("stripe-signature", signature).body(body.to_owned());
        Answer::of(request.send().await.expect("an answer")).await
    }

    /// The customer of the newest checkout.
    pub fn customer(&self) -> String {
        let state = self.stripe.state();
        state.customers.keys().next_back().expect("a customer").clone()
    }
}

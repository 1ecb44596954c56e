//! The audit log of billing: every action of it in one life of a subscription, and nothing without its event.

use std::collections::BTreeMap;

use domain::audit::Action;
use serde_json::json;
use store::ConnectionTrait;
use strum::IntoEnumIterator;
use testkit::{TestApp, on_both_databases, stripe::Card};

const DAY: i64 = 86_400;

on_both_databases!(
    async fn every_action_of_billing_is_written_once_for_each_thing_that_happens(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        shop.buy(&key, "pro", "monthly").await;
        shop.app.post("/v1/billing/cancel", &key, &json!({})).await.expect(200);
        shop.app.post("/v1/billing/reactivate", &key, &json!(null)).await.expect(200);
        shop.settled().await;
        // A renewal, then three failed attempts at the next one, then the payment.
        shop.stripe.advance(32 * DAY);
        shop.settled().await;
        shop.stripe.card(Card::Declines);
        shop.stripe.advance(31 * DAY);
        shop.until(&key, |status| status["past_due"]["attempts"] == 1).await;
        shop.stripe.advance(3 * DAY);
        shop.until(&key, |status| status["past_due"]["attempts"] == 2).await;
        shop.stripe.advance(3 * DAY);
        shop.until(&key, |status| status["suspended"] == true).await;
        let open = shop.stripe.invoices(&shop.customer()).into_iter().find(|invoice| invoice["status"] == "open").expect("an open invoice");
        shop.stripe.card(Card::Pays);
        shop.stripe.pay(open["id"].as_str().expect("an id"));
        shop.until(&key, |status| status["suspended"] == false).await;
        shop.settled().await;

        let page = shop.app.get("/v1/audit?action=billing&limit=100", &key).await.expect(200);
        let mut seen = BTreeMap::<&str, u32>::new();
        for event in page["items"].as_array().expect("events") {
            *seen.entry(event["action"].as_str().expect("an action")).or_default() += 1;
        }
        // Two failures that are noticed at once are one event, which names the number of the attempt.
        let failures = seen.insert(Action::PaymentFailed.as_str(), 1);
        assert!(matches!(failures, Some(1..=3)), "{page:#}");
        let expected = Action::iter().filter(|action| action.as_str().starts_with("billing."));
        let expected = expected.map(|action| (action.as_str(), if action == Action::UsageMonthOpened { 2 } else { 1 }));
        assert_eq!(seen, expected.collect(), "{page:#}");
    }
);

/// How many accounts at the payment provider are on a paid plan.
async fn paying(app: &TestApp) -> i64 {
    app.rows("billing_accounts WHERE plan <> 'free'").await
}

on_both_databases!(
    async fn what_cannot_be_written_down_does_not_happen(shop: Shop) {
        let (key, db) = (shop.app.key("ann@example.com").await, shop.app.platform.db.connection());
        shop.stripe.deliver_to(&shop.webhook(), false);
        let session = shop.checkout(&key, "pro", "monthly").await;
        shop.stripe.complete(&session, "card").expect("paid");
        let statements: &[&str] = if shop.app.platform.db.is_sqlite() {
            &["CREATE TRIGGER full_log BEFORE INSERT ON audit_events BEGIN SELECT RAISE(ABORT, 'the log takes nothing'); END"]
        } else {
            &[
                "CREATE FUNCTION full_log() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'the log takes nothing'; END $$ LANGUAGE plpgsql",
                "CREATE TRIGGER full_log BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION full_log()",
            ]
        };
        for statement in statements {
            db.execute_unprepared(statement).await.expect("blocked");
        }
        let mut refused = Vec::new();
        for event in shop.stripe.events() {
            if shop.stripe.deliver(&event).await >= 500 {
                refused.push(event);
            }
        }
        assert!(!refused.is_empty() && paying(&shop.app).await == 0, "{refused:?}");
        assert_eq!(shop.app.rows("outbox").await, 0, "no mail about what did not happen");
        shop.app.post("/v1/billing/checkout-session", &key, &json!({ "tier": "team", "cycle": "monthly" })).await.problem(500, "internal");

        let unblock = if shop.app.platform.db.is_sqlite() { "DROP TRIGGER full_log" } else { "DROP TRIGGER full_log ON audit_events" };
        db.execute_unprepared(unblock).await.expect("open again");
        for event in refused {
            assert_eq!(shop.stripe.deliver(&event).await, 200, "Stripe delivers it again, and now it works: {event}");
        }
        assert_eq!(paying(&shop.app).await, 1);
        let log = shop.app.get("/v1/audit?action=billing.plan_changed", &key).await.expect(200);
        assert_eq!(log["items"].as_array().map(Vec::len), Some(1));
    }
);

//! Deliveries that are forged, stale, foreign, of the wrong mode, malformed, repeated, or come all at once.

use contract::OrgId;
use domain::billing::webhook::signature::sign;
use serde_json::{Value, json};
use store::{audit, billing, orgs};
use testkit::{
    on_both_databases,
    stripe::{Shop, WEBHOOK_SECRET},
};

/// Everything that billing has written about the caller's organisation.
struct Written {
    months: usize,
    audit: Vec<String>,
    all: String,
}

async fn written(shop: &Shop, key: &str) -> Written {
    let org: OrgId = shop.app.get("/v1/me/org", key).await.expect(200)["id"].as_str().expect("an id").parse().expect("an id");
    let db = shop.app.platform.db.connection();
    let account = billing::accounts::of(db, org).await.expect("rows");
    let months = billing::months::all(db, org).await.expect("rows");
    let row = orgs::by_id(db, org).await.expect("rows");
    let events: Vec<_> =
        audit::after(db, &org.to_string(), 0, 10_000).await.expect("rows").into_iter().filter(|event| event.action.starts_with("billing.")).collect();
    let alarms = domain::billing::alarms(&shop.app.platform).await.expect("rows");
    let all = format!("{account:?} {months:?} {row:?} {events:?} {alarms:?}");
    Written { months: months.len(), audit: events.into_iter().map(|event| event.action).collect(), all }
}

fn event(customer: &str, more: &Value) -> Value {
    let mut event = json!({
        "id": "evt_test_1", "object": "event", "type": "customer.subscription.updated", "livemode": false, "created": 1, "pending_webhooks": 1,
        "data": { "object": { "id": "sub_x", "object": "subscription", "customer": customer, "metadata": {} } },
    });
    event.as_object_mut().expect("an object").extend(more.as_object().cloned().unwrap_or_default());
    event
}

fn header(shop: &Shop, body: &str, secret: &str, off: i64) -> String {
    sign(body.as_bytes(), &[secret], shop.app.platform.now().millis() / 1_000 + off)
}

on_both_databases!(
    async fn what_cannot_be_verified_changes_nothing(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        shop.buy(&key, "pro", "monthly").await;
        let before = written(&shop, &key).await.all;
        let body = event(&shop.customer(), &json!({})).to_string();
        let good = header(&shop, &body, WEBHOOK_SECRET, 0);
        for (what, body, header) in [
            ("forged", body.clone(), header(&shop, &body, "whsec_guessed", 0)),
            ("changed", body.replace("sub_x", "sub_y"), good.clone()),
            ("one space more", format!("{body} "), good.clone()),
            ("stale", body.clone(), header(&shop, &body, WEBHOOK_SECRET, -301)),
            ("from the future", body.clone(), header(&shop, &body, WEBHOOK_SECRET, 301)),
            ("unsigned", body.clone(), String::new()),
            ("nonsense", body.clone(), "t=now,v1=zz".into()),
        ] {
            let answer = shop.send(&body, &header).await;
            assert_eq!(answer.status, 400, "{what}: {}", answer.text);
        }
        assert_eq!(written(&shop, &key).await.all, before);
    }
);

on_both_databases!(
    async fn the_wrong_mode_is_refused(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        shop.buy(&key, "pro", "monthly").await;
        let before = written(&shop, &key).await.all;
        let body = event(&shop.customer(), &json!({ "livemode": true })).to_string();
        assert_eq!(shop.send(&body, &header(&shop, &body, WEBHOOK_SECRET, 0)).await.status, 400);
        assert_eq!(written(&shop, &key).await.all, before);
    }
);

on_both_databases!(
    async fn a_foreign_customer_moves_nobody_whatever_its_metadata_says(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        shop.buy(&key, "pro", "monthly").await;
        let org = shop.app.get("/v1/me/org", &key).await.expect(200)["id"].clone();
        let object = json!({ "id": "sub_evil", "object": "subscription", "customer": "cus_evil", "metadata": { "org": org } });
        let body = event("", &json!({ "id": "evt_evil", "data": { "object": object } })).to_string();
        let answer = shop.send(&body, &header(&shop, &body, WEBHOOK_SECRET, 0)).await;
        assert_eq!(answer.expect(200)["outcome"], "ignored");
        assert_eq!(shop.status(&key).await["plan"], "pro");
        let unknown = event("cus_nobody", &json!({ "id": "evt_nobody" })).to_string();
        let answer = shop.send(&unknown, &header(&shop, &unknown, WEBHOOK_SECRET, 0)).await;
        assert_eq!(answer.expect(200)["outcome"], "ignored");
    }
);

on_both_databases!(
    async fn unknown_events_are_fine_and_unreadable_known_ones_raise_an_alarm(shop: Shop) {
        let send = |body: String| {
            let shop = &shop;
            async move { shop.send(&body, &header(shop, &body, WEBHOOK_SECRET, 0)).await }
        };
        assert_eq!(send(json!({ "id": "evt_1", "type": "charge.refunded" }).to_string()).await.expect(200)["outcome"], "ignored");
        assert!(domain::billing::alarms(&shop.app.platform).await.expect("alarms").is_empty());
        for malformed in [json!({ "id": "evt_2", "type": "invoice.paid", "data": 7 }).to_string(), "{".to_owned()] {
            let answer = send(malformed).await;
            answer.problem(500, "internal");
        }
        let alarms = domain::billing::alarms(&shop.app.platform).await.expect("alarms");
        assert!(alarms.len() == 2 && alarms.iter().any(|alarm| alarm.event == "evt_2" && alarm.kind == "invoice.paid"), "{alarms:?}");
    }
);

on_both_databases!(
    async fn a_hundred_deliveries_at_once_have_one_effect(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        shop.stripe.deliver_to(&shop.webhook(), false);
        let session = shop.checkout(&key, "pro", "monthly").await;
        shop.stripe.complete(&session, "card").expect("paid");
        shop.stripe.advance(32 * 86_400);
        let renewal = shop.stripe.events().into_iter().rfind(|event| event["type"] == "invoice.paid").expect("a renewal");
        let statuses = futures::future::join_all((0..100).map(|_| shop.stripe.deliver(&renewal))).await;
        assert!(statuses.contains(&200), "{statuses:?}");
        assert!(statuses.iter().all(|status| [200, 503].contains(status)), "{statuses:?}");
        assert_eq!(shop.status(&key).await["plan"], "pro");
        let rows = written(&shop, &key).await;
        assert_eq!((rows.months, rows.audit.iter().filter(|action| *action == "billing.plan_changed").count()), (1, 1), "{}", rows.all);
        assert_eq!(shop.send(&renewal.to_string(), &header(&shop, &renewal.to_string(), WEBHOOK_SECRET, 0)).await.expect(200)["outcome"], "repeated");
    }
);

on_both_databases!(
    async fn events_of_an_old_subscription_change_nothing(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        let old = shop.buy(&key, "pro", "monthly").await;
        shop.stripe.end(&old);
        shop.until(&key, |status| status["plan"] == "free").await;
        shop.buy(&key, "team", "monthly").await;
        let ended = shop.stripe.events().into_iter().find(|event| event["type"] == "customer.subscription.deleted").expect("the end");
        let mut again = ended;
        again["id"] = json!("evt_again");
        assert_eq!(shop.stripe.deliver(&again).await, 200);
        assert_eq!(shop.status(&key).await["plan"], "team");
    }
);

on_both_databases!(
    async fn a_failure_in_the_middle_gives_the_claim_back(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        shop.stripe.deliver_to(&shop.webhook(), false);
        let session = shop.checkout(&key, "pro", "monthly").await;
        shop.stripe.complete(&session, "card").expect("paid");
        let event = shop.stripe.events().into_iter().next_back().expect("an event");
        for status in [500, 429, 502] {
            shop.stripe.fault(testkit::stripe::Fault { status, times: 4, delay_ms: 0 });
            assert_eq!(shop.stripe.deliver(&event).await, 503, "Stripe fails with {status}");
            shop.stripe.fault(testkit::stripe::Fault::default());
        }
        assert_eq!(shop.status(&key).await["plan"], "free");
        assert_eq!(shop.stripe.deliver(&event).await, 200, "the next delivery does the work at once");
        assert_eq!(shop.status(&key).await["plan"], "pro");
    }
);

on_both_databases!(
    async fn what_was_missed_is_made_up_for_within_a_day(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        let subscription = shop.buy(&key, "pro", "monthly").await;
        shop.stripe.deliver_to(&shop.webhook(), false);
        shop.stripe.advance(32 * 86_400);
        shop.stripe.portal_cancel(&subscription);
        assert_eq!(domain::billing::reconcile(&shop.app.platform).await.expect("compared"), 0, "nothing is old enough");
        shop.app.clock.advance_seconds(86_401);
        assert_eq!(domain::billing::reconcile(&shop.app.platform).await.expect("compared"), 1);
        assert_eq!(written(&shop, &key).await.months, 1, "the renewal that nobody told of has opened its month");
        shop.stripe.fault(testkit::stripe::Fault { status: 500, times: 1_000, delay_ms: 0 });
        assert!(shop.status(&key).await["ends_at"].is_number(), "the database knows of the cancellation");
    }
);

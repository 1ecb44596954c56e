//! Payments that fail: three attempts, suspension, and the way back.

use serde_json::json;
use testkit::{on_both_databases, stripe::Card};

const DAY: i64 = 86_400;

on_both_databases!(
    async fn the_third_failure_suspends_and_a_payment_lifts_it(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        shop.buy(&key, "pro", "monthly").await;
        shop.stripe.card(Card::Declines);
        shop.stripe.advance(32 * DAY);
        let status = shop.until(&key, |status| status["past_due"]["attempts"] == 1).await;
        assert_eq!((&status["state"], &status["suspended"], &status["plan"]), (&json!("past_due"), &json!(false), &json!("pro")));
        assert!(status["past_due"]["pay_url"].as_str().is_some_and(|url| url.contains("/invoice/")));
        shop.stripe.advance(3 * DAY);
        shop.until(&key, |status| status["past_due"]["attempts"] == 2 && status["suspended"] == false).await;
        shop.stripe.advance(3 * DAY);
        shop.until(&key, |status| status["suspended"] == true).await;
        let spec = shop.app.preview(&key, "curl", "curl https://api.example.com/x").await.expect(200)["spec"].clone();
        let refused = shop.app.create(&key, "refused", &spec, &json!({})).await;
        let problem = refused.problem(402, "payment_required");
        assert!(problem["detail"].as_str().is_some_and(|text| text.contains("/settings/billing")), "{problem}");
        let open = shop.stripe.invoices(&shop.customer()).into_iter().find(|invoice| invoice["status"] == "open").expect("an open invoice");
        shop.stripe.card(Card::Pays);
        shop.stripe.pay(open["id"].as_str().expect("an id"));
        let status = shop.until(&key, |status| status["suspended"] == false).await;
        assert_eq!((&status["state"], &status["past_due"]), (&json!("active"), &serde_json::Value::Null));
        shop.app.create(&key, "welcome", &spec, &json!({})).await.expect(202);
        shop.settled().await;
        let mails = domain::mailbox::list(&shop.app.platform).await.expect("mails");
        for subject in ["is on the Pro plan", "A payment for", "is suspended", "no longer suspended"] {
            assert!(mails.iter().any(|mail| mail.subject.contains(subject) && mail.to.as_str() == "ann@example.com"), "{subject}: {mails:#?}");
        }
    }
);

on_both_databases!(
    async fn a_late_failure_after_the_payment_suspends_nobody(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        shop.buy(&key, "pro", "monthly").await;
        shop.stripe.deliver_to(&shop.webhook(), false);
        shop.stripe.card(Card::Declines);
        shop.stripe.advance(40 * DAY);
        shop.stripe.card(Card::Pays);
        let open = shop.stripe.invoices(&shop.customer()).into_iter().find(|invoice| invoice["status"] == "open").expect("an open invoice");
        shop.stripe.pay(open["id"].as_str().expect("an id"));
        let failures = shop.stripe.events().into_iter().filter(|event| event["type"] == "invoice.payment_failed");
        for event in failures {
            assert_eq!(shop.stripe.deliver(&event).await, 200);
            assert_eq!(shop.status(&key).await["suspended"], false);
        }
    }
);

on_both_databases!(
    async fn cancelling_what_was_never_paid_ends_it_at_once(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        shop.buy(&key, "pro", "monthly").await;
        shop.stripe.card(Card::Declines);
        shop.stripe.advance(32 * DAY);
        shop.until(&key, |status| status["state"] == "past_due").await;
        shop.settled().await;
        let status = shop.app.post("/v1/billing/cancel", &key, &json!({})).await.expect(200);
        assert_eq!((&status["plan"], &status["suspended"]), (&json!("free"), &json!(false)));
    }
);

//! Changing, cancelling, invoices.

use serde_json::{Value, json};
use testkit::on_both_databases;

on_both_databases!(
    async fn a_change_costs_what_the_preview_said(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        shop.buy(&key, "pro", "monthly").await;
        for (tier, cycle) in [("team", "monthly"), ("team", "yearly"), ("pro", "yearly"), ("pro", "monthly")] {
            shop.app.clock.advance_seconds(4 * 86_400);
            let preview = shop.app.post("/v1/billing/preview-change", &key, &json!({ "tier": tier, "cycle": cycle })).await.expect(200);
            assert!(preview["lines"].as_array().is_some_and(|lines| lines.len() == 2), "{preview}");
            // Somebody thinks it over: what was shown is what is charged.
            shop.app.clock.advance_seconds(240);
            let change = json!({ "tier": tier, "cycle": cycle, "from": preview["from"] });
            let status = shop.app.post("/v1/billing/change-plan", &key, &change).await.expect(200);
            assert_eq!((&status["plan"], &status["cycle"]), (&json!(tier), &json!(cycle)), "written at once");
            assert_eq!(status["invoices"][0]["total"], preview["due_now"]);
            let again = shop.app.post("/v1/billing/change-plan", &key, &change).await;
            again.problem(409, "conflict");
        }
        assert_eq!(shop.stripe.subscriptions(&shop.customer()).len(), 1);
    }
);

on_both_databases!(
    async fn an_old_preview_is_looked_at_again(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        shop.buy(&key, "pro", "monthly").await;
        let preview = shop.app.post("/v1/billing/preview-change", &key, &json!({ "tier": "team", "cycle": "monthly" })).await.expect(200);
        shop.app.clock.advance_seconds(3_600);
        let change = json!({ "tier": "team", "cycle": "monthly", "from": preview["from"] });
        shop.app.post("/v1/billing/change-plan", &key, &change).await.problem(409, "conflict");
    }
);

on_both_databases!(
    async fn cancelled_here_or_in_the_portal_it_can_be_taken_back(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        let subscription = shop.buy(&key, "pro", "monthly").await;
        let cancelled = shop.app.post("/v1/billing/cancel", &key, &json!({ "reason": "Too many 🐾" })).await.expect(200);
        assert!(cancelled["ends_at"].is_number() && cancelled["renews_at"].is_null() && cancelled["plan"] == "pro", "{cancelled}");
        let back = shop.app.post("/v1/billing/reactivate", &key, &Value::Null).await.expect(200);
        assert!(back["ends_at"].is_null() && back["renews_at"].is_number(), "{back}");
        shop.stripe.portal_cancel(&subscription);
        shop.until(&key, |status| status["ends_at"].is_number()).await;
        shop.settled().await;
        let back = shop.app.post("/v1/billing/reactivate", &key, &Value::Null).await.expect(200);
        assert!(back["ends_at"].is_null(), "{back}");
        // A change takes a cancellation back by itself, and says so before.
        shop.stripe.portal_cancel(&subscription);
        shop.until(&key, |status| status["ends_at"].is_number()).await;
        shop.settled().await;
        let preview = shop.app.post("/v1/billing/preview-change", &key, &json!({ "tier": "team", "cycle": "monthly" })).await.expect(200);
        assert_eq!(preview["takes_back_cancellation"], true);
        let changed = shop.app.post("/v1/billing/change-plan", &key, &json!({ "tier": "team", "cycle": "monthly" })).await.expect(200);
        assert!(changed["ends_at"].is_null() && changed["plan"] == "team", "{changed}");
    }
);

on_both_databases!(
    async fn a_cancelled_plan_ends_with_its_period(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        shop.buy(&key, "pro", "monthly").await;
        shop.app.post("/v1/billing/cancel", &key, &json!({})).await.expect(200);
        shop.stripe.advance(32 * 86_400);
        let status = shop.until(&key, |status| status["plan"] == "free").await;
        assert_eq!((&status["state"], &status["suspended"]), (&json!("none"), &json!(false)));
        shop.buy(&key, "team", "yearly").await;
        shop.app.post("/v1/billing/cancel", &key, &json!({ "reason": "x".repeat(501) })).await.problem(422, "invalid");
    }
);

on_both_databases!(
    async fn a_change_that_waits_for_its_payment_changes_nothing_yet(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        shop.buy(&key, "pro", "monthly").await;
        shop.stripe.card(testkit::stripe::Card::NeedsAction);
        let status = shop.app.post("/v1/billing/change-plan", &key, &json!({ "tier": "team", "cycle": "monthly" })).await.expect(200);
        assert_eq!((&status["plan"], &status["waiting_for_payment"]), (&json!("pro"), &json!(true)), "what Stripe answered, not what was asked");
        shop.app.post("/v1/billing/change-plan", &key, &json!({ "tier": "team", "cycle": "yearly" })).await.problem(409, "conflict");
        shop.stripe.card(testkit::stripe::Card::Pays);
        let open = shop.stripe.invoices(&shop.customer()).into_iter().find(|invoice| invoice["status"] == "open").expect("an open invoice");
        shop.stripe.pay(open["id"].as_str().expect("an id"));
        let status = shop.until(&key, |status| status["plan"] == "team").await;
        assert_eq!(status["waiting_for_payment"], false);
    }
);

on_both_databases!(
    async fn a_declined_change_leaves_everything_as_it_was(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        shop.buy(&key, "pro", "monthly").await;
        shop.app.post("/v1/billing/cancel", &key, &json!({})).await.expect(200);
        shop.stripe.card(testkit::stripe::Card::Declines);
        let refused = shop.app.post("/v1/billing/change-plan", &key, &json!({ "tier": "team", "cycle": "monthly" })).await;
        refused.problem(402, "payment_required");
        let status = shop.status(&key).await;
        assert!(status["plan"] == "pro" && status["ends_at"].is_number(), "the cancellation is there again: {status}");
    }
);

on_both_databases!(
    async fn invoices_come_through_the_application_and_only_ones_own(shop: Shop) {
        let (ann, bob) = (shop.app.key("ann@example.com").await, shop.app.key("bob@example.com").await);
        shop.buy(&ann, "pro", "monthly").await;
        let status = shop.status(&ann).await;
        let id = status["invoices"][0]["id"].as_str().expect("an id");
        let path = format!("/v1/billing/invoices/{id}/pdf");
        let pdf = shop.app.get(&path, &ann).await;
        assert_eq!((pdf.status, pdf.header("content-type")), (200, "application/pdf"));
        assert!(pdf.text.starts_with("%PDF-") && pdf.header("content-disposition").contains("invoice-BMM-0001.pdf"));
        shop.app.get(&path, &bob).await.problem(404, "not_found");
        shop.buy(&bob, "pro", "monthly").await;
        shop.app.get(&path, &bob).await.problem(404, "not_found");
        shop.app.get("/v1/billing/invoices/in_..%2Fcustomers/pdf", &ann).await.problem(404, "not_found");
    }
);

on_both_databases!(
    async fn a_smaller_plan_says_before_what_it_has_no_room_for(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        shop.buy(&key, "team", "monthly").await;
        let preview = shop.app.post("/v1/billing/preview-change", &key, &json!({ "tier": "pro", "cycle": "monthly" })).await.expect(200);
        assert_eq!(preview["over"], json!([]), "nothing is in use yet");
        assert!(preview["due_now"]["cents"].as_i64().is_some_and(|cents| cents < 0), "unused time is credited: {preview}");
    }
);

on_both_databases!(
    async fn prices_come_from_stripe(shop: Shop) {
        let prices = shop.app.send(reqwest::Method::GET, "/v1/billing/prices", None, None).await.expect(200);
        let prices = prices.as_array().expect("a list");
        assert_eq!(prices.len(), 4);
        assert!(prices.iter().all(|price| price["can_be_bought"] == true), "{prices:?}");
    }
);

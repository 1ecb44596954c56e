//! Buying: one session, one subscription, whatever is clicked.

use contract::dto::CheckoutState;
use serde_json::json;
use testkit::on_both_databases;

on_both_databases!(
    async fn a_checkout_ends_in_the_plan(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        assert_eq!(shop.status(&key).await["plan"], "free");
        let opened = shop.app.post("/v1/billing/checkout-session", &key, &json!({ "tier": "pro", "cycle": "monthly" })).await.expect(200);
        let secret = opened["client_secret"].as_str().expect("a secret");
        assert!(secret.starts_with(opened["id"].as_str().expect("an id")) && opened["publishable_key"] == "pk_test_stand_in");
        shop.stripe.complete(opened["id"].as_str().expect("an id"), "card").expect("paid");
        let status = shop.until(&key, |status| status["plan"] == "pro").await;
        assert_eq!((&status["cycle"], &status["state"], &status["limits"]["servers"]), (&json!("monthly"), &json!("active"), &json!(25)));
        assert_eq!(status["invoices"][0]["total"], json!({ "cents": 1_900, "currency": "eur" }));
        assert_eq!(status["payment_method"]["last4"], "4242");
        assert!(status["renews_at"].is_number() && status["ends_at"].is_null());
        shop.app.post("/v1/billing/checkout-session", &key, &json!({ "tier": "team", "cycle": "monthly" })).await.problem(409, "conflict");
    }
);

on_both_databases!(
    async fn many_clicks_open_one_session(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        let clicks = (0..12).map(|_| shop.checkout(&key, "pro", "yearly"));
        let sessions = futures::future::join_all(clicks).await;
        assert!(sessions.iter().all(|session| *session == sessions[0]), "{sessions:?}");
        let other = shop.checkout(&key, "team", "yearly").await;
        assert_ne!(other, sessions[0]);
        assert!(shop.stripe.complete(&sessions[0], "card").is_err(), "the first one was closed, so nobody can pay twice");
        shop.stripe.complete(&other, "card").expect("paid");
        shop.until(&key, |status| status["plan"] == "team").await;
        assert_eq!(shop.stripe.subscriptions(&shop.customer()).len(), 1);
    }
);

on_both_databases!(
    async fn a_debit_gives_nothing_before_it_arrives(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        let session = shop.checkout(&key, "pro", "monthly").await;
        shop.stripe.complete(&session, "sepa_debit").expect("ordered");
        let status = shop.until(&key, |status| status["state"] == "incomplete").await;
        assert_eq!(status["plan"], "free");
        let refused = shop.app.post("/v1/billing/checkout-session", &key, &json!({ "tier": "pro", "cycle": "monthly" })).await;
        assert!(refused.problem(409, "conflict")["detail"].as_str().expect("text").contains("being confirmed"));
        shop.stripe.settle_debit(&session, true);
        shop.until(&key, |status| status["plan"] == "pro").await;
    }
);

on_both_databases!(
    async fn a_debit_that_comes_back_leaves_the_free_plan(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        let session = shop.checkout(&key, "pro", "monthly").await;
        shop.stripe.complete(&session, "sepa_debit").expect("ordered");
        shop.until(&key, |status| status["state"] == "incomplete").await;
        shop.stripe.settle_debit(&session, false);
        shop.until(&key, |status| status["state"] == "none").await;
        let again = shop.checkout(&key, "pro", "monthly").await;
        assert_ne!(again, session);
    }
);

on_both_databases!(
    async fn a_return_is_verified_and_waits_for_the_webhook(shop: Shop) {
        let (ann, bob) = (shop.app.key("ann@example.com").await, shop.app.key("bob@example.com").await);
        shop.stripe.deliver_to(&shop.webhook(), false);
        let session = shop.checkout(&ann, "pro", "monthly").await;
        shop.checkout(&bob, "pro", "monthly").await;
        let meta = || domain::RequestMeta { id: shop.app.platform.request_id(), ip: std::net::Ipv4Addr::LOCALHOST.into(), user_agent: String::new() };
        let ann_ctx = domain::keys::authenticate(&shop.app.platform, meta(), &ann).await.expect("a context");
        let bob_ctx = domain::keys::authenticate(&shop.app.platform, meta(), &bob).await.expect("a context");
        let look = |impatient| domain::billing::checkout_return(&ann_ctx, &session, impatient);
        assert_eq!(look(false).await.expect("a state"), CheckoutState::Open);
        shop.stripe.complete(&session, "card").expect("paid");
        assert_eq!(look(false).await.expect("a state"), CheckoutState::Confirming);
        assert!(domain::billing::checkout_return(&bob_ctx, &session, true).await.is_err(), "somebody else's session is not there");
        assert!(domain::billing::checkout_return(&ann_ctx, "cs_../../customers", true).await.is_err());
        assert_eq!(look(true).await.expect("a state"), CheckoutState::Done, "a webhook that never comes is made up for");
        assert_eq!(shop.status(&ann).await["plan"], "pro");
    }
);

on_both_databases!(
    async fn what_is_not_sold_is_refused(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        let (app, key) = (&shop.app, &key);
        let post = |body: serde_json::Value| async move { app.post("/v1/billing/checkout-session", key, &body).await };
        post(json!({ "tier": "free", "cycle": "monthly" })).await.problem(422, "invalid");
        post(json!({ "tier": "pro", "cycle": "weekly" })).await.problem(422, "invalid");
        post(json!({ "tier": "pro", "cycle": "monthly", "price": "price_mine" })).await.problem(422, "invalid");
    }
);

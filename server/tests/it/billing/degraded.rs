//! Stripe is slow or down: the page still says what is known.

use std::time::{Duration, Instant};

use serde_json::json;
use testkit::{on_both_databases, stripe::Fault};

on_both_databases!(
    async fn what_is_known_is_shown_with_a_notice(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        shop.buy(&key, "team", "yearly").await;
        // The look of a moment ago counts for five seconds.
        tokio::time::sleep(Duration::from_millis(5_200)).await;
        shop.stripe.fault(Fault { status: 500, times: 1_000, delay_ms: 0 });
        let down = shop.status(&key).await;
        assert_eq!((&down["plan"], &down["cycle"], &down["invoices"]), (&json!("team"), &json!("yearly"), &json!([])));
        assert!(down["notice"].as_str().is_some_and(|text| text.contains("does not answer")), "{down}");
        shop.stripe.fault(Fault { status: 0, times: 0, delay_ms: 4_000 });
        let began = Instant::now();
        let slow = shop.status(&key).await;
        assert!(began.elapsed() < Duration::from_millis(3_500), "{:?}", began.elapsed());
        assert!(slow["plan"] == "team" && slow["notice"].as_str().is_some_and(|text| text.contains("slowly")), "{slow}");
        shop.stripe.fault(Fault::default());
        let back = shop.status(&key).await;
        assert!(back["notice"].is_null() && back["invoices"].as_array().is_some_and(|invoices| invoices.len() == 1), "{back}");
    }
);

on_both_databases!(
    async fn a_button_says_what_to_do_while_stripe_is_down(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        shop.buy(&key, "pro", "monthly").await;
        shop.stripe.fault(Fault { status: 500, times: 1_000, delay_ms: 0 });
        let refused = shop.app.post("/v1/billing/cancel", &key, &json!({})).await;
        let problem = refused.problem(503, "unavailable");
        assert!(problem["retry_after"].is_number(), "{problem}");
        shop.stripe.fault(Fault::default());
        shop.app.post("/v1/billing/cancel", &key, &json!({})).await.expect(200);
    }
);

on_both_databases!(
    async fn a_key_that_stripe_refuses_shows_on_the_status_page(shop: Shop) {
        let said = async || {
            shop.app.clock.advance_seconds(61);
            domain::status::ask_due(&shop.app.platform).await;
            let health = shop.app.http.get(format!("{}/api/health", shop.app.url)).send().await.expect("an answer").json::<serde_json::Value>().await;
            let parts = health.expect("a document")["parts"].clone();
            parts.as_array().and_then(|parts| parts.iter().find(|part| part["name"] == "stripe").cloned()).expect("a part")
        };
        assert_eq!(said().await["state"], "ok");
        shop.stripe.fault(Fault { status: 401, times: 1_000, delay_ms: 0 });
        let refused = said().await;
        assert_eq!((&refused["state"], &refused["detail"]), (&json!("degraded"), &json!("The payment service refuses this platform.")));
        shop.stripe.fault(Fault::default());
        assert_eq!(said().await["state"], "ok");
    }
);

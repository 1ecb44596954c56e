//! Limits: what is refused, with which words, and what goes on.

use serde_json::json;
use testkit::{Mcp, TestApp, on_both_databases};

const SCRIPT: &str = "calculator";

on_both_databases!(
    async fn the_fourth_server_of_the_free_plan_is_refused_with_the_way_out(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        let spec = shop.app.preview(&key, "curl", "curl https://api.example.com/x").await.expect(200)["spec"].clone();
        for slug in ["one", "two", "three"] {
            shop.app.create(&key, slug, &spec, &json!({})).await.expect(202);
        }
        let problem = shop.app.create(&key, "four", &spec, &json!({})).await.problem(402, "payment_required");
        assert!(problem["detail"].as_str().is_some_and(|text| text.contains("/settings/billing") && text.contains("Free")), "{problem}");
        shop.buy(&key, "pro", "monthly").await;
        shop.app.create(&key, "four", &spec, &json!({})).await.expect(202);
    }
);

on_both_databases!(
    async fn a_call_over_the_limit_is_an_answer_that_names_day_and_page(shop: Shop) {
        let key = shop.app.key("ann@example.com").await;
        let endpoint = shop.app.run(&key, "calc", "recipe", SCRIPT, &json!({})).await;
        let org: contract::OrgId = shop.app.get("/v1/me/org", &key).await.expect(200)["id"].as_str().expect("an id").parse().expect("an id");
        let used = |calls: i64| {
            let platform = &shop.app.platform;
            async move {
                let row = store::orgs::by_id(platform.db.connection(), org).await.expect("a row").expect("an organisation");
                let month = domain::identity::org(platform, row).expect("an organisation").month.month(platform.now()).to_string();
                store::usage::add(platform.db.connection(), org, "srv_earlier", &month, calls).await.expect("counted");
                tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
            }
        };
        let mcp = Mcp::new(&endpoint, Some(&key));
        let tool = mcp.modern("tools/list", json!({})).await.expect(200)["result"]["tools"][0]["name"].as_str().expect("a tool").to_owned();
        used(1_000).await;
        let answer = mcp.call(&tool, json!({})).await;
        let text = answer["content"][0]["text"].as_str().expect("text");
        assert!(answer["isError"] == true && text.contains("/settings/billing") && text.contains("1000 calls"), "{answer}");
        let status = shop.status(&key).await;
        let day = contract::dto::Timestamp(status["usage"]["resets_at"].as_i64().expect("a time")).for_people();
        assert!(text.contains(day.split(',').next().expect("a day")), "{text} {day}");
        // An upgrade raises the limit at once and resets nothing.
        shop.buy(&key, "pro", "monthly").await;
        tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
        let answer = mcp.call(&tool, json!({})).await;
        assert!(!answer["content"][0]["text"].as_str().unwrap_or_default().contains("/settings/billing"), "{answer}");
        assert!(shop.status(&key).await["usage"]["calls"].as_u64().is_some_and(|calls| calls >= 1_000));
        // A renewal opens a new month, once.
        shop.stripe.advance(32 * 86_400);
        shop.until(&key, |status| status["usage"]["calls"] == 0).await;
    }
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_key_billing_is_off_and_nothing_is_limited() {
    let app = TestApp::new().await;
    let key = app.key("ann@example.com").await;
    let status = app.get("/v1/billing/status", &key).await.expect(200);
    assert_eq!((&status["enabled"], &status["plan"], &status["limits"]["servers"]), (&json!(false), &json!("self_hosted"), &serde_json::Value::Null));
    for path in ["checkout-session", "change-plan", "preview-change"] {
        app.post(&format!("/v1/billing/{path}"), &key, &json!({ "tier": "pro", "cycle": "monthly" })).await.problem(404, "not_found");
    }
    let prices = app.send(reqwest::Method::GET, "/v1/billing/prices", None, None).await.expect(200);
    assert!(prices.as_array().is_some_and(|prices| prices.iter().all(|price| price["can_be_bought"] == false)), "{prices}");
    assert_eq!(app.send(reqwest::Method::POST, "/v1/billing/webhook", None, Some(&json!({}))).await.status, 404);
}

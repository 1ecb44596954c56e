//! The real binary, killed twenty times while events arrive.

use std::time::Duration;

use serde_json::{Value, json};
use testkit::{
    BmmProcess,
    stripe::{FakeStripe, Fault},
};

const KILLS: u32 = 20;
const DAY: i64 = 86_400;

async fn until(bmm: &BmmProcess, key: &str, fits: impl Fn(&Value) -> bool) -> Value {
    let mut status = Value::Null;
    for _ in 0..600 {
        status = bmm.get("/v1/billing/status", key).await.expect(200);
        if fits(&status) {
            return status;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the status stayed {status:#}\n{}", bmm.log());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn twenty_kills_lose_nothing_and_reset_nothing_twice() {
    let stripe = FakeStripe::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let settings = stripe.settings();
    let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let mut bmm = BmmProcess::start(folder.path(), &settings).await;
    let key = bmm.run(&["admin", "create-key", "--email", "ann@example.com"]).trim().to_owned();
    let opened = bmm.post("/v1/billing/checkout-session", &key, &json!({ "tier": "pro", "cycle": "monthly" })).await.expect(200);
    // Slow answers make room for the kills.
    stripe.fault(Fault { status: 0, times: 0, delay_ms: 40 });
    stripe.deliver_to(&format!("{}/v1/billing/webhook", bmm.url), true);
    stripe.complete(opened["id"].as_str().expect("an id"), "card").expect("paid");
    for kill in 0..KILLS {
        if kill % 4 == 1 {
            stripe.advance(31 * DAY);
        }
        tokio::time::sleep(Duration::from_millis(u64::from(17 + kill * 13 % 120))).await;
        bmm.kill();
        bmm.start_again().await;
    }
    let status = until(&bmm, &key, |status| status["plan"] == "pro" && status["invoices"].as_array().is_some_and(|invoices| invoices.len() >= 5)).await;
    assert_eq!(status["suspended"], false);
    // Every event is taken in the end, those included that were on their way at a kill.
    for _ in 0..600 {
        if stripe.is_quiet() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(stripe.is_quiet(), "{}", bmm.log());
    let customer = status["invoices"][0]["id"].as_str().and_then(|id| stripe.customer_of(id)).expect("a customer");
    let renewals = stripe.invoices(&customer).iter().filter(|invoice| invoice["billing_reason"] == "subscription_cycle" && invoice["status"] == "paid").count();
    bmm.terminate();
    let db = store::Db::connect(&format!("sqlite://{}/data/bmm.sqlite?mode=rw", folder.path().display())).await.expect("the database");
    let account = store::billing::accounts::by_customer(db.connection(), &customer).await.expect("a row").expect("an account");
    let org = account.org_id.parse().expect("an id");
    let months = store::billing::months::all(db.connection(), org).await.expect("rows");
    assert_eq!(months.len(), renewals, "each renewal opened its month once");
    let audit = store::audit::after(db.connection(), &account.org_id, 0, 10_000).await.expect("rows");
    let count = |action: &str| audit.iter().filter(|event| event.action == action).count();
    assert_eq!((count("billing.plan_changed"), count("billing.usage_month_opened")), (1, renewals));
}

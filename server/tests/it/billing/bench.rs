//! How fast a webhook answers: 200 a second for ten seconds, spread over 50 organisations. Run by `make bench`.

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use testkit::{Database, stripe::Shop};

const PER_SECOND: u32 = 200;
const SECONDS: u32 = 10;
const ORGANISATIONS: usize = 50;
/// The promise: 99 of 100 answers come within this time.
const BUDGET: Duration = Duration::from_millis(50);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement, for a machine with nothing else to do: make bench"]
async fn a_webhook_answers_within_50_ms() {
    let shop = Shop::quiet(Database::Sqlite).await;
    let mut templates: Vec<Value> = Vec::new();
    for number in 0..ORGANISATIONS {
        let key = shop.app.key(&format!("buyer-{number}@example.com")).await;
        let session = shop.checkout(&key, "pro", "monthly").await;
        shop.stripe.complete(&session, "card").expect("paid");
        let event = shop.stripe.events().into_iter().next_back().expect("an event");
        assert_eq!(shop.stripe.deliver(&event).await, 200);
        templates.push(event);
    }
    let start = Instant::now();
    let deliveries = (0..PER_SECOND * SECONDS).map(|number| {
        let mut event = templates[number as usize % ORGANISATIONS].clone();
        event["id"] = format!("evt_bench_{number}").into();
        let stripe = shop.stripe.clone();
        tokio::spawn(async move {
            tokio::time::sleep_until((start + Duration::from_secs(1) * number / PER_SECOND).into()).await;
            let sent = Instant::now();
            let status = stripe.deliver(&event).await;
            (status, sent.elapsed())
        })
    });
    let answers = futures::future::join_all(deliveries.collect::<Vec<_>>()).await;
    let answers: Vec<(u16, Duration)> = answers.into_iter().map(|answer| answer.expect("an answer")).collect();
    let wrong = answers.iter().filter(|(status, _)| *status != 200).count();
    let mut times: Vec<Duration> = answers.iter().map(|(_, time)| *time).collect();
    times.sort_unstable();
    let (half, most) = (times[times.len() / 2], times[times.len() * 99 / 100]);
    let millis = |time: Duration| (time.as_secs_f64() * 1e4).round() / 10.0;
    println!("webhooks: {} in {:.1} s, p50 {} ms, p99 {} ms", times.len(), start.elapsed().as_secs_f32(), millis(half), millis(most));
    keep(&json!([
        { "name": "webhooks sent, 200 a second", "value": times.len(), "unit": "" },
        { "name": "webhook to answer, median", "value": millis(half), "unit": "ms" },
        { "name": "webhook to answer, 99th percentile", "value": millis(most), "unit": "ms", "budget": u64::try_from(BUDGET.as_millis()).expect("a small number") },
    ]));
    assert_eq!(wrong, 0);
    assert!(most <= BUDGET, "p99 is {most:?}");
}

/// Hands the figures to `bench/record.mjs`, which adds day, commit and machine.
fn keep(figures: &Value) {
    if let Some(file) = std::env::var_os("BMM_BENCH_FIGURES") {
        std::fs::write(file, figures.to_string()).expect("the figures are written");
    }
}

//! A build's events: live, resumed, and only for those who may see them.

use serde_json::json;
use testkit::{TestApp, follow, on_both_databases};

use crate::sources;

on_both_databases! {
    async fn a_dropped_connection_goes_on_where_it_ended(app: TestApp) {
        let key = app.key("ann@example.com").await;
        let created = app.create(&key, "live", &sources::script("function run() { return 1 }"), &json!({})).await.expect(202);
        let build = created["build"]["id"].as_str().expect("an id");
        let bearer = format!("Bearer {key}");
        let headers = [("authorization", bearer.as_str())];

        let mut first = follow(&app.url, build, 0, &headers).await.expect("connected");
        let seen = [first.next().await.expect("an event"), first.next().await.expect("an event")];
        assert_eq!((&seen[0]["seq"], &seen[1]["seq"]), (&1.into(), &2.into()));
        drop(first);

        let rest = follow(&app.url, build, 2, &headers).await.expect("connected").all().await;
        let numbers: Vec<_> = rest.iter().map(|event| event["seq"].as_u64().expect("a number")).collect();
        assert_eq!(numbers, (3..3 + rest.len() as u64).collect::<Vec<_>>(), "no gap, nothing twice");
        assert_eq!(rest.last().expect("an event")["event"], "succeeded", "{rest:#?}");

        let after_the_end = follow(&app.url, build, rest.last().expect("an event")["seq"].as_u64().expect("a number") as u32, &headers).await.expect("connected").all().await;
        assert!(after_the_end.is_empty(), "nothing is left, and nobody waits");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_own_site_and_the_own_organisation_may_follow() {
    let app = TestApp::new().await;
    let browser = app.sign_in("ann@example.com").await;
    let (ann, bob) = (app.key("ann@example.com").await, app.key("bob@example.com").await);
    let created = app.create(&ann, "live", &sources::script("function run() { return 1 }"), &json!({})).await.expect(202);
    let build = created["build"]["id"].as_str().expect("an id");
    let status = async |headers: &[(&'static str, &str)]| follow(&app.url, build, 0, headers).await.err();

    assert_eq!(status(&[]).await, Some(401));
    assert_eq!(status(&[("authorization", &format!("Bearer {bob}"))]).await, Some(404));
    assert_eq!(status(&[("cookie", &browser.cookies), ("origin", "https://evil.example")]).await, Some(403));
    assert_eq!(status(&[("cookie", &browser.cookies)]).await, Some(403), "a browser always sends its origin");
    assert_eq!(status(&[("cookie", &browser.cookies), ("origin", &app.url)]).await, None);
}

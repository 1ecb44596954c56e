//! The audit log over REST: filters, pages, exports and the check.

use reqwest::Method;
use serde_json::{Value, json};
use testkit::{TestApp, on_both_databases};

async fn keys(app: &TestApp, key: &str, names: &[&str]) {
    for name in names {
        app.post("/v1/keys", key, &json!({ "name": name })).await.expect(201);
    }
}

fn actions(page: &Value) -> Vec<&str> {
    page["items"].as_array().expect("a list").iter().map(|event| event["action"].as_str().expect("an action")).collect()
}

on_both_databases! {
    async fn events_are_listed_filtered_and_paged(app: TestApp) {
        let ann = app.key("ann@example.com").await;
        keys(&app, &ann, &["one", "two", "three"]).await;
        let all = app.get("/v1/audit", &ann).await.expect(200);
        assert_eq!(actions(&all), ["key.created", "key.created", "key.created", "key.created", "organization.created"]);
        let newest = &all["items"][0];
        assert_eq!((&newest["actor_kind"], &newest["actor_email"], &newest["metadata"]["name"]), (&json!("key"), &json!("ann@example.com"), &Value::Null));
        assert!(newest["metadata"]["hint"].as_str().is_some_and(|hint| hint.starts_with("bmm_")), "{newest}");
        assert!(newest["ip"].as_str().is_some_and(|ip| !ip.is_empty()), "{newest}");

        let first = app.get("/v1/audit?limit=2&action=key", &ann).await.expect(200);
        let second = app.get(&format!("/v1/audit?limit=2&action=key&cursor={}", first["next"].as_str().expect("a cursor")), &ann).await.expect(200);
        let seqs: Vec<_> = [&first, &second].iter().flat_map(|page| page["items"].as_array().expect("a list")).map(|event| event["seq"].clone()).collect();
        assert_eq!((seqs, &second["next"]), (vec![json!(5), json!(4), json!(3), json!(2)], &Value::Null));
        let of = async |query: &str| app.get(&format!("/v1/audit?{query}"), &ann).await.expect(200)["items"].as_array().map(Vec::len);
        assert_eq!(of("action=organization.created").await, Some(1));
        assert_eq!(of("action=organization.create").await, Some(0), "not by its beginning");
        assert_eq!(of("actor=nobody%40example.com").await, Some(0));
        assert_eq!(of(&format!("resource={}", newest["resource"].as_str().expect("an id"))).await, Some(1));
        assert_eq!((of("from=2020-01-01").await, of("until=2020-01-01").await), (Some(5), Some(0)));
        let refused = app.get("/v1/audit?from=yesterday&until=tomorrow", &ann).await;
        refused.problem(422, "invalid");
        assert_eq!(refused.fields(), ["from", "until"]);
        app.get("/v1/audit?cursor=x", &ann).await.problem(400, "bad_request");

        let bob = app.key("bob@example.com").await;
        let theirs = app.get("/v1/audit", &bob).await;
        assert!(!theirs.text.contains("ann@example.com") && !theirs.text.contains("three"), "{}", theirs.text);
    }
}

on_both_databases! {
    async fn a_person_is_found_with_what_their_keys_did(app: TestApp) {
        let (ann, bob) = (app.key("ann@example.com").await, app.key("bob@example.com").await);
        let ci = app.post("/v1/keys", &ann, &json!({ "name": "CI" })).await.expect(201);
        let ci_id = ci["id"].as_str().expect("an id").to_owned();
        app.post("/v1/keys", ci["key"].as_str().expect("a key"), &json!({ "name": "made by CI" })).await.expect(201);
        assert_eq!(app.send(Method::DELETE, &format!("/v1/keys/{ci_id}"), Some(&ann), None).await.status, 204);
        let by = async |actor: &str, key: &str| app.get(&format!("/v1/audit?actor={actor}"), key).await.expect(200);

        // The first key was made on the command line; the key that did the third of these is revoked.
        let everything = ["key.revoked", "key.created", "key.created", "organization.created"];
        let found = by("ann%40example.com", &ann).await;
        assert_eq!(actions(&found), everything);
        let person = found["items"][3]["actor_id"].as_str().expect("an id");
        assert_eq!(actions(&by(person, &ann).await), everything);
        assert_eq!(actions(&by(&ci_id, &ann).await), ["key.created"]);
        let exported = app.get("/v1/audit/export?format=json&actor=ann%40example.com", &ann).await.expect(200);
        assert_eq!(exported.as_array().map(Vec::len), Some(4));
        assert_eq!(actions(&by("ann%40example.com", &bob).await), Vec::<&str>::new());
        assert_eq!(actions(&by("bob%40example.com", &ann).await), Vec::<&str>::new());
    }
}

on_both_databases! {
    async fn exports_hold_every_event_and_nothing_that_a_spreadsheet_calculates(app: TestApp) {
        let ann = app.key("ann@example.com").await;
        keys(&app, &ann, &["=HYPERLINK(\"http://evil.example\")", "plain"]).await;
        let csv = app.get("/v1/audit/export?format=csv", &ann).await;
        assert_eq!((csv.status, csv.header("content-type"), csv.header("cache-control")), (200, "text/csv; charset=utf-8", "no-store"));
        assert!(csv.header("content-disposition").contains("attachment"));
        assert_eq!(csv.text.lines().count(), 5, "{}", csv.text);
        assert!(csv.text.starts_with("seq,id,at,"));
        // Metadata is JSON, which begins with a brace: nothing is calculated.
        assert!(!csv.text.lines().any(|line| line.split(',').any(|cell| cell.starts_with('=') || cell.starts_with("\"="))), "{}", csv.text);
        let json = app.get("/v1/audit/export?format=json&action=key", &ann).await.expect(200);
        assert_eq!(json.as_array().map(Vec::len), Some(3));
        assert_eq!(app.get("/v1/audit/export?action=nothing", &ann).await.expect(200), json!([]));
        app.get("/v1/audit/export?format=xml", &ann).await.problem(422, "invalid");
    }
}

on_both_databases! {
    async fn the_check_says_whether_the_log_is_whole(app: TestApp) {
        let ann = app.key("ann@example.com").await;
        keys(&app, &ann, &["one"]).await;
        let verdict = app.get("/v1/audit/verify", &ann).await.expect(200);
        assert_eq!((&verdict["whole"], &verdict["events"], &verdict["broken"]), (&json!(true), &json!(3), &Value::Null));
    }
}

on_both_databases! {
    async fn the_check_says_when_the_file_outside_the_database_is_gone(app: TestApp) {
        let ann = app.key("ann@example.com").await;
        domain::audit::keep_heads(&app.platform).await.expect("kept outside");
        assert_eq!(app.get("/v1/audit/verify", &ann).await.expect(200)["whole"], true);
        std::fs::remove_file(app.folder().join("data/audit-heads.log")).expect("a file");
        let verdict = app.get("/v1/audit/verify", &ann).await.expect(200);
        assert_eq!(verdict["whole"], false);
        assert!(verdict["broken"]["what"].as_str().is_some_and(|what| what.contains("is missing")), "{verdict}");
    }
}

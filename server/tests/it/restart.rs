//! Kills and restarts of the real binary.

use std::time::Duration;

use serde_json::json;
use testkit::{BmmProcess, Mcp};

use crate::sources;

async fn started(folder: &std::path::Path) -> (BmmProcess, String) {
    let bmm = BmmProcess::start(folder, &[]).await;
    let key = bmm.run(&["admin", "create-key", "--email", "ann@example.com"]);
    assert_eq!(key.lines().count(), 1, "nothing but the key: {key}");
    (bmm, key.trim().to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_build_that_a_kill_interrupts_ends_after_the_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut bmm, key) = started(folder.path()).await;
    for (round, pause) in [0_u64, 5, 20, 60, 150].into_iter().enumerate() {
        let body = json!({ "name": "Killed", "slug": format!("killed-{round}"), "spec": sources::script("function run(args) { return args.text }") });
        let created = bmm.post("/v1/servers", &key, &body).await.expect(202);
        let build = created["build"]["id"].as_str().expect("an id").to_owned();
        tokio::time::sleep(Duration::from_millis(pause)).await;
        bmm.kill();
        bmm.start_again().await;
        let ended = bmm.wait_for_build(&key, &build).await;
        assert!(ended["status"] == "succeeded" || ended["error"].as_str().is_some_and(|reason| !reason.is_empty()), "{ended:#}");
    }
    assert_eq!(bmm.get("/v1/servers", &key).await.expect(200).as_array().map(Vec::len), Some(5));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_loses_no_more_than_a_second_of_counts() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut bmm, key) = started(folder.path()).await;
    let body = json!({ "name": "Counted", "slug": "counted", "spec": sources::script("function run(args) { return args.text }") });
    let created = bmm.post("/v1/servers", &key, &body).await.expect(202);
    bmm.wait_for_build(&key, created["build"]["id"].as_str().expect("an id")).await;
    let client = Mcp::new(created["server"]["endpoint"].as_str().expect("an endpoint"), Some(&key));
    for _ in 0..10 {
        client.call("run", json!({ "text": "x" })).await;
    }
    tokio::time::sleep(Duration::from_millis(1_000)).await;
    bmm.kill();
    bmm.start_again().await;
    assert_eq!(bmm.get("/v1/servers/counted", &key).await.expect(200)["calls_this_month"], 10);
    assert_eq!(client.call("run", json!({ "text": "again" })).await["isError"], false, "the server answers as before");

    assert!(bmm.terminate(), "SIGTERM ends it well");
    bmm.start_again().await;
    assert_eq!(bmm.get("/v1/servers/counted", &key).await.expect(200)["calls_this_month"], 11, "an orderly stop loses nothing");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_data_folder_has_one_server() {
    let folder = tempfile::tempdir().expect("a folder");
    let (bmm, _) = started(folder.path()).await;
    let second = std::process::Command::new(testkit::binary())
        .arg("serve")
        .env("BMM_DATA", folder.path().join("data"))
        .env("BMM_ADDR", format!("127.0.0.1:{}", testkit::free_port()))
        .output()
        .expect("bmm runs");
    assert_eq!(second.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&second.stderr).contains("another bmm serve"), "{second:?}");
    let link = bmm.run(&["admin", "login-link", "--email", "ann@example.com"]);
    assert!(link.trim().starts_with(&format!("{}/login/", bmm.url)), "{link}");
}

//! Credentials stand nowhere but in their ciphertext: not in files, not in logs, in no form that is easy to read back.
//!
//! The same journey and the same search run with sealing switched off, and then the search finds the credential.

use std::{os::unix::fs::PermissionsExt, path::Path, sync::Mutex, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use testkit::{Answer, BmmProcess, Mcp, TestApp, Upstream};

use crate::sources;

const CREDENTIAL: &str = "c4nary/\"b\\ytes\"+ of a credential";

/// The credential in every form that could be read back: raw, base64 at each of the three offsets, percent- and JSON-escaped.
fn forms() -> Vec<(&'static str, Vec<u8>)> {
    let raw = CREDENTIAL.as_bytes();
    // Base64 of a text inside another depends on its offset modulo three; the middle is the same for each.
    let offsets = (0..3).map(|skip| {
        let padded = [&vec![b'x'; skip][..], raw].concat();
        let text = STANDARD.encode(padded);
        text.get(4..text.len() - 4).unwrap_or_default().as_bytes().to_vec()
    });
    let percent = percent_encoding::utf8_percent_encode(CREDENTIAL, percent_encoding::NON_ALPHANUMERIC).to_string();
    let json = serde_json::to_string(CREDENTIAL).expect("JSON");
    let mut forms = vec![("raw", raw.to_vec()), ("percent", percent.into_bytes()), ("json", json.trim_matches('"').as_bytes().to_vec())];
    forms.extend(offsets.map(|form| ("base64", form)));
    forms
}

/// Every place below a folder where a form stands.
fn found(folder: &Path) -> Vec<String> {
    let mut places = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        let path = entry.path();
        if path.is_dir() {
            places.extend(found(&path));
            continue;
        }
        let Ok(bytes) = std::fs::read(&path) else { continue };
        let here = forms().into_iter().filter(|(_, form)| bytes.windows(form.len()).any(|window| window == form));
        places.extend(here.map(|(name, _)| format!("{name} in {}", path.display())));
    }
    places
}

/// The headless main job with the credential: preview, create, build, call, replace, call again, and a refused request.
async fn journey(http: &reqwest::Client, url: &str, key: &str) {
    let upstream = Upstream::echoing().await;
    let post = async |path: &str, body: &Value| Mcp::send(http.post(format!("{url}{path}")).bearer_auth(key).json(body)).await;
    let source = json!({ "source": { "kind": "openapi", "text": sources::openapi(&upstream.url()) }, "credentials": [{ "name": "IN_QUERY", "in": "query", "param": "token" }] });
    let spec = post("/v1/servers/preview", &source).await.expect(200)["spec"].clone();
    let body = json!({ "name": "Canary", "slug": "canary", "spec": spec, "credentials": sources::credentials(&spec, CREDENTIAL), "allow_plain_http": true });
    let created = post("/v1/servers", &body).await.expect(202);
    wait_for_build(http, &format!("{url}/v1/builds/{}", created["build"]["id"].as_str().expect("an id")), key).await;
    let client = Mcp::new(created["server"]["endpoint"].as_str().expect("an endpoint"), Some(key));
    let tool = client.modern("tools/list", json!({})).await.expect(200)["result"]["tools"][0]["name"].as_str().expect("a name").to_owned();
    client.call(&tool, json!({ "id": "1" })).await;
    let replaced = http.put(format!("{url}/v1/servers/canary/secrets/IN_QUERY")).bearer_auth(key).json(&json!({ "value": CREDENTIAL }));
    Mcp::send(replaced).await.expect(200);
    client.call(&tool, json!({ "id": "2" })).await;
    // Wrong on purpose: what is refused must not be written down either.
    let refused = post("/v1/servers", &json!({ "name": "", "slug": "", "spec": spec, "credentials": { "NOPE": CREDENTIAL } })).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    let seen = upstream.seen();
    assert_eq!(seen.len(), 2);
    assert!(seen.iter().all(|seen| seen.header("authorization") == format!("Bearer {CREDENTIAL}") && seen.path.contains("token=c4nary")), "{seen:?}");
    // Calls are counted and logged in batches, the last one a moment later.
    tokio::time::sleep(Duration::from_millis(1_200)).await;
}

async fn wait_for_build(http: &reqwest::Client, build: &str, key: &str) {
    for _ in 0..300 {
        let state: Answer = Mcp::send(http.get(build).bearer_auth(key)).await;
        match state.expect(200)["status"].as_str() {
            Some("succeeded") => return,
            Some("failed") => panic!("{state:?}"),
            _ => tokio::time::sleep(Duration::from_millis(100)).await,
        }
    }
    panic!("the build did not end");
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_are_found_nowhere_on_disk_or_in_logs() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut bmm = BmmProcess::start(folder.path(), &[("BMM_LOG", "trace")]).await;
    let key = bmm.run(&["admin", "create-key", "--email", "ann@example.com"]).trim().to_owned();
    journey(&bmm.http, &bmm.url, &key).await;
    assert!(bmm.terminate());
    assert!(bmm.log().len() > 1_000, "the log was written");
    assert_eq!(found(folder.path()), Vec::<String>::new());
}

/// The journey in this process, with everything that it logs in a file beside the data. One thread does it all, so that
/// the log of other tests stays elsewhere.
async fn found_after_journey(app: TestApp, log: &Path) -> Vec<String> {
    let key = app.key("ann@example.com").await;
    journey(&app.http, &app.url, &key).await;
    assert!(std::fs::metadata(log.join("log")).expect("a log").len() > 1_000, "the log was written");
    [found(&app.folder()), found(log)].concat()
}

fn log_into(folder: &Path) -> tracing::subscriber::DefaultGuard {
    let file = std::fs::File::create(folder.join("log")).expect("a log");
    let subscriber = tracing_subscriber::fmt().with_max_level(tracing::Level::TRACE).with_ansi(false).with_writer(Mutex::new(file)).finish();
    tracing::subscriber::set_default(subscriber)
}

#[tokio::test]
async fn with_sealing_switched_off_the_same_search_finds_the_credential() {
    let log = tempfile::tempdir().expect("a folder");
    let _logging = log_into(log.path());
    let places = found_after_journey(TestApp::without_sealing().await, log.path()).await;
    assert!(places.iter().any(|place| place.starts_with("raw in") && place.contains("bmm.sqlite")), "the search would find a leak: {places:?}");
    assert!(places.iter().all(|place| place.contains("bmm.sqlite")), "only the place of the ciphertext changed: {places:?}");
}

#[tokio::test]
async fn with_sealing_switched_on_the_same_search_finds_nothing() {
    let log = tempfile::tempdir().expect("a folder");
    let _logging = log_into(log.path());
    assert_eq!(found_after_journey(TestApp::new().await, log.path()).await, Vec::<String>::new());
}

#[test]
fn the_search_finds_every_form() {
    for (name, form) in forms() {
        let control = tempfile::tempdir().expect("a folder");
        std::fs::write(control.path().join("unsealed"), [b"before ".to_vec(), form, b" after".to_vec()].concat()).expect("written");
        assert!(found(control.path()).iter().any(|place| place.starts_with(name)), "{name} is not found");
    }
}

/// Two start-ups after another: with a new master key before the old one, then with the new one alone.
#[tokio::test(flavor = "multi_thread")]
async fn the_master_key_can_be_changed() {
    let (old, new) = ("11".repeat(32), "22".repeat(32));
    let both = format!("{new},{old}");
    let upstream = Upstream::echoing().await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut bmm = BmmProcess::start(folder.path(), &[("BMM_MASTER_KEY", &old)]).await;
    let key = bmm.run(&["admin", "create-key", "--email", "ann@example.com"]).trim().to_owned();
    let source = json!({ "source": { "kind": "openapi", "text": sources::openapi(&upstream.url()) } });
    let spec = bmm.post("/v1/servers/preview", &key, &source).await.expect(200)["spec"].clone();
    let body = json!({ "name": "Canary", "slug": "canary", "spec": spec, "credentials": sources::credentials(&spec, CREDENTIAL) });
    let created = bmm.post("/v1/servers", &key, &body).await.expect(202);
    bmm.wait_for_build(&key, created["build"]["id"].as_str().expect("an id")).await;
    for keys in [&both, &new] {
        assert!(bmm.terminate());
        bmm = BmmProcess::start(folder.path(), &[("BMM_MASTER_KEY", keys)]).await;
        let endpoint = format!("{}/mcp/{}/canary", bmm.url, created["server"]["endpoint"].as_str().expect("an endpoint").rsplit('/').nth(1).expect("a handle"));
        let client = Mcp::new(&endpoint, Some(&key));
        let tool = client.modern("tools/list", json!({})).await.expect(200)["result"]["tools"][0]["name"].as_str().expect("a name").to_owned();
        assert_ne!(client.call(&tool, json!({ "id": "1" })).await["isError"], true);
    }
    let seen = upstream.seen();
    assert_eq!(seen.len(), 2);
    assert!(seen.iter().all(|seen| seen.header("authorization") == format!("Bearer {CREDENTIAL}")), "{seen:?}");
    assert_eq!(bmm.log().matches("re-wrapped").count() + bmm.log().matches("wrapped by the new master key").count(), 1, "{}", bmm.log());
}

/// What the product writes is for the account that it runs under, and for nobody else.
#[tokio::test(flavor = "multi_thread")]
async fn files_in_the_data_folder_are_for_their_owner_alone() {
    let folder = tempfile::tempdir().expect("a folder");
    let bmm = BmmProcess::start(folder.path(), &[]).await;
    bmm.run(&["admin", "create-key", "--email", "ann@example.com"]);
    let data = folder.path().join("data");
    assert_eq!(mode(&data), 0o700);
    let names: Vec<_> = std::fs::read_dir(&data).expect("a folder").flatten().map(|entry| entry.file_name().into_string().expect("text")).collect();
    for name in ["bmm.sqlite", "bmm.sqlite-wal", "bmm.sqlite-shm", "master.key", "lock"] {
        assert!(names.iter().any(|known| known == name), "{name} is not among {names:?}");
    }
    for name in names.iter().filter(|name| data.join(name).is_file()) {
        assert_eq!(mode(&data.join(name)), 0o600, "{name}");
    }
}

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).expect("it is there").permissions().mode() & 0o777
}

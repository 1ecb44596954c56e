//! Credentials stand nowhere but in their ciphertext: not in files, not in logs, in no form that is easy to read back.

use std::path::Path;

use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::json;
use testkit::{BmmProcess, Mcp, Upstream};

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

#[tokio::test(flavor = "multi_thread")]
async fn credentials_are_found_nowhere_on_disk_or_in_logs() {
    let upstream = Upstream::echoing().await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut bmm = BmmProcess::start(folder.path(), &[("BMM_LOG", "trace")]).await;
    let key = bmm.run(&["admin", "create-key", "--email", "ann@example.com"]).trim().to_owned();
    let source = json!({ "source": { "kind": "openapi", "text": sources::openapi(&upstream.url()) }, "credentials": [{ "name": "IN_QUERY", "in": "query", "param": "token" }] });
    let spec = bmm.post("/v1/servers/preview", &key, &source).await.expect(200)["spec"].clone();
    let body = json!({ "name": "Canary", "slug": "canary", "spec": spec, "credentials": sources::credentials(&spec, CREDENTIAL), "allow_plain_http": true });
    let created = bmm.post("/v1/servers", &key, &body).await.expect(202);
    let build = bmm.wait_for_build(&key, created["build"]["id"].as_str().expect("an id")).await;
    assert_eq!(build["status"], "succeeded", "{build:#}");
    let client = Mcp::new(created["server"]["endpoint"].as_str().expect("an endpoint"), Some(&key));
    let tool = client.modern("tools/list", json!({})).await.expect(200)["result"]["tools"][0]["name"].as_str().expect("a name").to_owned();
    client.call(&tool, json!({ "id": "1" })).await;
    let replaced = bmm.http.put(format!("{}/v1/servers/canary/secrets/IN_QUERY", bmm.url)).bearer_auth(&key).json(&json!({ "value": CREDENTIAL }));
    Mcp::send(replaced).await.expect(200);
    client.call(&tool, json!({ "id": "2" })).await;
    // Wrong on purpose: what is refused must not be written down either.
    bmm.post("/v1/servers", &key, &json!({ "name": "", "slug": "", "spec": spec, "credentials": { "NOPE": CREDENTIAL } })).await;
    let seen = upstream.seen();
    assert_eq!(seen.len(), 2);
    assert!(seen.iter().all(|seen| seen.header("authorization") == format!("Bearer {CREDENTIAL}") && seen.path.contains("token=c4nary")), "{seen:?}");
    tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
    assert!(bmm.terminate());

    assert!(bmm.log().len() > 1_000, "the log was written");
    assert_eq!(found(folder.path()), Vec::<String>::new());

    // The same search finds what is not sealed: the name of a key stands in the database as it is.
    bmm.start_again().await;
    bmm.post("/v1/keys", &key, &json!({ "name": CREDENTIAL })).await.expect(201);
    assert!(bmm.terminate());
    assert!(found(folder.path()).iter().any(|place| place.starts_with("raw in") && place.contains("bmm.sqlite")), "the search would find a leak");
    // And it finds every form.
    for (name, form) in forms() {
        let control = tempfile::tempdir().expect("a folder");
        std::fs::write(control.path().join("unsealed"), [b"before ".to_vec(), form, b" after".to_vec()].concat()).expect("written");
        assert!(found(control.path()).iter().any(|place| place.starts_with(name)), "{name} is not found");
    }
}

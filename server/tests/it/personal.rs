//! Your data: the archive, and that a deleted account leaves nothing behind.

use std::{collections::BTreeMap, io::Read, path::Path};

use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Answer, Browser, TestApp, on_both_databases};

const ANN: &str = "ann.leaves.tomorrow@example.com";
const DAY: i64 = 86_400;

async fn files(app: &TestApp, browser: &Browser) -> BTreeMap<String, String> {
    let response = browser.on(app.http.get(format!("{}/v1/account/export", app.url)), &app.url).send().await.expect("an answer");
    assert_eq!(response.status().as_u16(), 200);
    assert_eq!(response.headers()["content-type"], "application/zip");
    let bytes = response.bytes().await.expect("a whole archive").to_vec();
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes)).expect("an archive");
    (0..archive.len())
        .map(|place| {
            let mut file = archive.by_index(place).expect("a file");
            let mut text = String::new();
            file.read_to_string(&mut text).expect("text");
            let name = file.name().expect("a name").into_owned();
            (name, text)
        })
        .collect()
}

async fn deletion(app: &TestApp, browser: &Browser, method: Method, body: Option<Value>) -> u16 {
    let mut request = browser.on(app.http.request(method, format!("{}/v1/account/deletion", app.url)), &app.url);
    if let Some(body) = body {
        request = request.json(&body);
    }
    request.send().await.expect("an answer").status().as_u16()
}

async fn live_with_a_server(app: &TestApp) -> (String, Browser) {
    let key = app.key(ANN).await;
    let browser = app.sign_in(ANN).await;
    let endpoint = app.run(&key, "mine", "curl", "curl http://127.0.0.1:9/x", &json!({})).await;
    assert!(!endpoint.is_empty());
    (key, browser)
}

on_both_databases! {
    async fn the_archive_holds_everything_as_json_and_as_csv(app: TestApp) {
        let (key, browser) = live_with_a_server(&app).await;
        // The mail about the first export stands in the second.
        files(&app, &browser).await;
        domain::mailbox::list(&app.platform).await.expect("every mail has arrived");
        let files = files(&app, &browser).await;
        let json = |name: &str| -> Vec<Value> { serde_json::from_str(&files[&format!("{name}.json")]).unwrap_or_else(|error| panic!("{name}: {error}")) };
        assert_eq!(json("account")[0]["email"], ANN);
        assert!(json("account")[0].get("phone").is_some());
        assert!(json("api_keys")[0]["scopes"].as_str().is_some_and(|scopes| scopes.contains("tools:call")));
        assert!(!json("build_events").is_empty());
        assert_eq!(json("servers")[0]["slug"], "mine");
        assert!(json("server_versions")[0]["spec"]["tools"].is_array());
        assert_eq!(json("sessions").len(), 1);
        assert!(json("audit_events").iter().any(|event| event["action"] == "server.created" && event["email"] == ANN));
        assert!(json("mails").iter().any(|mail| mail["subject"].as_str().is_some_and(|subject| subject.contains("exported"))));
        for name in files.keys().filter(|name| name.ends_with(".json")) {
            let (rows, table) = (json(name.trim_end_matches(".json")), &files[&name.replace(".json", ".csv")]);
            assert!(table.lines().count() > rows.len(), "{name} and its CSV do not fit");
        }
        let all: String = files.values().flat_map(|text| text.chars()).collect();
        assert!(!all.contains(&key), "no key leaves the platform");
        let log = app.get("/v1/audit?action=account.exported", &key).await.expect(200);
        assert_eq!(log["items"].as_array().map(Vec::len), Some(2));
    }
}

/// Every byte of the database's files.
fn holds(folder: &Path, text: &str) -> Vec<String> {
    let files = std::fs::read_dir(folder.join("data")).expect("a folder").flatten().map(|entry| entry.path());
    let found = files.filter(|path| path.is_file() && path.file_name().is_some_and(|name| name != "master.key")).filter(|path| {
        let bytes = std::fs::read(path).expect("bytes").to_ascii_lowercase();
        bytes.windows(text.len()).any(|window| window == text.as_bytes())
    });
    found.map(|path| path.display().to_string()).collect()
}

on_both_databases! {
    async fn a_deleted_account_leaves_nothing_behind(app: TestApp) {
        let (key, browser) = live_with_a_server(&app).await;
        let second = app.sign_in(ANN).await;
        assert_eq!(deletion(&app, &browser, Method::POST, Some(json!({ "confirm": "somebody@example.com" }))).await, 422);
        assert_eq!(deletion(&app, &browser, Method::POST, Some(json!({ "confirm": ANN }))).await, 202);
        assert_eq!(deletion(&app, &browser, Method::POST, Some(json!({ "confirm": ANN }))).await, 409);
        let ended = Answer::status_of(second.on(app.http.get(format!("{}/v1/account", app.url)), &app.url)).await;
        assert_eq!(ended, 401, "other sessions end at once");
        app.get("/v1/servers/mine", &key).await.expect(200);

        app.clock.advance_seconds(13 * DAY);
        assert_eq!(domain::account::erase_due(&app.platform).await.expect("a look"), 0, "not before its time");
        if app.platform.db.is_sqlite() {
            assert!(!holds(&app.folder(), ANN).is_empty(), "the search finds what is there");
        }
        let before = tables_with(&app, ANN).await;
        assert!(["users", "audit_origins", "mails"].iter().all(|table| before.iter().any(|found| found == table)), "the search finds what is there: {before:?}");
        app.clock.advance_seconds(2 * DAY);
        assert_eq!(domain::account::erase_due(&app.platform).await.expect("a deletion"), 1);
        app.get("/v1/servers/mine", &key).await.problem(401, "signed_out");
        if app.platform.db.is_sqlite() {
            assert_eq!(holds(&app.folder(), ANN), Vec::<String>::new());
        }
        assert_eq!(tables_with(&app, ANN).await, Vec::<String>::new(), "no table holds the address any more");
        let (_, broken) = domain::audit::verify_everything(&app.platform).await.expect("a check");
        assert!(broken.is_empty(), "the chain stays whole: {broken:?}");

        let again = app.key(ANN).await;
        let handle = app.get("/v1/me/org", &again).await.expect(200)["handle"].as_str().expect("a handle").to_owned();
        assert_ne!(handle, "ann-leaves-tomorrow", "an address is never given out again");
    }
}

/// Tables of which some row holds a text anywhere.
async fn tables_with(app: &TestApp, text: &str) -> Vec<String> {
    use store::ConnectionTrait;
    let db = app.platform.db.connection();
    let mut found = Vec::new();
    for table in store::personal::tables(db).await.expect("tables") {
        let cells = if app.platform.db.is_sqlite() {
            let sql = format!("SELECT name FROM pragma_table_info('{table}')");
            let columns = db.query_all_raw(store::Statement::from_string(db.get_database_backend(), sql)).await.expect("columns");
            let names = columns.iter().map(|row| row.try_get::<String>("", "name").expect("a name"));
            names.map(|name| format!("COALESCE(CAST(\"{name}\" AS TEXT), '')")).collect::<Vec<_>>().join(" || ' ' || ")
        } else {
            format!("CAST({table} AS TEXT)")
        };
        let sql = format!("SELECT 1 FROM {table} WHERE {cells} LIKE '%{text}%'");
        let rows = db.query_all_raw(store::Statement::from_string(db.get_database_backend(), sql)).await.expect("a search");
        if !rows.is_empty() {
            found.push(table);
        }
    }
    found
}

on_both_databases! {
    async fn signing_in_keeps_the_account(app: TestApp) {
        let key = app.key(ANN).await;
        let browser = app.sign_in(ANN).await;
        assert_eq!(deletion(&app, &browser, Method::POST, Some(json!({ "confirm": ANN }))).await, 202);
        app.clock.advance_seconds(6 * DAY);
        app.sign_in(ANN).await;
        app.clock.advance_seconds(20 * DAY);
        assert_eq!(domain::account::erase_due(&app.platform).await.expect("a look"), 0);
        let log = app.get("/v1/audit?action=account", &key).await.expect(200);
        assert_eq!(log["items"][0]["action"], "account.deletion_cancelled");
        assert_eq!(deletion(&app, &app.sign_in(ANN).await, Method::DELETE, None).await, 404, "nothing is under way any more");
    }
}

on_both_databases! {
    async fn every_table_says_what_happens_to_it_when_somebody_leaves(app: TestApp) {
        let mut unknown = store::personal::tables(app.platform.db.connection()).await.expect("tables");
        unknown.retain(|table| !store::personal::KNOWN_TABLES.contains(&table.as_str()));
        assert_eq!(unknown, Vec::<String>::new(), "add these tables to SETS, ERASE and KNOWN_TABLES in crates/store/src/personal.rs");
    }
}

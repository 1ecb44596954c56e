//! Your data: the archive, and that a deleted account leaves nothing behind.

mod life;

use std::{collections::BTreeMap, io::Read, path::Path};

use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Answer, Browser, Database, TestApp, on_both_databases};

use self::life::{Life, NEW, OLD, PHONE, WORD, live};

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

async fn archive(app: TestApp) {
    let Life { key, browser } = live(&app).await;
    // The mail about the first export stands in the second.
    files(&app, &browser).await;
    domain::mailbox::list(&app.platform).await.expect("every mail has arrived");
    let files = files(&app, &browser).await;
    let json = |name: &str| -> Vec<Value> { serde_json::from_str(&files[&format!("{name}.json")]).unwrap_or_else(|error| panic!("{name}: {error}")) };
    assert_eq!((&json("account")[0]["email"], &json("account")[0]["phone"]), (&json!(NEW), &json!(PHONE)));
    assert_eq!(json("organizations").len(), 2);
    assert!(json("api_keys")[0]["scopes"].as_str().is_some_and(|scopes| scopes.contains("tools:call")));
    assert!(!json("build_events").is_empty());
    assert_eq!(json("servers")[0]["slug"], "mine");
    assert!(json("server_versions")[0]["spec"]["tools"].is_array());
    assert_eq!(json("sessions").len(), 1);
    for (name, column) in [("passkeys", "name"), ("tickets", "subject"), ("ticket_messages", "body"), ("drafts", "input"), ("suspensions", "reason")] {
        let rows = json(name);
        assert!(rows.len() == 1 && rows[0][column].to_string().contains(WORD), "{name}: {rows:?}");
    }
    let mut invited: Vec<_> = json("invitations").iter().map(|one| (one["email"].clone(), one["state"].clone())).collect();
    invited.sort_by_key(|one| format!("{one:?}"));
    assert_eq!(invited, [(json!(NEW), json!("accepted")), (json!(NEW), json!("open")), (json!("guest@example.com"), json!("open"))]);
    assert!(json("sign_in_attempts").iter().all(|attempt| attempt["email"] == NEW));
    let events = json("audit_events");
    assert!(events.iter().any(|event| event["action"] == "server.created" && event["email"] == OLD));
    // What the platform and its people did in the organisation that is the person's alone, as its log shows it.
    for (action, kind) in [("server.published", "system"), ("organization.suspended", "admin"), ("person.email_changed", "admin")] {
        assert!(events.iter().any(|event| event["action"] == action && event["actor_kind"] == kind), "{action}");
    }
    let strangers: Vec<_> = events.iter().filter(|event| ![json!(OLD), json!(NEW), Value::Null].contains(&event["email"])).collect();
    assert!(strangers.is_empty(), "{strangers:?}");
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

#[tokio::test(flavor = "multi_thread")]
async fn the_archive_holds_everything_as_json_and_as_csv_on_sqlite() {
    archive(life::platform(Database::Sqlite).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_archive_holds_everything_as_json_and_as_csv_on_postgres() {
    archive(life::platform(Database::Postgres).await).await;
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

async fn nothing_is_left(app: TestApp) {
    let Life { key, browser } = live(&app).await;
    let second = app.sign_in(NEW).await;
    assert_eq!(deletion(&app, &browser, Method::POST, Some(json!({ "confirm": OLD }))).await, 422);
    assert_eq!(deletion(&app, &browser, Method::POST, Some(json!({ "confirm": NEW }))).await, 202);
    assert_eq!(deletion(&app, &browser, Method::POST, Some(json!({ "confirm": NEW }))).await, 409);
    let ended = Answer::status_of(second.on(app.http.get(format!("{}/v1/account", app.url)), &app.url)).await;
    assert_eq!(ended, 401, "other sessions end at once");
    app.get("/v1/servers/mine", &key).await.expect(200);

    app.clock.advance_seconds(13 * DAY);
    assert_eq!(domain::account::erase_due(&app.platform).await.expect("a look"), 0, "not before its time");
    for text in [OLD, NEW, PHONE, WORD] {
        assert!(!app.platform.db.is_sqlite() || !holds(&app.folder(), text).is_empty(), "the search finds what is there: {text}");
    }
    for (text, tables) in [(OLD, &["audit_origins"][..]), (NEW, &["users", "audit_origins", "mails", "invitations"]), (WORD, &["drafts", "tickets"])] {
        let before = tables_with(&app, text).await;
        assert!(tables.iter().all(|table| before.iter().any(|found| found == table)), "the search finds what is there: {text} in {before:?}");
    }
    app.clock.advance_seconds(2 * DAY);
    assert_eq!(domain::account::erase_due(&app.platform).await.expect("a deletion"), 1);
    app.get("/v1/servers/mine", &key).await.problem(401, "signed_out");
    for text in [OLD, NEW, PHONE, WORD] {
        if app.platform.db.is_sqlite() {
            assert_eq!(holds(&app.folder(), text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(tables_with(&app, text).await, Vec::<String>::new(), "no table holds {text} any more");
    }
    let (_, broken) = domain::audit::verify_everything(&app.platform).await.expect("a check");
    assert!(broken.is_empty(), "the chain stays whole: {broken:?}");

    let again = app.key(OLD).await;
    let handle = app.get("/v1/me/org", &again).await.expect(200)["handle"].as_str().expect("a handle").to_owned();
    assert_ne!(handle, "ann-leaves-tomorrow", "an address is never given out again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_account_leaves_nothing_behind_on_sqlite() {
    nothing_is_left(life::platform(Database::Sqlite).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_deleted_account_leaves_nothing_behind_on_postgres() {
    nothing_is_left(life::platform(Database::Postgres).await).await;
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
        let key = app.key(OLD).await;
        let browser = app.sign_in(OLD).await;
        assert_eq!(deletion(&app, &browser, Method::POST, Some(json!({ "confirm": OLD }))).await, 202);
        app.clock.advance_seconds(6 * DAY);
        app.sign_in(OLD).await;
        app.clock.advance_seconds(20 * DAY);
        assert_eq!(domain::account::erase_due(&app.platform).await.expect("a look"), 0);
        let log = app.get("/v1/audit?action=account", &key).await.expect(200);
        assert_eq!(log["items"][0]["action"], "account.deletion_cancelled");
        assert_eq!(deletion(&app, &app.sign_in(OLD).await, Method::DELETE, None).await, 404, "nothing is under way any more");
    }
}

on_both_databases! {
    async fn every_table_says_what_happens_to_it_when_somebody_leaves(app: TestApp) {
        let mut unknown = store::personal::tables(app.platform.db.connection()).await.expect("tables");
        unknown.retain(|table| !store::personal::KNOWN_TABLES.contains(&table.as_str()));
        assert_eq!(unknown, Vec::<String>::new(), "add these tables to SETS, ERASE and KNOWN_TABLES in crates/store/src/personal.rs");
    }
}

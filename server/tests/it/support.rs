//! Profile, tickets and administration, as clients and browsers see them.

use reqwest::{Method, header};
use serde_json::{Value, json};
use testkit::{Answer, Browser, Database, TestApp, on_both_databases};

const OPERATOR: &str = "operator@example.com";

/// One request of a signed-in browser; a body is sent as JSON.
async fn send(app: &TestApp, browser: &Browser, method: Method, path: &str, body: Option<Value>) -> Answer {
    let mut request = app.http.request(method, format!("{}{path}", app.url));
    if let Some(body) = body {
        request = request.json(&body);
    }
    app.browse(browser, request).await
}

async fn form(app: &TestApp, browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    app.browse(browser, app.http.post(format!("{}{path}", app.url)).form(fields)).await
}

async fn page(app: &TestApp, browser: &Browser, path: &str) -> Answer {
    app.browse(browser, app.http.get(format!("{}{path}", app.url)).header(header::ACCEPT, "text/html")).await
}

async fn with_operator(database: Database) -> TestApp {
    TestApp::with(database, &[("BMM_ADMIN_EMAILS", OPERATOR)]).await
}

on_both_databases! {
    async fn a_profile_is_read_and_its_name_changed(app: TestApp) {
        let (ann, key) = (app.sign_in("ann@example.com").await, app.key("ann@example.com").await);
        let profile = app.get("/v1/account/profile", &key).await.expect(200);
        assert_eq!((&profile["email"], &profile["name"], &profile["phone"]), (&json!("ann@example.com"), &json!("ann"), &Value::Null));
        let renamed = send(&app, &ann, Method::PATCH, "/v1/account/profile", Some(json!({ "name": "Ann <b>" }))).await.expect(200);
        assert_eq!(renamed["name"], "Ann <b>");
        let shown = page(&app, &ann, "/settings/profile").await;
        assert!(shown.status == 200 && shown.text.contains("Ann &lt;b&gt;") && !shown.text.contains("Ann <b>"), "{}", shown.text);
        send(&app, &ann, Method::PATCH, "/v1/account/profile", Some(json!({ "email": "x@example.com" }))).await.problem(422, "invalid");
        app.send(Method::PATCH, "/v1/account/profile", Some(&key), Some(&json!({ "name": "Key" }))).await.problem(403, "forbidden");
    }
}

on_both_databases! {
    async fn a_ticket_is_written_answered_to_and_kept_from_others(app: TestApp) {
        let (ann, bob) = (app.key("ann@example.com").await, app.key("bob@example.com").await);
        let made = app.post("/v1/tickets", &ann, &json!({ "subject": "Help", "text": "It does not work." })).await.expect(201);
        let path = format!("/v1/tickets/{}", made["id"].as_str().expect("an id"));
        assert_eq!(made["state"], "open");
        let replied = app.post(&format!("{path}/replies"), &ann, &json!({ "text": "Still not." })).await.expect(201);
        assert_eq!(replied["messages"].as_array().map(Vec::len), Some(2));
        let solved = app.send(Method::PATCH, &path, Some(&ann), Some(&json!({ "state": "solved" }))).await.expect(200);
        assert_eq!(solved["state"], "solved");
        assert_eq!(app.get("/v1/tickets", &ann).await.expect(200)["items"][0]["id"], made["id"]);
        let missing = app.get("/v1/tickets/tic_00000000000000000000000000", &bob).await;
        let foreign = app.get(&path, &bob).await;
        assert_eq!((foreign.status, foreign.alike()), (404, missing.alike()));
        app.post(&format!("{path}/replies"), &bob, &json!({ "text": "Hello" })).await.problem(404, "not_found");
        app.post("/v1/tickets", &ann, &json!({ "subject": "", "text": "", "files": [] })).await.problem(422, "invalid");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_are_refused_with_a_sentence() {
    let app = TestApp::new().await;
    let (ann, key) = (app.sign_in("ann@example.com").await, app.key("ann@example.com").await);
    let part = |disposition: &str, value: &str| format!("--x\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{value}\r\n");
    let mut parts = vec![
        part("name=\"subject\"", "Help"),
        part("name=\"text\"", "See the picture of <b>it</b>."),
        part("name=\"file\"; filename=\"screen.txt\"", "a picture"),
        "--x--\r\n".to_owned(),
    ];
    let upload = |parts: &[String], path: &str| {
        let request = app.http.post(format!("{}{path}", app.url));
        request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=x").body(parts.concat())
    };
    let refused = app.browse(&ann, upload(&parts, "/v1/tickets")).await;
    refused.problem(422, "invalid");
    assert!(refused.text.contains("Files cannot be sent"), "{}", refused.text);
    let org = app.get("/v1/me/org", &key).await.expect(200)["id"].as_str().expect("an id").to_owned();
    parts.insert(0, part("name=\"org\"", &org));
    let posted = app.browse(&ann, upload(&parts, "/forms/tickets/create")).await;
    // The page can be sent again: it says where it came from, and names its organisation.
    assert_eq!(posted.header("referrer-policy"), "same-origin");
    assert!(posted.text.contains(&format!("<input type=\"hidden\" name=\"org\" value=\"{org}\">")), "{}", posted.text);
    assert!(posted.status == 422 && posted.text.contains("Files cannot be sent"), "{}", posted.text);
    assert!(posted.text.contains("See the picture of &lt;b>it&lt;/b>."), "what was typed is kept: {}", posted.text);
    assert_eq!(app.get("/v1/tickets", &key).await.expect(200)["items"], json!([]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_administration_is_there_for_its_people_alone() {
    let app = with_operator(Database::Sqlite).await;
    let (operator, ann) = (app.sign_in(OPERATOR).await, app.sign_in("ann@example.com").await);
    let (operators_key, anns_key) = (app.key(OPERATOR).await, app.key("ann@example.com").await);
    let rest = ["", "/health", "/organisations", "/users", "/tickets", "/builds", "/events"].map(|path| format!("/v1/admin{path}"));
    for path in &rest {
        send(&app, &operator, Method::GET, path, None).await.expect(200);
        send(&app, &ann, Method::GET, path, None).await.problem(404, "not_found");
        app.get(path, &operators_key).await.problem(404, "not_found");
        app.get(path, &anns_key).await.problem(404, "not_found");
        app.send(Method::GET, path, None, None).await.problem(401, "signed_out");
    }
    for path in ["/admin", "/admin/organisations", "/admin/users", "/admin/tickets", "/admin/builds", "/admin/events"] {
        let (shown, hidden) = (page(&app, &operator, path).await, page(&app, &ann, path).await);
        assert_eq!((shown.status, hidden.status), (200, 404), "{path}");
        assert!(shown.text.contains("Administration") && !hidden.text.contains("Administration"), "{path}");
    }
    let home = (page(&app, &operator, "/servers").await.text, page(&app, &ann, "/servers").await.text);
    assert!(home.0.contains("Admin panel") && !home.1.contains("Admin panel"));
    let org = app.get("/v1/me/org", &anns_key).await.expect(200)["id"].as_str().expect("an id").to_owned();
    let refused = form(&app, &ann, &format!("/forms/admin/organisations/{org}/suspend"), &[("reason", "mine")]).await;
    assert_eq!(refused.status, 404);
    let orgs = send(&app, &operator, Method::GET, "/v1/admin/organisations?only=suspended", None).await.expect(200);
    assert_eq!(orgs["items"], json!([]));
}

async fn administration(app: TestApp) {
    let (operator, ann) = (app.sign_in(OPERATOR).await, app.sign_in("ann@example.com").await);
    let key = app.key("ann@example.com").await;
    let id = app.get("/v1/me/org", &key).await.expect(200)["id"].as_str().expect("an id").to_owned();
    let org = format!("/v1/admin/organisations/{id}");

    let suspended = send(&app, &operator, Method::POST, &format!("{org}/suspension"), Some(json!({ "reason": "Unpaid" }))).await.expect(200);
    assert_eq!(suspended["suspended"]["reason"], "Unpaid");
    let spec = crate::sources::script("function run() { return 1 }");
    let refused = app.create(&key, "first", &spec, &json!({})).await;
    refused.problem(402, "payment_required");
    assert!(refused.text.contains("Unpaid") && refused.text.contains("/support/new"), "{}", refused.text);
    send(&app, &operator, Method::DELETE, &format!("{org}/suspension"), None).await.expect(200);
    app.create(&key, "first", &spec, &json!({})).await.expect(202);
    let plan = send(&app, &operator, Method::PATCH, &org, Some(json!({ "plan": "pro" }))).await.expect(200);
    assert_eq!(plan["plan"], "pro");

    let asked = form(&app, &ann, "/forms/tickets/create", &[("org", &id), ("subject", "New address"), ("text", "bea@example.com, please.")]).await;
    let address = asked.header("location").to_owned();
    let id = address.strip_prefix("/support/").expect("a ticket").to_owned();
    let ticket = format!("/v1/admin/tickets/{id}");
    assert_eq!(send(&app, &operator, Method::GET, &ticket, None).await.expect(200)["person"]["email"], "ann@example.com");
    let answered = form(&app, &operator, &format!("/forms/admin/tickets/{id}/answer"), &[("text", "Done in a moment.")]).await;
    assert_eq!(answered.header("location"), format!("/admin/tickets/{id}"));
    assert!(page(&app, &ann, &address).await.text.contains("Done in a moment."));

    let contact = json!({ "email": "bea@example.com", "phone": "+44 20 7946 0000" });
    let changed = send(&app, &operator, Method::POST, &format!("{ticket}/contact"), Some(contact)).await.expect(200);
    assert_eq!((&changed["person"]["email"], &changed["person"]["phone"]), (&json!("bea@example.com"), &json!("+442079460000")));
    assert_eq!(page(&app, &ann, "/settings/profile").await.header("location"), "/login?next=%2Fsettings%2Fprofile", "every session is ended");
    let bea = app.sign_in("bea@example.com").await;
    assert!(page(&app, &bea, &address).await.text.contains("New address"), "it is the same person");

    let events = send(&app, &operator, Method::GET, "/v1/admin/events", None).await.expect(200);
    let actions: Vec<_> = events["items"].as_array().expect("a list").iter().rev().map(|event| event["action"].as_str().unwrap_or_default()).collect();
    let expected = [
        "organization.suspended",
        "organization.suspension_lifted",
        "organization.plan_changed",
        "ticket.replied",
        "person.email_changed",
        "person.phone_changed",
    ];
    assert_eq!(actions, expected);
    let (_, broken) = domain::audit::verify_everything(&app.platform).await.expect("a look");
    assert!(broken.is_empty(), "{broken:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn administration_on_sqlite() {
    administration(with_operator(Database::Sqlite).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn administration_on_postgres() {
    administration(with_operator(Database::Postgres).await).await;
}

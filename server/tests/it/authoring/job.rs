//! Step 1 with a model: a job that a reload rejoins, and a draft that is whole or untouched.

use reqwest::header;
use serde_json::json;
use testkit::{Answer, Browser, Database, Scripted, TestApp};

use super::{app, app_on, both};

fn server(host: &str) -> Scripted {
    Scripted::Tool(json!({ "name": "Shop", "description": "Orders of the shop.", "tools": [{
        "name": "get_order", "description": "Returns one order with its items.", "effect": "read",
        "arguments": { "type": "object", "properties": { "id": { "type": "string", "description": "Number of the order." } }, "required": ["id"] },
        "http": { "method": "GET", "url": format!("{host}/orders/{{id}}") },
    }] }))
}

/// Posts step 1 and answers where it leads to.
pub(super) async fn describe(app: &TestApp, browser: &Browser, text: &str) -> String {
    let mine = browser.on(app.http.get(format!("{}/v1/me/org", app.url)), &app.url).send().await.expect("an answer");
    let org = Answer::of(mine).await.expect(200)["id"].as_str().expect("an id").to_owned();
    let form = [("org", org.as_str()), ("kind", "prompt"), ("text_prompt", text), ("name", ""), ("slug", "")];
    let request = browser.on(app.http.post(format!("{}/forms/drafts/describe", app.url)), &app.url).form(&form);
    let posted = Answer::of(request.send().await.expect("an answer")).await;
    assert_eq!(posted.status, 303, "{posted:?}");
    posted.header("location").to_owned()
}

pub(super) async fn page(app: &TestApp, browser: &Browser, path: &str) -> String {
    let request = browser.on(app.http.get(format!("{}{path}", app.url)), &app.url).header(header::ACCEPT, "text/html");
    request.send().await.expect("an answer").text().await.expect("text")
}

/// Reloads the page until it no longer reloads itself.
pub(super) async fn finished(app: &TestApp, browser: &Browser, path: &str) -> String {
    for _ in 0..150 {
        let html = page(app, browser, path).await;
        if !html.contains("content=\"2\"") {
            return html;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the authoring did not end");
}

pub(super) fn draft_of(html: &str) -> String {
    let at = html.find("draft=").expect("a draft") + "draft=".len();
    html[at..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

pub(super) async fn stored(app: &TestApp, draft: &str) -> domain::store::drafts::Model {
    let org = app.get("/v1/me/org", &app.key("ann@example.com").await).await.expect(200);
    let org = org["id"].as_str().expect("an id").parse().expect("an id");
    domain::store::drafts::by_id(app.platform.db.connection(), org, draft.parse().expect("an id")).await.expect("a query").expect("a draft")
}

async fn words_become(database: Database) {
    let (app, model, _) = app_on(database).await;
    let browser = app.sign_in("ann@example.com").await;
    model.script([server("https://api.shop.example")]);
    let path = describe(&app, &browser, "Orders of our shop at https://api.shop.example, no login needed.").await;
    assert!(path.starts_with("/authorings/"), "{path}");
    let html = finished(&app, &browser, &path).await;
    let draft = draft_of(&html);
    assert!(html.contains("step=check"), "{html}");
    let check = page(&app, &browser, &format!("/servers/new?draft={draft}&step=check")).await;
    assert!(check.contains("get_order"), "{check}");
    let row = stored(&app, &draft).await;
    assert!(row.compiled.is_some() && row.preview.is_some());
    assert!(row.input.contains("\"slug\":\"shop\""), "{}", row.input);
}

async fn asked_once(database: Database) {
    let (app, model, _) = app_on(database).await;
    let browser = app.sign_in("ann@example.com").await;
    model.script([server("https://api.shop.example")]);
    let text = "Orders of our shop at https://api.shop.example, no login needed.";
    let path = describe(&app, &browser, text).await;
    let draft = draft_of(&finished(&app, &browser, &path).await);
    // Back to step 1 and forth again, with the same text.
    let fields = [("draft", draft.as_str()), ("kind", "prompt"), ("text_prompt", text), ("name", "Shop"), ("slug", "shop")];
    let again = browser.submit(&app, "/forms/drafts/describe", &fields).await;
    assert!(again.text.contains("The tools are written") && again.text.contains("step=check"), "{}", again.text);
    assert_eq!(model.seen().len(), 1);
    // Another text is another question.
    model.script([server("https://api.shop.example")]);
    let fields =
        [("draft", draft.as_str()), ("kind", "prompt"), ("text_prompt", "Invoices of our shop at https://api.shop.example."), ("name", ""), ("slug", "")];
    let other = browser.submit(&app, "/forms/drafts/describe", &fields).await;
    assert!(other.text.contains("/authorings/") && !other.text.contains(&path), "{}", other.text);
    for _ in 0..100 {
        if model.seen().len() == 2 {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the second text was not asked about");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failure_leaves_the_text_and_nothing_half_done() {
    let (app, model, _) = app().await;
    let browser = app.sign_in("ann@example.com").await;
    model.script([Scripted::Error { status: 401, kind: "authentication_error", retry_after: None }]);
    let text = "Orders of our shop at https://api.shop.example, no login needed.";
    let path = describe(&app, &browser, text).await;
    let html = finished(&app, &browser, &path).await;
    assert!(html.contains("The model wrote no tools") && html.contains("ANTHROPIC_API_KEY") && !html.contains(&model.key), "{html}");
    let row = stored(&app, &draft_of(&html)).await;
    assert!(row.compiled.is_none() && row.preview.is_none() && row.input.contains("Orders of our shop"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_host_that_nobody_named_waits_for_one_click() {
    let (app, model, _) = app().await;
    let browser = app.sign_in("ann@example.com").await;
    model.script([server("https://api.elsewhere.example")]);
    let path = describe(&app, &browser, "Orders of our shop; it has an open interface.").await;
    let draft = draft_of(&finished(&app, &browser, &path).await);
    let here = format!("/servers/new?draft={draft}&step=check");
    let check = page(&app, &browser, &here).await;
    assert!(check.contains("Allow api.elsewhere.example") && check.contains("fix:origin-unconfirmed:get_order"), "{check}");
    // Ticking the tool alone allows nothing.
    browser.submit(&app, "/forms/drafts/check", &[("draft", &draft), ("tool", "get_order"), ("action", "save")]).await;
    let before = stored(&app, &draft).await.preview.expect("a preview");
    assert!(!before.contains("\"origins\":[\"https://api.elsewhere.example\"]"), "{before}");
    browser.submit(&app, "/forms/drafts/check", &[("draft", &draft), ("action", "fix:origin-unconfirmed:get_order")]).await;
    let after = stored(&app, &draft).await.preview.expect("a preview");
    assert!(after.contains("\"origins\":[\"https://api.elsewhere.example\"]"), "{after}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_come_over_rest_and_belong_to_the_organisation() {
    let (app, model, key) = app().await;
    let browser = app.sign_in("ann@example.com").await;
    model.script([server("https://api.shop.example")]);
    let path = describe(&app, &browser, "Orders of our shop at https://api.shop.example, no login needed.").await;
    finished(&app, &browser, &path).await;
    let id = path.trim_start_matches("/authorings/");
    let view = app.get(&format!("/v1/authorings/{id}"), &key).await.expect(200);
    let events: Vec<&str> = view["events"].as_array().expect("events").iter().map(|event| event["event"].as_str().expect("a name")).collect();
    assert_eq!((events[0], events[1], events[2], *events.last().expect("one")), ("started", "reading", "asking", "succeeded"), "{events:?}");
    let numbers: Vec<u64> = view["events"].as_array().expect("events").iter().map(|event| event["seq"].as_u64().expect("a number")).collect();
    assert_eq!(numbers, (1..=numbers.len() as u64).collect::<Vec<_>>());
    let stranger = app.key("eve@example.com").await;
    assert_eq!(app.get(&format!("/v1/authorings/{id}"), &stranger).await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_click_mends_what_the_linter_found() {
    let app = TestApp::new().await;
    let key = app.key("ann@example.com").await;
    let spec = app.preview(&key, "curl", "curl https://api.example.com/users").await.expect(200)["spec"].clone();
    let mut broken = spec.clone();
    broken["tools"][0]["name"] = json!("list.users");
    let found = app.post("/v1/lint", &key, &json!({ "spec": broken })).await.expect(200);
    let finding = &found["lint"].as_array().expect("findings").iter().find(|finding| finding["rule"] == "tool-name-characters").expect("a finding").clone();
    assert_eq!(finding["fix"], "Replace the characters");
    let mended = app.post("/v1/lint", &key, &json!({ "spec": broken, "fix": { "rule": finding["rule"], "tool": finding["tool"] } })).await.expect(200);
    assert_eq!(mended["spec"]["tools"][0]["name"], "list_users");
    assert_eq!(app.post("/v1/lint", &key, &json!({ "spec": spec, "fix": { "rule": "tool-name-characters" } })).await.status, 422);
}

both! { words_become_a_draft_and_a_server: words_become, nothing_is_asked_twice: asked_once }

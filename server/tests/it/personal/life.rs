//! A person of whom there is something in every corner of the platform.

use contract::{PasskeyId, dto::DraftInput, spec::SourceKind};
use domain::{RequestMeta, drafts, keys};
use reqwest::Method;
use serde_json::{Value, json};
use testkit::{Answer, Browser, Database, TestApp};

/// The address that the person came with.
pub const OLD: &str = "ann.leaves.tomorrow@example.com";
/// The address that it was changed to.
pub const NEW: &str = "ann.moved.yesterday@example.org";
pub const PHONE: &str = "+442079460000";
/// Stands in everything that the person wrote, and in what was written about them.
pub const WORD: &str = "zanzibarian";

const OPERATOR: &str = "operator@example.com";

pub struct Life {
    /// A key for the person's own organisation.
    pub key: String,
    pub browser: Browser,
}

pub async fn platform(database: Database) -> TestApp {
    TestApp::with(database, &[("BMM_ADMIN_EMAILS", OPERATOR)]).await
}

async fn send(app: &TestApp, who: &Browser, method: Method, path: &str, body: Value) -> Answer {
    app.browse(who, app.http.request(method, format!("{}{path}", app.url)).json(&body)).await
}

fn id(value: &Value) -> String {
    value["id"].as_str().unwrap_or_else(|| panic!("no id: {value}")).to_owned()
}

/// A live server, people who were invited and who invited, a ticket, a passkey, a draft, a suspension, and another address
/// than at first.
pub async fn live(app: &TestApp) -> Life {
    let (key, browser) = (app.key(OLD).await, app.sign_in(OLD).await);
    app.run(&key, "mine", "curl", "curl http://127.0.0.1:9/x", &json!({})).await;
    let org = id(&app.get("/v1/me/org", &key).await.expect(200));
    send(app, &browser, Method::POST, "/v1/invitations", json!({ "email": "guest@example.com" })).await.expect(201);
    passkey(app, &id(&app.get("/v1/members", &key).await.expect(200)[0])).await;
    draft(app, &key).await;
    joins_bob_and_is_awaited_by_cid(app, &browser).await;
    let ticket = id(&app.post("/v1/tickets", &key, &json!({ "subject": WORD, "text": format!("A {WORD} moves to {NEW}.") })).await.expect(201));

    let operator = app.sign_in(OPERATOR).await;
    let suspension = format!("/v1/admin/organisations/{org}/suspension");
    send(app, &operator, Method::POST, &suspension, json!({ "reason": format!("Spam of a {WORD}") })).await.expect(200);
    let contact = json!({ "email": NEW, "phone": PHONE });
    send(app, &operator, Method::POST, &format!("/v1/admin/tickets/{ticket}/contact"), contact).await.expect(200);
    Life { key, browser: app.sign_in(NEW).await }
}

async fn joins_bob_and_is_awaited_by_cid(app: &TestApp, browser: &Browser) {
    for email in ["cid@example.com", "bob@example.com"] {
        let inviter = app.sign_in(email).await;
        send(app, &inviter, Method::POST, "/v1/invitations", json!({ "email": OLD })).await.expect(201);
    }
    let mails = domain::mailbox::list(&app.platform).await.expect("mails");
    let newest = mails.iter().find(|mail| mail.to.as_str() == OLD && mail.text.contains("/invitations/")).expect("an invitation");
    let token = newest.text.split("/invitations/").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a link");
    send(app, browser, Method::POST, "/v1/invitations/accept", json!({ "token": token })).await.expect(200);
}

/// Nothing can sign in with it; it is there to be found.
async fn passkey(app: &TestApp, user: &str) {
    let new = store::passkeys::NewPasskey {
        id: app.platform.id(PasskeyId::new),
        user: user.parse().expect("an id"),
        name: WORD,
        credential_id: "A".repeat(43),
        static_state: String::new(),
        dynamic_state: String::new(),
        now: app.platform.now(),
    };
    store::passkeys::insert(app.platform.db.connection(), new).await.expect("a passkey");
}

async fn draft(app: &TestApp, key: &str) {
    let meta = RequestMeta { id: app.platform.request_id(), ip: [127, 0, 0, 1].into(), user_agent: "test".into() };
    let ctx = keys::authenticate(&app.platform, meta, key).await.expect("a context");
    let input = DraftInput {
        kind: SourceKind::Prompt,
        name: String::new(),
        slug: String::new(),
        text: format!("Pets of a {WORD}"),
        url: String::new(),
        base_url: String::new(),
        other_texts: Default::default(),
    };
    drafts::create(&ctx, input).await.expect("a draft");
}

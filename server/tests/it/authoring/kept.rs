//! What a model was asked goes with its subject, and after 30 days.

use domain::{store, usage};
use serde_json::{Value, json};
use testkit::{Database, Scripted, TestApp, Upstream};
use tokio_util::sync::CancellationToken;

use super::{app_on, both, refine::ask};

/// A live server, and one question to the model about it.
async fn asked(database: Database) -> (TestApp, String) {
    let (app, model, key) = app_on(database).await;
    let upstream = Upstream::echoing().await;
    app.run(&key, "users", "curl", &format!("curl {}/users", upstream.url()), &json!({})).await;
    model.script([Scripted::Tool(json!({ "description": "Reads users." }))]);
    let view = ask(&app, &key, "users", "Say what it does.").await;
    assert_eq!(view["status"], "succeeded", "{view:#}");
    assert!(left(&app).await.0 == 1 && left(&app).await.1 > 1);
    (app, key)
}

async fn left(app: &TestApp) -> (i64, i64) {
    (app.rows("authorings").await, app.rows("authoring_events").await)
}

async fn with_server(database: Database) {
    let (app, key) = asked(database).await;
    let org: Value = app.get("/v1/me/org", &key).await.expect(200);
    let org = org["id"].as_str().expect("an id").parse().expect("an id");
    // One more, as if the server had begun as words in a draft.
    let server = app.get("/v1/servers/users", &key).await.expect(200);
    let draft = insert_draft_that_became(&app, org, server["id"].as_str().expect("an id")).await;
    assert_eq!(left(&app).await.0, 2, "{draft}");
    app.send(reqwest::Method::DELETE, "/v1/servers/users", Some(&key), None).await.expect(204);
    assert_eq!(left(&app).await, (0, 0));
}

async fn insert_draft_that_became(app: &TestApp, org: contract::OrgId, server: &str) -> String {
    let (db, now) = (app.platform.db.connection(), app.platform.now());
    let (draft, user) = (app.platform.id(contract::DraftId::new), app.platform.id(contract::UserId::new));
    store::drafts::insert(db, org, user, draft, "{}".into(), now).await.expect("a draft");
    store::drafts::finish(db, org, draft, json!({ "server": { "id": server } }).to_string(), now).await.expect("finished");
    let (id, subject) = (app.platform.id(contract::AuthoringId::new), draft.to_string());
    let new = store::authorings::NewAuthoring { id, org, user, kind: "describe", subject: &subject, request: "{}".into(), now };
    store::authorings::insert(db, new).await.expect("an authoring");
    // Nobody works on it.
    store::authorings::end(db, &id.to_string(), 0, None, now).await.expect("ended");
    subject
}

async fn after_a_month(database: Database) {
    let (app, _) = asked(database).await;
    let tidied = async |days: i64| {
        app.clock.advance_seconds(days * 24 * 3_600);
        let stop = CancellationToken::new();
        tokio::join!(usage::work(&app.platform, stop.clone()), async {
            tokio::time::sleep(std::time::Duration::from_millis(600)).await;
            stop.cancel();
        });
        left(&app).await
    };
    assert_eq!(tidied(29).await.0, 1);
    assert_eq!(tidied(2).await, (0, 0));
}

both! {
    it_goes_with_the_server: with_server,
    it_goes_after_a_month: after_a_month,
}

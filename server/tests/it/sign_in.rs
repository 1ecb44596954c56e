//! Signing in as browsers, mail scanners and programs do it.

use contract::dto::MailView;
use reqwest::{Method, header};
use serde_json::json;
use testkit::{Answer, Browser, Database, Mcp, TestApp, follow, on_both_databases};

use crate::sources;

async fn newest_mail(app: &TestApp, to: &str) -> MailView {
    let mails = domain::mailbox::list(&app.platform).await.expect("mails");
    mails.into_iter().find(|mail| mail.to.as_str() == to).expect("a mail")
}

fn cookies(answer: &Answer) -> String {
    let set = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|value| value.to_str().ok());
    set.filter_map(|cookie| cookie.split(';').next()).filter(|pair| !pair.ends_with('=')).collect::<Vec<_>>().join("; ")
}

async fn form(app: &TestApp, browser: &Browser, path: &str, fields: &[(&str, &str)]) -> Answer {
    Mcp::send(browser.on(app.http.post(format!("{}{path}", app.url)), &app.url).form(fields)).await
}

on_both_databases! {
    async fn a_scanner_that_follows_and_posts_leaves_the_link_usable(app: TestApp) {
        let nobody = Browser { cookies: String::new() };
        let asked = form(&app, &nobody, "/forms/login", &[("email", "ann@example.com"), ("next", "/servers/new")]).await;
        let person = Browser { cookies: cookies(&asked) };
        let mail = newest_mail(&app, "ann@example.com").await;
        let link = mail.text.split_whitespace().find(|word| word.contains("/login/confirm?token=")).expect("a link").to_owned();
        let token = link.split("token=").nth(1).expect("a token");

        for method in [Method::GET, Method::HEAD, Method::GET] {
            let seen = Mcp::send(app.http.request(method, &link).header("accept", "text/html")).await;
            assert_eq!((seen.status, cookies(&seen).contains("session")), (200, false), "{seen:?}");
        }
        // A scanner with a whole browser: the same page, the same button, without the cookie of the browser that asked.
        for _ in 0..3 {
            let posted = form(&app, &nobody, "/forms/login/confirm", &[("token", token)]).await;
            assert!(!cookies(&posted).contains("session"), "{posted:?}");
        }
        let confirmed = form(&app, &person, "/forms/login/confirm", &[("token", token)]).await;
        assert!(cookies(&confirmed).contains("session="), "{confirmed:?}");
        assert_eq!(confirmed.header("location"), "/servers/new");
        let again = form(&app, &person, "/forms/login/confirm", &[("token", token)]).await;
        assert!(!cookies(&again).contains("session="), "works once");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_link_posted_a_hundred_times_at_once_makes_one_session() {
    let app = TestApp::new().await;
    let asked = form(&app, &Browser { cookies: String::new() }, "/forms/login", &[("email", "ann@example.com")]).await;
    let person = Browser { cookies: cookies(&asked) };
    let mail = newest_mail(&app, "ann@example.com").await;
    let token = mail.text.split("token=").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a token").to_owned();
    let posts = (0..100).map(|_| {
        let request = person.on(app.http.post(format!("{}/forms/login/confirm", app.url)), &app.url).form(&[("token", token.as_str())]);
        tokio::spawn(Mcp::send(request))
    });
    let answers = futures::future::join_all(posts).await;
    let sessions: Vec<_> = answers.iter().map(|answer| cookies(answer.as_ref().expect("an answer"))).filter(|set| set.contains("session=")).collect();
    assert_eq!(sessions.len(), 1);
    let browser = Browser { cookies: sessions.into_iter().next().expect("one") };
    let listed = Mcp::send(browser.on(app.http.get(format!("{}/v1/account/sessions", app.url)), &app.url)).await.expect(200);
    assert_eq!(listed.as_array().map(Vec::len), Some(1), "{listed}");
}

/// Where the operator says nothing, whoever comes first gets in; of many who come at once it is one.
async fn one_of_many_first_strangers_gets_in(app: TestApp) {
    let mut posts = Vec::new();
    for number in 0..6 {
        let email = format!("stranger{number}@example.com");
        let asked = form(&app, &Browser { cookies: String::new() }, "/forms/login", &[("email", &email)]).await;
        let mail = newest_mail(&app, &email).await;
        let token = mail.text.split("token=").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("nobody has an account yet").to_owned();
        let browser = Browser { cookies: cookies(&asked) };
        posts.push(browser.on(app.http.post(format!("{}/forms/login/confirm", app.url)), &app.url).form(&[("token", token)]));
    }
    let answers = futures::future::join_all(posts.into_iter().map(|post| tokio::spawn(Mcp::send(post)))).await;
    let entered = answers.iter().filter(|answer| cookies(answer.as_ref().expect("an answer")).contains("session=")).count();
    assert_eq!((entered, app.rows("users").await), (1, 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_first_strangers_gets_in_on_sqlite() {
    one_of_many_first_strangers_gets_in(TestApp::with(Database::Sqlite, &[("BMM_SIGNUP", "")]).await).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_of_many_first_strangers_gets_in_on_postgres() {
    one_of_many_first_strangers_gets_in(TestApp::with(Database::Postgres, &[("BMM_SIGNUP", "")]).await).await;
}

on_both_databases! {
    async fn sessions_are_listed_and_ended_over_rest(app: TestApp) {
        let (first, second) = (app.sign_in("ann@example.com").await, app.sign_in("ann@example.com").await);
        let send = async |browser: &Browser, method: Method, path: &str| Mcp::send(browser.on(app.http.request(method, format!("{}{path}", app.url)), &app.url)).await;
        let listed = send(&first, Method::GET, "/v1/account/sessions").await.expect(200);
        let (own, other): (Vec<_>, Vec<_>) = listed.as_array().expect("a list").iter().partition(|session| session["current"] == true);
        assert_eq!((own.len(), other.len()), (1, 1), "{listed}");
        let id = other[0]["id"].as_str().expect("an id");

        let bob = app.sign_in("bob@example.com").await;
        send(&bob, Method::DELETE, &format!("/v1/account/sessions/{id}")).await.problem(404, "not_found");
        send(&first, Method::DELETE, &format!("/v1/account/sessions/{id}")).await.expect(204);
        send(&second, Method::GET, "/v1/account").await.problem(401, "signed_out");
        send(&first, Method::DELETE, &format!("/v1/account/sessions/{id}")).await.problem(404, "not_found");

        let third = app.sign_in("ann@example.com").await;
        assert_eq!(send(&first, Method::DELETE, "/v1/account/sessions").await.expect(200), json!({ "ended": 1 }));
        send(&third, Method::GET, "/v1/account").await.problem(401, "signed_out");
        let key = app.key("ann@example.com").await;
        app.get("/v1/account/sessions", &key).await.problem(403, "forbidden");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ended_session_closes_its_web_socket() {
    let app = TestApp::new().await;
    let (browser, key) = (app.sign_in("ann@example.com").await, app.key("ann@example.com").await);
    let created = app.create(&key, "live", &sources::script("function run() { return 1 }"), &json!({})).await.expect(202);
    let build = created["build"]["id"].as_str().expect("an id");
    app.wait_for_build(&key, build).await;
    // A build that waits keeps its connection open for as long as somebody may look.
    let waiting = store_a_waiting_build(&app, build).await;
    let mut socket = follow(&app.url, &waiting, 0, &[("cookie", &browser.cookies), ("origin", &app.url)]).await.expect("connected");
    let other = app.sign_in("ann@example.com").await;
    let ended = Mcp::send(other.on(app.http.delete(format!("{}/v1/account/sessions", app.url)), &app.url)).await.expect(200);
    assert_eq!(ended, json!({ "ended": 1 }));
    let started = std::time::Instant::now();
    while socket.next().await.is_some() {}
    assert!(started.elapsed().as_secs() < 15, "closed after {:?}", started.elapsed());
}

/// The build once more, as one that no worker may claim for an hour.
async fn store_a_waiting_build(app: &TestApp, build: &str) -> String {
    use domain::store::ConnectionTrait;
    let lease = app.platform.now().plus_seconds(3_600).micros();
    let statement = format!("UPDATE builds SET status = 'running', ended_at = NULL, lease_until = {lease} WHERE id = '{build}'");
    let db = app.platform.db.connection();
    db.execute_unprepared(&statement).await.expect("a running build");
    db.execute_unprepared(&format!("DELETE FROM build_events WHERE build_id = '{build}'")).await.expect("no events yet");
    build.to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_a_fresh_confirmation_says_so() {
    let app = TestApp::new().await;
    let browser = app.sign_in("ann@example.com").await;
    let key = app.key("ann@example.com").await;
    app.run(&key, "pets", "curl", "curl https://api.example.com/pets?limit=10", &json!({})).await;
    app.clock.advance_seconds(11 * 60);
    let delete = || browser.on(app.http.delete(format!("{}/v1/servers/pets", app.url)), &app.url);
    let problem = Mcp::send(delete()).await.problem(403, "confirmation_needed");
    assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("/settings/step-up")), "{problem}");
    let account = Mcp::send(browser.on(app.http.get(format!("{}/v1/account", app.url)), &app.url)).await.expect(200);
    let org = account["org"]["id"].as_str().expect("an id");
    let posted = form(&app, &browser, "/forms/servers/pets/delete", &[("org", org), ("confirm", "pets")]).await;
    assert!(posted.header("location").starts_with("/settings/step-up?next="), "{posted:?}");

    let asked = form(&app, &browser, "/forms/step-up", &[("next", "/servers/pets")]).await;
    let both = Browser { cookies: format!("{}; {}", browser.cookies, cookies(&asked)) };
    let mail = newest_mail(&app, "ann@example.com").await;
    let token = mail.text.split("token=").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a token");
    let confirmed = form(&app, &both, "/forms/login/confirm", &[("token", token)]).await;
    assert_eq!(confirmed.header("location"), "/servers/pets");
    let fresh = Browser { cookies: cookies(&confirmed) };
    Mcp::send(delete()).await.problem(401, "signed_out");
    Mcp::send(fresh.on(app.http.delete(format!("{}/v1/servers/pets", app.url)), &app.url)).await.expect(204);
}

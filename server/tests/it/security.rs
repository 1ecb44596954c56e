//! What browsers are told, and what other sites cannot do.

use reqwest::{Method, header};
use serde_json::json;
use testkit::{Answer, Database, Mcp, TestApp};

async fn page(app: &TestApp, path: &str) -> Answer {
    Mcp::send(app.http.get(format!("{}{path}", app.url)).header("accept", "text/html")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_carry_a_strict_policy_with_a_fresh_nonce() {
    let app = TestApp::new().await;
    let (first, second) = (page(&app, "/login").await, page(&app, "/login").await);
    let policies: Vec<_> = first.headers.get_all("content-security-policy").iter().collect();
    assert_eq!(policies.len(), 1, "{policies:?}");
    let policy = first.header("content-security-policy");
    for part in ["default-src 'none'", "style-src 'self'", "frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
        assert!(policy.contains(part), "{part} is missing in {policy}");
    }
    assert!(!policy.contains("unsafe-inline") && !policy.contains("unsafe-eval"), "{policy}");
    let nonce = |answer: &Answer| {
        answer.header("content-security-policy").split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).expect("a nonce").to_owned()
    };
    assert_ne!(nonce(&first), nonce(&second));
    assert!(first.text.contains(&format!("nonce=\"{}\"", nonce(&first))), "the page's scripts carry the nonce");
    assert!(!first.text.contains(" style=\""), "no inline styles");
    assert_eq!(first.header("x-content-type-options"), "nosniff");
    assert_eq!(first.header("cross-origin-opener-policy"), "same-origin");
    assert!(first.header("permissions-policy").contains("camera=()"));
    assert!(!first.header("referrer-policy").is_empty());
    assert_eq!(first.header("strict-transport-security"), "", "plain http is not told to be https");
}

#[tokio::test(flavor = "multi_thread")]
async fn only_live_pages_load_the_application() {
    let app = TestApp::new().await;
    let ann = app.sign_in("ann@example.com").await;
    for (path, live) in [("/servers", false), ("/settings", false), ("/servers/new", true)] {
        let page = app.browse(&ann, app.http.get(format!("{}{path}", app.url)).header("accept", "text/html")).await;
        assert_eq!(page.status, 200, "{path}");
        assert_eq!(page.header("content-security-policy").contains("'wasm-unsafe-eval'"), live, "{path}");
        assert_eq!(page.text.contains("data-live"), live, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_of_the_interface_may_do_nothing_in_a_browser() {
    let app = TestApp::new().await;
    let answer = app.send(Method::GET, "/v1/openapi.json", None, None).await;
    assert!(answer.header("content-security-policy").starts_with("default-src 'none'"), "{answer:?}");
    assert_eq!(answer.header("access-control-allow-origin"), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn https_is_asked_for_where_the_public_address_has_it() {
    let app = TestApp::with(Database::Sqlite, &[("BMM_PUBLIC_URL", "https://mcp.example.com")]).await;
    let answer = Mcp::send(app.http.get(format!("{}/api/health", app.url)).header("host", "mcp.example.com")).await;
    assert!(answer.header("strict-transport-security").contains("max-age=31536000"), "{answer:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_page_says_so() {
    let app = TestApp::new().await;
    let missing = page(&app, "/no/such/page").await;
    assert_eq!(missing.status, 404);
    assert!(missing.header("content-type").starts_with("text/html"), "{missing:?}");
    let function = Mcp::send(app.http.post(format!("{}/_fn/of/yesterday", app.url)).header("origin", &app.url)).await;
    assert!(function.problem(404, "not_found")["detail"].as_str().expect("text").contains("reload"), "{function:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sites_change_nothing() {
    let app = TestApp::new().await;
    let browser = app.sign_in("ann@example.com").await;
    let post = |path: &str, headers: &[(&str, &str)]| {
        let request = app.http.post(format!("{}{path}", app.url)).header(header::COOKIE, &browser.cookies).json(&json!({ "name": "Evil" }));
        headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))
    };
    let evil: [&[(&str, &str)]; 5] = [
        &[("origin", "https://evil.example")],
        &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
        &[("sec-fetch-site", "same-site")],
        &[("origin", "null")],
        &[],
    ];
    for path in ["/v1/keys", "/_fn/keys/create", "/forms/keys/create", "/forms/sign-out"] {
        for headers in evil {
            Mcp::send(post(path, headers)).await.problem(403, "forbidden");
        }
    }
    let keys = Mcp::send(browser.on(app.http.get(format!("{}/v1/keys", app.url)), &app.url)).await.expect(200);
    assert_eq!(keys, json!([]), "nothing was made, and the session still counts");
    let own: [&[(&str, &str)]; 2] = [&[("sec-fetch-site", "same-origin")], &[("origin", &app.url)]];
    for headers in own {
        Mcp::send(post("/v1/keys", headers)).await.expect(201);
    }
    // A key is not sent by a browser on its own: a program needs no origin.
    let key = app.key("ann@example.com").await;
    app.post("/v1/keys", &key, &json!({ "name": "Program" })).await.expect(201);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_signed_out_session_is_worth_nothing() {
    let app = TestApp::new().await;
    let browser = app.sign_in("ann@example.com").await;
    let account = || browser.on(app.http.get(format!("{}/v1/account", app.url)), &app.url);
    Mcp::send(account()).await.expect(200);
    let out = Mcp::send(browser.on(app.http.post(format!("{}/forms/sign-out", app.url)), &app.url).form(&[("next", "/login")])).await;
    assert!(out.status < 400, "{out:?}");
    Mcp::send(account()).await.problem(401, "signed_out");
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_names_are_refused_and_pages_move_to_the_public_one() {
    let app = TestApp::new().await;
    let at = |host: &str, path: &str| Mcp::send(app.http.get(format!("{}{path}", app.url)).header("host", host).header("accept", "text/html,*/*"));
    at("evil.example", "/api/health").await.problem(400, "bad_request");
    assert_eq!(at("127.0.0.1.evil.example", "/login").await.status, 400);
    let loopback = format!("127.0.0.1:{}", app.address.port());
    let moved = at(&loopback, "/login?next=%2Fservers").await;
    assert_eq!((moved.status, moved.header("location")), (307, format!("{}/login?next=%2Fservers", app.url).as_str()));
    assert_eq!(at(&loopback, "/api/health").await.status, 200, "programs may use any loopback name");
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_in_is_refused_where_the_session_would_travel_in_the_clear() {
    let app = TestApp::with(Database::Sqlite, &[("BMM_PUBLIC_URL", "http://mcp.example.com")]).await;
    let login = Mcp::send(app.http.get(format!("{}/login", app.url)).header("host", "mcp.example.com").header("accept", "text/html")).await;
    assert!(login.text.to_lowercase().contains("https"), "the page says why: {}", login.text);
    let request = app.http.post(format!("{}/forms/login", app.url)).header("host", "mcp.example.com").header("origin", "http://mcp.example.com");
    let asked = Mcp::send(request.form(&[("email", "ann@example.com")])).await;
    assert_eq!(asked.header("set-cookie"), "", "{asked:?}");
    assert!(domain_mails(&app).await.is_empty());

    // Nor with a link that an operator has made.
    let email = "ann@example.com".parse().expect("an address");
    let link = domain::identity::admin_link(&app.platform, &email).await.expect("a link");
    let token = link.split("token=").nth(1).expect("a token");
    for (form, field, value) in [("confirm", "token", token), ("code", "code", "123456")] {
        let request = app.http.post(format!("{}/forms/login/{form}", app.url)).header("host", "mcp.example.com").header("origin", "http://mcp.example.com");
        let answer = Mcp::send(request.form(&[(field, value)])).await;
        assert_eq!((answer.header("location"), answer.header("set-cookie")), ("/login", ""), "{form}: {answer:?}");
    }
}

async fn domain_mails(app: &TestApp) -> Vec<contract::dto::MailView> {
    domain::mailbox::list(&app.platform).await.expect("mails")
}

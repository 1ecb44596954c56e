//! What protects the web surface, checked on every route, form, server function and page that the lists name.

use app::{
    served,
    ssr::forms::list::{self, FormRight},
};
use bmm::http::{pages, routes::Right, table::table};
use reqwest::{Method, header};
use testkit::{Answer, Browser, Database, Mcp, TestApp};

/// A path of the list with something in the place of its parameters.
fn filled(path: &str) -> String {
    path.split('/').map(|part| if part.starts_with('{') || part.starts_with(':') { "unknown" } else { part }).collect::<Vec<_>>().join("/")
}

/// Everything that changes something, with its method: REST, forms and server functions.
fn changing() -> Vec<(Method, String)> {
    app::server_functions();
    let rest = table().into_iter().filter(|route| !route.method.is_safe()).map(|route| (route.method, filled(route.path)));
    let forms = list::list::<()>().into_iter().map(|form| (Method::POST, filled(form.path)));
    let functions = leptos::server_fn::axum::server_fn_paths().map(|(path, method)| (method, path.to_owned()));
    rest.chain(forms).chain(functions).filter(|(method, _)| !method.is_safe()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_changes_something_listens_to_other_sites() {
    let app = TestApp::new().await;
    let browser = app.sign_in("ann@example.com").await;
    let evil: [&[(&str, &str)]; 5] = [
        &[("sec-fetch-site", "cross-site"), ("origin", "https://evil.example")],
        &[("sec-fetch-site", "same-site"), ("origin", "http://evil.localhost")],
        &[("origin", "https://evil.example")],
        &[("origin", "null")],
        &[],
    ];
    let all = changing();
    assert!(all.iter().any(|(_, path)| path.starts_with("/v1/")) && all.iter().any(|(_, path)| path.starts_with("/_fn/")), "{all:?}");
    for (method, path) in all {
        // Stripe signs what it sends, and no cookie counts there.
        if path == "/v1/billing/webhook" {
            continue;
        }
        for headers in evil {
            let request = app.http.request(method.clone(), format!("{}{path}", app.url)).header(header::COOKIE, &browser.cookies);
            let answer = Mcp::send(headers.iter().fold(request, |request, (name, value)| request.header(*name, *value))).await;
            let problem = answer.problem(403, "forbidden");
            assert!(problem["detail"].as_str().is_some_and(|detail| detail.contains("another site")), "{method} {path}: {problem}");
        }
    }
    // A cookie counts on forms and server functions whatever stands beside it, so a header that pretends to be a program's opens nothing.
    for (method, path) in changing().into_iter().filter(|(_, path)| !path.starts_with("/v1/")) {
        let request = app.http.request(method.clone(), format!("{}{path}", app.url)).header(header::COOKIE, &browser.cookies);
        let forged = Mcp::send(request.header("sec-fetch-site", "cross-site").header(header::AUTHORIZATION, "Bearer x")).await;
        assert_eq!(forged.status, 403, "{method} {path}");
    }
    // The archive is read with GET, and reading it is told by mail: other sites cannot start it with a link.
    for (site, status) in [("cross-site", 403), ("same-site", 403), ("none", 200), ("same-origin", 200)] {
        let request = app.http.get(format!("{}/v1/account/export", app.url)).header(header::COOKIE, &browser.cookies).header("sec-fetch-site", site);
        assert_eq!(Answer::status_of(request).await, status, "{site}");
    }
    let account = Mcp::send(browser.on(app.http.get(format!("{}/v1/account", app.url)), &app.url)).await;
    account.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_refusal_names_its_request() {
    let app = TestApp::new().await;
    for route in table().into_iter().filter(|route| route.right != Right::Everybody) {
        let answer = app.send(route.method.clone(), &filled(route.path), None, None).await;
        let problem = answer.json();
        assert!((400..500).contains(&answer.status), "{} {}: {answer:?}", route.method, route.path);
        assert_eq!(problem["reference"], answer.header("x-request-id"), "{} {}: {problem}", route.method, route.path);
    }
    for (method, path) in [(Method::GET, "/v1/nothing"), (Method::PUT, "/v1/servers")] {
        let answer = app.send(method, path, None, None).await;
        assert_eq!(answer.json()["reference"], answer.header("x-request-id"), "{path}");
    }
}

/// Pages that the application and the list of served pages know.
fn every_page() -> Vec<String> {
    let live = pages::routes().into_iter().map(|route| filled(route.path()));
    live.chain(served::pages().into_iter().map(|page| filled(page.path))).chain(["/nowhere".to_owned()]).collect()
}

async fn visit(app: &TestApp, browser: Option<&Browser>, path: &str) -> Answer {
    let request = app.http.get(format!("{}{path}", app.url)).header("accept", "text/html");
    Mcp::send(match browser {
        Some(browser) => request.header(header::COOKIE, &browser.cookies),
        None => request,
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_keeps_to_a_strict_policy() {
    let app = TestApp::new().await;
    let browser = app.sign_in("ann@example.com").await;
    let mut seen = 0;
    for path in every_page() {
        for visitor in [None, Some(&browser)] {
            let page = visit(&app, visitor, &path).await;
            if !page.header("content-type").starts_with("text/html") {
                continue;
            }
            seen += 1;
            let policy = page.header("content-security-policy");
            for part in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"] {
                assert!(policy.contains(part), "{path}: {part} is missing in {policy:?}");
            }
            assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'") && !policy.contains("http:"), "{path}: {policy}");
            assert!(!page.text.contains(" style=\"") && !page.text.contains("<style"), "{path} has an inline style");
            let handlers = [" onclick=", " onload=", " onerror=", " onsubmit=", "javascript:"];
            assert!(handlers.iter().all(|handler| !page.text.contains(handler)), "{path} has an inline handler");
            let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or("none");
            for script in page.text.split("<script").skip(1) {
                let tag = script.split('>').next().unwrap_or_default();
                let is_data = tag.contains("application/ld+json") || tag.contains("application/json");
                assert!(is_data || tag.contains(" src=\"/") || tag.contains(&format!("nonce=\"{nonce}\"")), "{path} has a script without nonce: <script{tag}>");
            }
            assert_eq!(page.header("x-content-type-options"), "nosniff", "{path}");
            assert!(page.header("x-request-id").starts_with("req_"), "{path}");
        }
    }
    assert!(seen > 10, "only {seen} pages were looked at");
}

#[tokio::test(flavor = "multi_thread")]
async fn over_https_everything_asks_for_https_and_cookies_belong_to_this_host_alone() {
    let app = TestApp::with(Database::Sqlite, &[("BMM_PUBLIC_URL", "https://mcp.example.com")]).await;
    for path in ["/api/health", "/login", "/nowhere", "/v1/keys", "/v1/nothing", "/forms/login"] {
        let answer = Mcp::send(app.http.get(format!("{}{path}", app.url)).header("host", "mcp.example.com").header("accept", "text/html")).await;
        assert_eq!(answer.header("strict-transport-security"), "max-age=31536000; includeSubDomains", "{path}");
    }
    let post = |path: &str| {
        app.http
            .post(format!("{}{path}", app.url))
            .header("host", "mcp.example.com")
            .header("origin", "https://mcp.example.com")
            .header("sec-fetch-site", "same-origin")
    };
    let asked = Mcp::send(post("/forms/login").form(&[("email", "ann@example.com")])).await;
    let challenged = Mcp::send(post("/forms/passkeys/challenge/sign-in").form(&[("", "")])).await;
    let link = domain::identity::admin_link(&app.platform, &"ann@example.com".parse().expect("an address")).await.expect("a link");
    let token = link.split("token=").nth(1).expect("a token");
    let confirmed = Mcp::send(post("/forms/login/confirm").form(&[("token", token)])).await;
    for (answer, name) in [(asked, "__Host-bmm-login"), (challenged, "__Host-bmm-passkey"), (confirmed, "__Host-bmm-session")] {
        let cookies: Vec<_> = answer.headers.get_all(header::SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok()).collect();
        let cookie = cookies.iter().find(|cookie| cookie.starts_with(name)).unwrap_or_else(|| panic!("{name} is missing: {answer:?}"));
        for part in ["; Path=/;", "; HttpOnly", "; Secure", "; SameSite=Lax"] {
            assert!(cookie.contains(part), "{part} is missing in {cookie}");
        }
        assert!(!cookie.contains("Domain="), "{cookie}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_requests_are_told_how_long_to_wait() {
    let app = TestApp::new().await;
    let ask = || {
        let request = app.http.post(format!("{}/forms/passkeys/challenge/sign-in", app.url)).header(header::ORIGIN, &app.url);
        Mcp::send(request.form(&[("x", "y")]))
    };
    let mut refused = None;
    for _ in 0..70 {
        let answer = ask().await;
        if answer.status == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("the 61st challenge within an hour is refused");
    assert!(refused.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds >= 1), "{refused:?}");

    // The general limit holds for every list alike: 1,200 a minute and address.
    let mut last = None;
    for _ in 0..1_300 {
        let answer = app.send(Method::GET, "/v1/recipes", None, None).await;
        if answer.status == 429 {
            last = Some(answer);
            break;
        }
    }
    let last = last.expect("the limit of the interface");
    let problem = last.problem(429, "rate_limited");
    assert_eq!((problem["retry_after"].to_string(), problem["reference"].as_str()), (last.header("retry-after").to_owned(), Some(last.header("x-request-id"))));
    for (method, path) in changing() {
        if path == "/v1/billing/webhook" {
            continue;
        }
        // A slow machine earns a request back now and then (20 a second), so a door may let one through; a door without a limit lets all.
        let mut refused = None;
        for _ in 0..40 {
            let answer = Mcp::send(app.http.request(method.clone(), format!("{}{path}", app.url)).header(header::ORIGIN, &app.url)).await;
            if answer.status == 429 {
                refused = Some(answer);
                break;
            }
        }
        let answer = refused.unwrap_or_else(|| panic!("{method} {path} has no limit"));
        assert!(!answer.header("retry-after").is_empty(), "{method} {path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_for_people_send_strangers_to_the_sign_in_page() {
    let app = TestApp::new().await;
    for form in list::list::<()>().into_iter().filter(|form| form.right != FormRight::Everybody) {
        let request = app.http.post(format!("{}{}", app.url, filled(form.path))).header(header::ORIGIN, &app.url).form(&[("x", "y")]);
        let answer = Mcp::send(request).await;
        assert_eq!(answer.status, 303, "{}: {answer:?}", form.path);
        assert!(answer.header("location").starts_with("/login?next="), "{}: {answer:?}", form.path);
    }
}

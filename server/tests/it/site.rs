//! The public site as the product serves it.

use reqwest::{Method, header};
use serde_json::{Value, json};
use testkit::{Answer, Database, Mcp, TestApp};

async fn page(app: &TestApp, path: &str) -> Answer {
    Mcp::send(app.http.get(format!("{}{path}", app.url)).header("accept", "text/html")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_answers_without_wasm_and_sets_no_cookie() {
    let app = TestApp::new().await;
    for path in site::addresses() {
        let answer = page(&app, path).await;
        assert_eq!(answer.status, 200, "{path}");
        assert!(answer.header("set-cookie").is_empty(), "{path}");
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("script-src 'self';") && !policy.contains("wasm"), "{path}: {policy}");
        assert!(!answer.text.contains(".wasm") && !answer.text.contains(" style=\""), "{path}");
        assert_eq!(answer.text.matches("<h1").count(), 1, "{path}");
    }
    for path in ["/docs/nothing", "/docs/nothing.md", "/og/nothing.png"] {
        assert_eq!(page(&app, path).await.status, 404, "{path}");
    }
}

/// What the landing page shows is a build of this product: the same source gives the same tools, steps and messages.
#[tokio::test(flavor = "multi_thread")]
async fn the_recorded_build_is_what_the_product_does() {
    use site::replay::{SOURCE, STEPS, TOKENS, TOOLS};
    let app = TestApp::new().await;
    let key = app.key("you@example.com").await;
    let request = json!({ "source": { "kind": "curl", "text": SOURCE }, "name": "Issues" });
    let preview = app.post("/v1/servers/preview", &key, &request).await.expect(200);
    let tools = preview["spec"]["tools"].as_array().expect("tools");
    assert_eq!(tools.len(), TOOLS.len());
    for (tool, (name, sends, arguments, reads)) in tools.iter().zip(TOOLS) {
        let mut names: Vec<_> = tool["input_schema"]["properties"].as_object().expect("properties").keys().cloned().collect();
        names.sort();
        assert_eq!((tool["name"].as_str(), tool["operation"].as_str()), (Some(name), Some(sends)));
        assert_eq!((names.join(", ").as_str(), &tool["annotations"]["read_only"]), (arguments, &Value::Bool(reads)));
    }
    assert_eq!(preview["size"]["total_tokens"], TOKENS);
    let findings = preview["lint"].as_array().expect("findings");
    assert!(findings.iter().all(|finding| finding["severity"] == "info"), "{findings:#?}");

    let secret = preview["spec"]["secrets"][0]["name"].as_str().expect("a slot");
    let body = json!({ "name": "Issues", "slug": "issues", "spec": preview["spec"], "credentials": { secret: "ghp_example" } });
    let created = app.post("/v1/servers", &key, &body).await.expect(202);
    let build = app.wait_for_build(&key, created["build"]["id"].as_str().expect("an id")).await;
    let steps = build["steps"].as_array().expect("steps");
    assert_eq!(steps.len(), STEPS.len());
    for (step, (name, _, message)) in steps.iter().zip(STEPS) {
        assert_eq!(step["name"], name);
        // The recording's own port stands in its address.
        let address = |text: &str| text.split("http://").next().unwrap_or_default().to_owned();
        assert_eq!(address(step["message"].as_str().expect("a message")), address(message), "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn health_names_its_parts_and_no_probe_is_limited() {
    let app = TestApp::new().await;
    let health = app.send(Method::GET, "/api/health", None, None).await.expect(200);
    let names: Vec<_> = health["parts"].as_array().expect("parts").iter().map(|part| part["name"].as_str().expect("a name")).collect();
    assert_eq!(names, ["database", "store", "runtime", "mail", "stripe"]);
    assert!(health["incident"].is_null(), "{health}");
    // More than the 1,200 requests that an address may send to the interface in a minute.
    for _ in 0..1_300 {
        let answer = app.send(Method::GET, "/api/health", None, None).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (200, ""));
    }
    assert_eq!(page(&app, "/login").await.header("set-cookie"), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn health_without_a_database_is_a_problem_that_says_how_each_part_is() {
    let app = TestApp::new().await;
    app.platform.db.clone().close().await.expect("closed");
    let unwell = app.send(Method::GET, "/api/health", None, None).await;
    let problem = unwell.problem(503, "unavailable");
    assert_eq!(problem["detail"], "This does not work right now: database.");
    let parts = problem["parts"].as_array().expect("parts");
    assert_eq!(parts.len(), 5);
    assert_eq!((&parts[0]["name"], &parts[0]["state"], &parts[1]["state"]), (&json!("database"), &json!("down"), &json!("ok")));
    assert_eq!(page(&app, "/status").await.status, 503);
}

#[tokio::test(flavor = "multi_thread")]
async fn reports_of_vulnerabilities_go_where_the_operator_said() {
    let app = TestApp::with(Database::Sqlite, &[("BMM_SECURITY_CONTACT", "mailto:security@example.com")]).await;
    assert!(page(&app, "/.well-known/security.txt").await.text.starts_with("Contact: mailto:security@example.com\n"));
    assert!(page(&app, "/security").await.text.contains("<a href=\"mailto:security@example.com\">security@example.com</a>"));

    let silent = TestApp::new().await;
    let text = page(&silent, "/.well-known/security.txt").await.text;
    assert!(text.starts_with(&format!("Contact: {}/security#report-a-vulnerability\n", silent.url)), "{text}");
    assert!(page(&silent, "/security").await.text.contains("has not named an address"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_admins_write_incidents() {
    let app = TestApp::with(Database::Sqlite, &[("BMM_ADMIN_EMAILS", "root@example.com")]).await;
    let (ann, root) = (app.sign_in("ann@example.com").await, app.sign_in("root@example.com").await);
    let fields = [("title", "Mail is <late>"), ("text", "Links take ten minutes.")];
    let refused = ann.on(app.http.post(format!("{}/forms/status/incidents", app.url)), &app.url).form(&fields);
    assert_eq!(Mcp::send(refused).await.status, 404);
    assert!(!page(&app, "/status").await.text.contains("Mail is"), "nobody else can write");
    root.submit(&app, "/forms/status/incidents", &fields).await;
    let shown = page(&app, "/status").await.text;
    assert!(shown.contains("Mail is &lt;late&gt;") && shown.contains("Something is wrong"), "{shown}");
    let health = app.send(Method::GET, "/api/health", None, None).await.expect(200);
    assert_eq!(health["incident"]["title"], "Mail is <late>", "the badge of every page reads it there");
    assert!(!shown.contains("/forms/status/incidents"), "visitors see no form");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_another_app_shares_fills_step_1_and_is_kept_when_the_form_is_sent() {
    let app = TestApp::new().await;
    let ann = app.sign_in("ann@example.com").await;
    let shared = "/share?title=My%20notes&text=curl%20https%3A%2F%2Fapi.example.com%2Fnotes%3Fa%3D1%26b%3D%3Cx%3E";
    let filled = page(&app, shared).await;
    assert_eq!(filled.status, 303);
    let step_1 = filled.header("location").to_owned();
    assert!(step_1.starts_with("/servers/new?kind=curl&"), "{step_1}");

    // Whoever is signed out signs in on the way, and ends up there with everything.
    let detour = page(&app, &step_1).await.header("location").to_owned();
    let next = detour.strip_prefix("/login?next=").expect("the sign-in page");
    let next = percent_encoding::percent_decode_str(next).decode_utf8().expect("text").into_owned();
    assert_eq!(next, step_1);
    let asked =
        Mcp::send(app.http.post(format!("{}/forms/login", app.url)).header(header::ORIGIN, &app.url).form(&[("email", "bea@example.com"), ("next", &next)]))
            .await;
    let attempt = asked.headers.get_all(header::SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok()?.split(';').next()).collect::<Vec<_>>().join("; ");
    let mails = domain::mailbox::list(&app.platform).await.expect("mails");
    let mail = mails.iter().find(|mail| mail.to.as_str() == "bea@example.com").expect("a mail");
    let token = mail.text.split("token=").nth(1).and_then(|rest| rest.split_whitespace().next()).expect("a link");
    let confirm = app.http.post(format!("{}/forms/login/confirm", app.url)).header(header::ORIGIN, &app.url).header(header::COOKIE, attempt);
    assert_eq!(Mcp::send(confirm.form(&[("token", token)])).await.header("location"), step_1);

    let look = |site: &'static str| app.http.get(format!("{}{step_1}", app.url)).header(header::COOKIE, &ann.cookies).header("sec-fetch-site", site);
    for site in ["none", "same-origin", "cross-site"] {
        let opened = Mcp::send(look(site).header(header::ACCEPT, "text/html")).await;
        assert_eq!(opened.status, 200, "{opened:?}");
        for part in ["curl https://api.example.com/notes?a=1&amp;b=&lt;x", "value=\"My notes\"", "action=\"/forms/drafts/describe\""] {
            assert!(opened.text.contains(part), "{part} is missing in {}", opened.text);
        }
    }
    assert_eq!(app.rows("drafts").await, 0, "looking keeps nothing");
    let fields = [("draft", ""), ("kind", "curl"), ("name", "My notes"), ("text_curl", "curl https://api.example.com/notes?a=1")];
    let sent = ann.submit(&app, "/forms/drafts/describe", &fields).await;
    assert_eq!(sent.status, 200);
    assert_eq!(app.rows("drafts").await, 1, "sending the form keeps it");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_worker_keeps_public_pages_of_this_build_only() {
    let app = TestApp::new().await;
    let worker = page(&app, "/sw.js").await;
    assert!(worker.header("content-type").starts_with("text/javascript"));
    assert_eq!(worker.header("cache-control"), "no-cache");
    assert!(worker.header("content-security-policy").contains("connect-src 'self'"));
    let list = worker.text.lines().find_map(|line| line.strip_prefix("const kept = ")).expect("a list").trim_end_matches(';');
    let kept: Vec<String> = serde_json::from_str(list).expect("JSON");
    for path in &kept {
        assert!(["/docs", "/offline", "/pkg/", "/icons/", "/favicon"].iter().any(|prefix| path.starts_with(prefix)), "{path}");
        if !path.starts_with("/pkg/") && !path.contains("icon") {
            assert_eq!(page(&app, path).await.status, 200, "{path}");
        }
    }
    let manifest = page(&app, "/manifest.webmanifest").await;
    assert_eq!(manifest.header("content-type"), "application/manifest+json");
    assert_eq!(manifest.json()["share_target"]["action"], "/share");
}

#[tokio::test(flavor = "multi_thread")]
async fn components_are_shown_where_the_mailbox_is_and_nowhere_else() {
    let app = TestApp::new().await;
    let shown = page(&app, "/dev/ui").await.text;
    assert!(shown.contains("Components"));
    // No component is forgotten: the first class of each of their style sheets stands on the page.
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../style/components");
    let classes = shown.split("class=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let classes: std::collections::BTreeSet<&str> = classes.flat_map(str::split_whitespace).collect();
    for file in std::fs::read_dir(folder).expect("the folder").map(|entry| entry.expect("a file").path()) {
        let text = std::fs::read_to_string(&file).expect("a style sheet");
        let first = text.lines().find_map(|line| line.trim_start().strip_prefix('.')).expect("a class");
        let class = first.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-')).next().expect("its name");
        assert!(classes.contains(class), "{}: .{class} is not shown on /dev/ui", file.display());
    }
    let shipped = TestApp::with(Database::Sqlite, &[("BMM_SMTP_URL", "smtp://127.0.0.1:2525"), ("BMM_MAIL_FROM", "bmm@example.com")]).await;
    assert_eq!(page(&shipped, "/dev/ui").await.status, 404);
}

/// Every variable that the configuration reads stands in the guide for operators.
#[test]
fn every_setting_is_documented() {
    let source = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let guide = std::fs::read_to_string(source.join("../content/docs/self-hosting.md")).expect("the guide");
    let files = std::fs::read_dir(source.join("src/config")).expect("the settings").flatten();
    let mut names = std::collections::BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(file.path()).expect("text");
        names.extend(text.split('"').filter(|word| is_setting(word)).map(str::to_owned));
    }
    assert!(names.len() >= 15, "{names:?}");
    let missing: Vec<_> = names.iter().filter(|name| !guide.contains(&format!("`{name}`"))).collect();
    assert!(missing.is_empty(), "not in content/docs/self-hosting.md: {missing:?}");
}

fn is_setting(word: &str) -> bool {
    let named = ["BMM_", "STRIPE_", "ANTHROPIC_"].iter().any(|prefix| word.starts_with(prefix)) || matches!(word, "DATABASE_URL" | "REDIS_URL");
    named && word.len() > 4 && word.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_')
}

//! The development mailbox is shown on this machine, to this machine, and to nobody else.

use testkit::{Answer, Database, Mcp, TestApp};

async fn mailbox(app: &TestApp, headers: &[(&str, &str)]) -> Answer {
    let mut request = app.http.get(format!("{}/dev/mail", app.url)).header("accept", "text/html");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    Mcp::send(request).await
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_shown_to_this_machine() {
    let app = TestApp::new().await;
    app.sign_in("ann@example.com").await;
    let shown = mailbox(&app, &[]).await;
    assert_eq!(shown.status, 200);
    assert!(shown.text.contains("ann@example.com"), "{}", shown.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_missing_for_everybody_else() {
    let app = TestApp::new().await;
    app.sign_in("ann@example.com").await;
    let forwarded = ["x-forwarded-for", "forwarded", "x-real-ip", "x-forwarded-host", "x-forwarded-proto", "via"];
    for name in forwarded {
        let answer = mailbox(&app, &[(name, "192.0.2.1")]).await;
        assert_eq!(answer.status, 404, "{name}");
        assert!(!answer.text.contains("ann@example.com"), "{name}");
    }
    assert_eq!(mailbox(&app, &[("host", "evil.example")]).await.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_missing_once_mail_goes_out_or_the_platform_is_public() {
    let smtp = [("BMM_SMTP_URL", "smtp://127.0.0.1:1"), ("BMM_MAIL_FROM", "bmm@example.com")];
    assert_eq!(mailbox(&TestApp::with(Database::Sqlite, &smtp).await, &[]).await.status, 404);
    let public = TestApp::with(Database::Sqlite, &[("BMM_PUBLIC_URL", "https://mcp.example.com")]).await;
    assert_eq!(mailbox(&public, &[]).await.status, 404);
    assert_eq!(mailbox(&public, &[("host", "mcp.example.com")]).await.status, 404);
}

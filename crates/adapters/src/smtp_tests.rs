//! Mail as a mail server on loopback sees it.

use contract::Email;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::TcpListener,
    task::JoinHandle,
};

use super::*;

/// A mail server for one mail: answers with its port, and with every line that it was sent.
async fn server(answer_to_rcpt: &'static str) -> (u16, JoinHandle<Vec<String>>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    let lines = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        let (read, mut write) = stream.split();
        let mut lines = BufReader::new(read).lines();
        let mut seen = Vec::new();
        write.write_all(b"220 ready\r\n").await.expect("written");
        let mut in_data = false;
        while let Ok(Some(line)) = lines.next_line().await {
            let answer = match (in_data, line.split(' ').next().unwrap_or_default()) {
                (true, ".") => "250 taken\r\n",
                (true, _) => "",
                (false, "EHLO") => "250 hello\r\n",
                (false, "RCPT") => answer_to_rcpt,
                (false, "DATA") => "354 go on\r\n",
                (false, "QUIT") => "221 bye\r\n",
                (false, _) => "250 ok\r\n",
            };
            in_data = (in_data || line == "DATA") && line != ".";
            let ends = !in_data && (line == "." || line == "QUIT");
            seen.push(line);
            write.write_all(answer.as_bytes()).await.expect("written");
            if ends {
                break;
            }
        }
        seen
    });
    (port, lines)
}

fn mail(to: &str, subject: &str, text: &str) -> Mail {
    Mail { to: Email::parse(to).expect("an address"), subject: subject.into(), text: text.into() }
}

fn mailer(port: u16) -> SmtpMailer {
    SmtpMailer::new(&format!("smtp://127.0.0.1:{port}").into(), "Build My MCP <mail@example.org>").expect("valid settings")
}

fn refusal(url: &str, from: &str) -> String {
    SmtpMailer::new(&url.to_owned().into(), from).err().expect("refused").to_string()
}

#[tokio::test]
async fn a_mail_arrives() {
    let (port, lines) = server("250 ok\r\n").await;
    mailer(port).send(mail("ann@example.com", "Sign in", "Your code is 123456.\n")).await.expect("sent");
    let lines = lines.await.expect("no panic");
    for expected in [
        "MAIL FROM:<mail@example.org>",
        "RCPT TO:<ann@example.com>",
        "From: \"Build My MCP\" <mail@example.org>",
        "To: ann@example.com",
        "Subject: Sign in",
        "Content-Type: text/plain; charset=utf-8",
        "Your code is 123456.",
    ] {
        assert!(lines.iter().any(|line| line == expected), "{expected} in {lines:#?}");
    }
    assert!(
        lines.iter().any(|line| line.starts_with("Date: ")) && lines.iter().any(|line| line.ends_with("@example.org>") && line.starts_with("Message-ID: "))
    );
}

#[tokio::test]
async fn subjects_and_texts_cannot_add_headers_or_commands() {
    let (port, lines) = server("250 ok\r\n").await;
    let subject = "Hello\r\nBcc: eve@example.com\r\n\r\ninjected";
    mailer(port).send(mail("ann@example.com", subject, "first\r\n.\r\nMAIL FROM:<eve@example.com>\r\n")).await.expect("sent");
    let lines = lines.await.expect("no panic");
    let headers: Vec<_> = lines.iter().skip_while(|line| *line != "DATA").take_while(|line| !line.is_empty()).collect();
    assert!(!headers.iter().any(|line| line.to_lowercase().starts_with("bcc:") || *line == "injected"), "{headers:#?}");
    assert_eq!(lines.iter().filter(|line| line.starts_with("RCPT")).count(), 1);
    assert!(lines.iter().any(|line| line == ".."), "a dot alone is doubled, so that it does not end the mail");
}

#[tokio::test]
async fn a_refusal_of_the_mail_server_is_an_error() {
    let (port, _lines) = server("550 no such user\r\n").await;
    let error = mailer(port).send(mail("ann@example.com", "Sign in", "text")).await.expect_err("refused").to_string();
    assert!(error.contains("no such user"), "{error}");
}

#[test]
fn settings_are_checked() {
    let from = "mail@example.org";
    SmtpMailer::new(&"smtps://ann:pw@mail.example.org".into(), from).expect("encrypted");
    SmtpMailer::new(&"smtp://ann:pw@mail.example.org:587?tls=required".into(), from).expect("encrypted");
    SmtpMailer::new(&"smtp://ann:pw@localhost:1025".into(), from).expect("this machine");
    SmtpMailer::new(&"smtp://relay.example.org".into(), from).expect("no password");
    assert!(refusal("smtp://ann:hunter2@mail.example.org", from).contains("without encryption"));
    assert!(refusal("smtp://ann:hunter2@mail.example.org?tls=opportunistic", from).contains("without encryption"));
    for bad in ["", "mail.example.org", "https://mail.example.org", "smtp://", "smtp://x?tls=perhaps"] {
        assert!(refusal(bad, from).contains("BMM_SMTP_URL"), "{bad}");
    }
    for bad in ["", "nobody", "a@b\r\nBcc: x@y.z"] {
        assert!(refusal("smtps://mail.example.org", bad).contains("BMM_MAIL_FROM"), "{bad}");
    }
}

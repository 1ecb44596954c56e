//! Requests to an upstream on loopback: credentials, redirects, limits and masks, seen from the upstream's side.

mod common;
#[path = "upstream/tls.rs"]
mod tls;

use std::{io::Write, time::Duration};

use axum::body::Body;
use bytes::Bytes;
use common::{Server, Upstream, answer, egress, egress_with, limits, request};
use egress::{Error, Limits, Refusal};
use serde_json::json;

fn text(body: &Bytes) -> String {
    String::from_utf8_lossy(body).into_owned()
}

#[tokio::test]
async fn a_tool_calls_its_upstream_with_its_credential() {
    let upstream = Upstream::start(|_| answer(201, &[("x-rate", "9"), ("content-type", "application/json")], r#"{"ok":true}"#)).await;
    let origin = upstream.origin("api.test");
    let server = Server::script(&origin);
    let mut request = request("POST", &format!("{origin}/v1/things?a=1"));
    request.headers = vec![("Content-Type".into(), "application/json".into()), ("X-Any".into(), "yes".into())];
    request.body = "{}".into();
    let response = server.send(&egress(&format!("api.test:{}", upstream.port)), request).await.expect("an answer");
    assert_eq!((response.status, text(&response.body).as_str()), (201, r#"{"ok":true}"#));
    assert!(response.headers.contains(&("x-rate".into(), "9".into())));
    let seen = &upstream.seen()[0];
    assert_eq!((seen.method.as_str(), seen.uri.as_str(), seen.body.as_str()), ("POST", "/v1/things?a=1", "{}"));
    assert_eq!(seen.header("authorization"), Some("Bearer s3cr3t-t0k3n/+"));
    assert_eq!((seen.header("x-any"), seen.header("host")), (Some("yes"), Some(format!("api.test:{}", upstream.port).as_str())));
    assert!(seen.header("referer").is_none());
}

#[tokio::test]
async fn a_script_that_is_marked_as_reading_changes_nothing() {
    let upstream = Upstream::start(|_| answer(200, &[], "done")).await;
    let origin = upstream.origin("api.test");
    let mut server = Server::script(&origin);
    server.spec.tools[0].annotations.read_only = true;
    let egress = egress(&format!("api.test:{}", upstream.port));
    for method in ["POST", "PUT", "PATCH", "DELETE"] {
        let error = server.send(&egress, request(method, &format!("{origin}/orders/7"))).await.expect_err(method);
        assert!(matches!(&error, Error::Refused(Refusal::Tool { reason, .. }) if reason.contains("marked as reading")), "{method}: {error}");
    }
    assert!(upstream.seen().is_empty());
    for method in ["GET", "HEAD", "OPTIONS"] {
        server.send(&egress, request(method, &format!("{origin}/orders/7"))).await.expect(method);
    }
    assert_eq!(upstream.seen().len(), 3);
}

#[tokio::test]
async fn names_that_resolve_to_private_addresses_are_not_dialled() {
    let upstream = Upstream::start(|_| answer(200, &[], "private")).await;
    let mut server = Server::script(&upstream.origin("rebind.example.com"));
    server.allow_plain_http = true;
    let error = server.get(&egress(""), &format!("{}/", upstream.origin("rebind.example.com"))).await.expect_err("refused");
    assert!(matches!(&error, Error::Refused(Refusal::Address { host, .. }) if host == "rebind.example.com"), "{error}");
    let error = egress("").fetch_document("https://rebind.example.com/openapi.json").await.expect_err("refused");
    assert!(matches!(error, Error::Refused(Refusal::Address { .. })), "{error}");
    assert!(upstream.seen().is_empty());
}

#[tokio::test]
async fn literal_private_addresses_are_not_dialled() {
    let upstream = Upstream::start(|_| answer(200, &[], "private")).await;
    for host in ["127.0.0.1", "2130706433", "0x7f.1", "[::ffff:127.0.0.1]", "localhost"] {
        let origin = upstream.origin(host);
        let mut server = Server::script(&origin);
        server.allow_plain_http = true;
        let error = server.get(&egress(""), &format!("{origin}/")).await.expect_err(host);
        assert!(matches!(error, Error::Refused(Refusal::Host { .. })), "{host}: {error}");
    }
    assert!(upstream.seen().is_empty());
    let origin = upstream.origin("127.0.0.1");
    Server::script(&origin).get(&egress(&format!("127.0.0.1:{}", upstream.port)), &format!("{origin}/")).await.expect("the operator allows it");
}

#[tokio::test]
async fn redirects_into_private_networks_are_refused() {
    for location in [
        "http://127.0.0.1:{port}/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]:{port}/",
        "http://localhost:{port}/",
        "http://0x7f.1:{port}/",
        "//127.0.0.1:{port}/",
        "http://other.test:{port}/",
        "file:///etc/passwd",
        "gopher://api.test/",
        "http://user:pw@api.test:{port}/",
        "http://",
        "https://evil.example/",
    ] {
        let upstream = Upstream::start(move |seen| {
            let port = seen.header("host").and_then(|host| host.rsplit(':').next()).unwrap_or_default();
            answer(302, &[("location", &location.replace("{port}", port))], "")
        })
        .await;
        let origin = upstream.origin("api.test");
        let error = Server::script(&origin).get(&egress(&format!("api.test:{}", upstream.port)), &format!("{origin}/")).await.expect_err(location);
        assert!(matches!(error, Error::Refused(_)), "{location}: {error}");
        assert_eq!(upstream.seen().len(), 1, "{location}");
    }
}

#[tokio::test]
async fn redirects_to_another_allowed_origin_lose_every_credential() {
    let other = Upstream::start(|_| answer(200, &[], "other")).await;
    let location = format!("{}/landing#part", other.origin("other.test"));
    let upstream = Upstream::start(move |_| answer(307, &[("location", &location)], "")).await;
    let (origin, second) = (upstream.origin("api.test"), other.origin("other.test"));
    let mut server = Server::script(&origin);
    server.spec.origins.push(parse_origin(&second));
    server.spec.secrets[0].origins.push(parse_origin(&second));
    let egress = egress(&format!("api.test:{},other.test:{}", upstream.port, other.port));
    let mut request = request("POST", &format!("{origin}/"));
    request.headers = vec![("X-Session".into(), "mine".into()), ("Accept".into(), "text/plain".into())];
    request.body = "body".into();
    assert_eq!(text(&server.send(&egress, request).await.expect("an answer").body), "other");
    assert!(upstream.seen()[0].header("authorization").is_some());
    let seen = &other.seen()[0];
    assert_eq!((seen.method.as_str(), seen.uri.as_str(), seen.body.as_str(), seen.header("accept")), ("POST", "/landing", "body", Some("text/plain")));
    assert!(seen.header("authorization").is_none() && seen.header("x-session").is_none());
}

#[tokio::test]
async fn redirects_within_the_origin_follow_the_methods_rules() {
    for (status, method, arrives_as) in [
        (301, "POST", "GET"),
        (302, "POST", "GET"),
        (303, "POST", "GET"),
        (303, "PUT", "GET"),
        (303, "HEAD", "HEAD"),
        (302, "PUT", "PUT"),
        (307, "POST", "POST"),
        (308, "DELETE", "DELETE"),
    ] {
        let upstream =
            Upstream::start(move |seen| if seen.uri == "/a" { answer(status, &[("location", "b?x=1")], "") } else { answer(200, &[], "done") }).await;
        let origin = upstream.origin("api.test");
        let mut request = request(method, &format!("{origin}/a"));
        request.body = if method == "HEAD" { Bytes::new() } else { "body".into() };
        Server::script(&origin).send(&egress(&format!("api.test:{}", upstream.port)), request).await.expect("an answer");
        let seen = upstream.seen();
        assert_eq!((seen[1].method.as_str(), seen[1].uri.as_str()), (arrives_as, "/b?x=1"), "{status} {method}");
        assert_eq!(seen[1].body.is_empty(), arrives_as == "GET" || arrives_as == "HEAD", "{status} {method}");
        assert!(seen[1].header("authorization").is_some(), "the credential belongs to this origin");
    }
}

#[tokio::test]
async fn redirects_end_after_three() {
    let upstream = Upstream::start(|_| answer(302, &[("location", "/again")], "")).await;
    let origin = upstream.origin("api.test");
    let error = Server::script(&origin).get(&egress(&format!("api.test:{}", upstream.port)), &format!("{origin}/")).await.expect_err("a loop");
    assert_eq!(error, Error::Refused(Refusal::Redirects(3)));
    assert_eq!(upstream.seen().len(), 4);
}

#[tokio::test]
async fn credentials_stand_in_header_query_and_cookie() {
    let upstream = Upstream::start(|_| answer(200, &[], "")).await;
    let origin = upstream.origin("api.test");
    let slot = |name: &str, place: &str, param: &str| json!({"name": name, "label": name, "placement": {"in": place, "param": param}, "origins": [origin]});
    let basic = json!({"name": "BASIC", "label": "Basic", "placement": {"in": "header", "param": "Authorization", "prefix": "Basic ", "encoding": "basic"}, "origins": [origin]});
    let secrets = json!([slot("A", "header", "X-Key"), slot("B", "query", "key"), slot("C", "cookie", "sid"), basic, slot("UNUSED", "header", "X-Unused")]);
    let action = json!({"kind": "http", "method": "GET", "url": format!("{origin}/x"), "secrets": ["A", "B", "C", "BASIC"]});
    let server = Server::new(action, secrets, json!([origin]));
    let server = server.with("A", "value-a").with("B", "value b&").with("C", "value-c").with("BASIC", "ann:pw").with("UNUSED", "unused");
    let egress = egress(&format!("api.test:{}", upstream.port));
    server.get(&egress, &format!("{origin}/x")).await.expect("an answer");
    let seen = &upstream.seen()[0];
    assert_eq!(seen.uri, "/x?key=value+b%26");
    assert_eq!((seen.header("x-key"), seen.header("cookie"), seen.header("authorization")), (Some("value-a"), Some("sid=value-c"), Some("Basic YW5uOnB3")));
    assert!(seen.header("x-unused").is_none());
    let error = server.get(&egress, &format!("{origin}/x?key=mine")).await.expect_err("not its parameter");
    assert!(matches!(error, Error::Refused(_)));
}

#[tokio::test]
async fn missing_credentials_are_named() {
    let upstream = Upstream::start(|_| answer(200, &[], "")).await;
    let origin = upstream.origin("api.test");
    let egress = egress(&format!("api.test:{}", upstream.port));
    let mut server = Server::script(&origin);
    server.vault.0.clear();
    let error = server.get(&egress, &format!("{origin}/")).await.expect_err("missing");
    assert!(matches!(&error, Error::MissingCredential { name, .. } if name == "TOKEN") && error.to_string().contains("“Token”"), "{error}");
    assert!(upstream.seen().is_empty());
    server.spec.secrets[0].required = false;
    server.get(&egress, &format!("{origin}/")).await.expect("works without");
    assert!(upstream.seen()[0].header("authorization").is_none());
    server.spec.secrets[0].name = "BROKEN".into();
    server.spec.tools[0].action = serde_json::from_value(json!({"kind": "script", "code": "", "origins": [origin], "secrets": ["BROKEN"]})).expect("an action");
    let error = server.get(&egress, &format!("{origin}/")).await.expect_err("cannot be opened");
    assert!(matches!(&error, Error::UnusableCredential { .. }) && !error.to_string().contains("tampered"), "{error}");
}

#[tokio::test]
async fn credentials_stay_with_the_origins_of_their_slot() {
    let upstream = Upstream::start(|_| answer(200, &[], "")).await;
    let origin = upstream.origin("api.test");
    let mut server = Server::script(&origin);
    server.spec.secrets[0].origins.clear();
    server.get(&egress(&format!("api.test:{}", upstream.port)), &format!("{origin}/")).await.expect("an answer");
    assert!(upstream.seen()[0].header("authorization").is_none());
}

#[tokio::test]
async fn credentials_over_plain_http_need_a_confirmation() {
    let upstream = Upstream::start(|_| answer(200, &[], "")).await;
    let origin = upstream.origin("api.test");
    let mut server = Server::script(&origin);
    // The network is open, but nobody named this very upstream.
    let egress = egress("127.0.0.0/8");
    let error = server.get(&egress, &format!("{origin}/")).await.expect_err("in clear");
    assert!(matches!(error, Error::Refused(Refusal::CredentialInClear { .. })), "{error}");
    server.allow_plain_http = true;
    server.get(&egress, &format!("{origin}/")).await.expect("the owner confirmed it");
    assert_eq!(upstream.seen().len(), 1);
}

#[tokio::test]
async fn echoed_credentials_are_masked() {
    let upstream = Upstream::start(|seen| {
        let token = seen.header("authorization").and_then(|value| value.strip_prefix("Bearer ")).unwrap_or_default().to_owned();
        answer(200, &[("x-echo", &token)], json!({"headers": {"Authorization": format!("Bearer {token}")}}).to_string())
    })
    .await;
    let origin = upstream.origin("api.test");
    let response = Server::script(&origin).get(&egress(&format!("api.test:{}", upstream.port)), &format!("{origin}/")).await.expect("an answer");
    assert_eq!(text(&response.body), r#"{"headers":{"Authorization":"Bearer •••"}}"#);
    assert!(response.headers.contains(&("x-echo".into(), "•••".into())));
}

#[tokio::test]
async fn header_smuggling_is_refused_before_anything_is_sent() {
    let upstream = Upstream::start(|_| answer(200, &[], "")).await;
    let origin = upstream.origin("api.test");
    let egress = egress(&format!("api.test:{}", upstream.port));
    for (name, value) in [
        ("Host", "evil"),
        ("Transfer-Encoding", "chunked"),
        ("Content-Length", "0"),
        ("Connection", "upgrade"),
        ("Proxy-Authorization", "x"),
        ("X-A", "b\r\nHost: evil"),
        ("X-A\r\nHost", "evil"),
        ("authorization", "Bearer mine"),
        ("AUTHORIZATION", ""),
    ] {
        let mut request = request("GET", &format!("{origin}/"));
        request.headers = vec![(name.into(), value.into())];
        let error = Server::script(&origin).send(&egress, request).await.expect_err(name);
        assert!(matches!(error, Error::Refused(_)), "{name}: {error}");
    }
    assert!(upstream.seen().is_empty());
}

#[tokio::test]
async fn answers_that_are_too_large_are_cut_off() {
    let upstream = Upstream::start(|seen| match seen.uri.as_str() {
        "/declared" => answer(200, &[], vec![b'x'; 70_000]),
        "/endless" => answer(200, &[], Body::from_stream(futures::stream::repeat_with(|| Ok::<_, std::io::Error>(Bytes::from_static(&[b'x'; 1024]))))),
        "/gzip" => answer(200, &[("content-encoding", "gzip")], gzip(&vec![0; 16 * 1024 * 1024])),
        "/brotli" => answer(200, &[("content-encoding", "br")], BROTLI_BOMB),
        _ => answer(200, &[("content-encoding", "gzip")], gzip(b"small")),
    })
    .await;
    let origin = upstream.origin("api.test");
    let (server, egress) = (Server::script(&origin), egress(&format!("api.test:{}", upstream.port)));
    for path in ["/declared", "/endless", "/gzip", "/brotli"] {
        let error = server.get(&egress, &format!("{origin}{path}")).await.expect_err(path);
        assert!(matches!(error, Error::TooLarge { limit: 65_536, .. }), "{path}: {error}");
    }
    assert_eq!(text(&server.get(&egress, &format!("{origin}/small")).await.expect("an answer").body), "small");
}

#[tokio::test]
async fn requests_that_are_too_large_are_refused() {
    let limits = Limits { request_bytes: 10, ..limits() };
    let mut request = request("POST", "https://api.test/");
    request.body = vec![b'x'; 11].into();
    let error = Server::script("https://api.test").send(&egress_with("", limits), request).await.expect_err("too large");
    assert_eq!(error, Error::Refused(Refusal::Body(10)));
}

#[tokio::test]
async fn slow_upstreams_end_in_time() {
    let limits = Limits { total: Duration::from_millis(300), ..limits() };
    let upstream = Upstream::start(|_| {
        let drip = futures::stream::unfold((), |()| async {
            tokio::time::sleep(Duration::from_millis(100)).await;
            Some((Ok::<_, std::io::Error>(Bytes::from_static(b"x")), ()))
        });
        answer(200, &[], Body::from_stream(drip))
    })
    .await;
    let origin = upstream.origin("api.test");
    let egress = egress_with(&format!("api.test:{}", upstream.port), limits);
    let error = Server::script(&origin).get(&egress, &format!("{origin}/")).await.expect_err("too slow");
    assert!(matches!(error, Error::TimedOut { .. }), "{error}");
}

#[tokio::test]
async fn upstreams_that_are_gone_are_named_without_their_query() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = listener.local_addr().expect("an address").port();
    drop(listener);
    let origin = format!("http://api.test:{port}");
    let error = Server::script(&origin).get(&egress(&format!("api.test:{port}")), &format!("{origin}/?q=hunter2")).await.expect_err("gone");
    assert!(matches!(&error, Error::Unreachable { host, .. } if *host == format!("api.test:{port}")), "{error}");
    assert!(!error.to_string().contains("hunter2") && error.to_string().contains("refused"), "{error}");
}

#[tokio::test]
async fn documents_are_fetched_through_the_same_gate() {
    let upstream = Upstream::start(|seen| match seen.uri.as_str() {
        "/openapi.json" => answer(200, &[], "\u{feff}{\"openapi\":\"3.1.0\"}"),
        "/moved" => answer(301, &[("location", "/openapi.json")], ""),
        "/away" => answer(302, &[("location", "http://169.254.169.254/")], ""),
        "/binary" => answer(200, &[], vec![0xff, 0xfe]),
        "/large" => answer(200, &[], vec![b'x'; 200_000]),
        _ => answer(404, &[], ""),
    })
    .await;
    let egress = egress(&format!("docs.test:{}", upstream.port));
    let origin = upstream.origin("docs.test");
    for path in ["/openapi.json", "/moved"] {
        assert_eq!(egress.fetch_document(&format!(" {origin}{path} ")).await.expect(path), "{\"openapi\":\"3.1.0\"}");
    }
    assert!(matches!(egress.fetch_document(&format!("{origin}/away")).await, Err(Error::Refused(Refusal::Host { .. }))));
    assert!(matches!(egress.fetch_document(&format!("{origin}/binary")).await, Err(Error::Document { .. })));
    assert!(matches!(egress.fetch_document(&format!("{origin}/large")).await, Err(Error::TooLarge { .. })));
    let error = egress.fetch_document(&format!("{origin}/none")).await.expect_err("missing");
    assert!(error.to_string().contains("404"), "{error}");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("memory");
    encoder.finish().expect("memory")
}

/// 64 MiB of zeros.
const BROTLI_BOMB: &[u8] = &[
    0xcf, 0xff, 0xff, 0x7f, 0x00, 0x24, 0x00, 0xe2, 0xb1, 0x40, 0x72, 0xef, 0xff, 0xf9, 0xff, 0xff, 0x0f, 0x80, 0x04, 0x40, 0x1c, 0x16, 0x80, 0xee, 0xfd, 0x3f,
    0xff, 0xff, 0xff, 0x01, 0x90, 0x00, 0x88, 0xc3, 0x02, 0xd0, 0xbd, 0xff, 0xe7, 0xff, 0xff, 0x3f, 0x00, 0x12, 0x00, 0x71, 0x58, 0x00, 0xba, 0xf7, 0xff, 0x03,
];

fn parse_origin(text: &str) -> contract::spec::Origin {
    contract::spec::Origin::parse(text).expect("an origin")
}

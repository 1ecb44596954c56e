//! Upstreams over TLS: who shows a certificate that is trusted for its name gets the request, nobody else does.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    sync::{Arc, atomic::AtomicUsize},
};

use crate::common::{Everything, Server, Upstream, answer, limits};
use axum::serve::Listener;
use egress::{Egress, EgressAllow, Error, Gate, Own, Refusal, client_config, client_config_with};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::{
    ClientConfig, RootCertStore, ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer},
};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::{TlsAcceptor, server::TlsStream};

/// A certificate authority that nobody trusts but who is told to.
struct Authority {
    certificate: CertificateDer<'static>,
    issuer: Issuer<'static, KeyPair>,
}

impl Authority {
    fn new(name: &str) -> Self {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(Vec::new()).expect("no names");
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let certificate = params.self_signed(&key).expect("a certificate").der().clone();
        Self { certificate, issuer: Issuer::new(params, key) }
    }

    /// What a server with this name, and valid until that year, speaks.
    fn server(&self, name: &str, until: i32) -> ServerConfig {
        let key = KeyPair::generate().expect("a key");
        let mut params = CertificateParams::new(vec![name.to_owned()]).expect("a name");
        params.not_before = date_time_ymd(2020, 1, 1);
        params.not_after = date_time_ymd(until, 1, 1);
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate").der().clone();
        let key = PrivateKeyDer::try_from(key.serialize_der()).expect("a key");
        let builder = ServerConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions().expect("TLS 1.2 and 1.3");
        builder.with_no_client_auth().with_single_cert(vec![certificate], key).expect("a certificate for its key")
    }

    fn trusted(&self) -> ClientConfig {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).expect("a root");
        client_config_with(roots).expect("TLS 1.2 and 1.3")
    }
}

/// Accepts TLS; connections whose handshake fails are dropped.
struct TlsListener {
    tcp: TcpListener,
    acceptor: TlsAcceptor,
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        loop {
            if let Ok((stream, address)) = self.tcp.accept().await
                && let Ok(stream) = self.acceptor.accept(stream).await
            {
                return (stream, address);
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.tcp.local_addr()
    }
}

async fn upstream(config: ServerConfig) -> Upstream {
    let tcp = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a free port");
    Upstream::start_on(TlsListener { tcp, acceptor: TlsAcceptor::from(Arc::new(config)) }, |seen| match seen.uri.as_str() {
        "/down" => answer(302, &[("location", &format!("http://{}/", seen.header("host").unwrap_or_default()))], ""),
        _ => answer(200, &[], "over TLS"),
    })
}

/// `api.test` leads to loopback, where the operator allows it; the certificate is what decides.
fn egress(upstream: &Upstream, tls: &ClientConfig) -> Egress {
    let allow: EgressAllow = format!("api.test:{}", upstream.port).parse().expect("a valid list");
    let lookup = Arc::new(Everything(Ipv4Addr::LOCALHOST.into(), AtomicUsize::new(0)));
    Egress::with_lookup_and_tls(Gate::new(allow, Own::default()), limits(), lookup, tls).expect("a client")
}

fn origin(upstream: &Upstream) -> String {
    format!("https://api.test:{}", upstream.port)
}

#[tokio::test]
async fn a_trusted_certificate_gets_the_request_and_its_credential() {
    let authority = Authority::new("Ours");
    let upstream = upstream(authority.server("api.test", 2999)).await;
    let origin = origin(&upstream);
    let response = Server::script(&origin).get(&egress(&upstream, &authority.trusted()), &format!("{origin}/x?a=1")).await.expect("an answer");
    assert_eq!((response.status, &response.body[..]), (200, &b"over TLS"[..]));
    let seen = &upstream.seen()[0];
    assert_eq!((seen.uri.as_str(), seen.header("authorization")), ("/x?a=1", Some("Bearer s3cr3t-t0k3n/+")));
}

#[tokio::test]
async fn certificates_that_are_not_trusted_get_nothing() {
    let (authority, stranger) = (Authority::new("Ours"), Authority::new("Theirs"));
    let machine = client_config().expect("the machine's roots");
    for (what, server, tls, reason) in [
        ("an authority that the machine does not know", authority.server("api.test", 2999), machine, "UnknownIssuer"),
        ("another authority", stranger.server("api.test", 2999), authority.trusted(), "UnknownIssuer"),
        ("another name", authority.server("other.test", 2999), authority.trusted(), "not valid for name"),
        ("one that has expired", authority.server("api.test", 2021), authority.trusted(), "expired"),
    ] {
        let upstream = upstream(server).await;
        let origin = origin(&upstream);
        let error = Server::script(&origin).get(&egress(&upstream, &tls), &format!("{origin}/")).await.expect_err(what);
        assert!(matches!(&error, Error::Unreachable { host, .. } if *host == format!("api.test:{}", upstream.port)), "{what}: {error}");
        assert!(error.to_string().contains(reason), "{what}: {error}");
        assert!(upstream.seen().is_empty(), "{what}");
        let error = egress(&upstream, &tls).fetch_document(&format!("{origin}/openapi.json")).await.expect_err(what);
        assert!(matches!(error, Error::Unreachable { .. }), "{what}: {error}");
    }
}

#[tokio::test]
async fn redirects_never_leave_tls() {
    let authority = Authority::new("Ours");
    let upstream = upstream(authority.server("api.test", 2999)).await;
    let origin = origin(&upstream);
    let mut server = Server::script(&origin);
    server.allow_plain_http = true;
    server.spec.origins.push(contract::spec::Origin::parse(&origin.replacen("https", "http", 1)).expect("an origin"));
    let error = server.get(&egress(&upstream, &authority.trusted()), &format!("{origin}/down")).await.expect_err("a downgrade");
    assert!(matches!(error, Error::Refused(Refusal::RedirectDowngrade(_))), "{error}");
    assert_eq!(upstream.seen().len(), 1);
}

//! Resolving inside the gate: the addresses that are checked are the addresses that are dialled.
//!
//! The HTTP client asks this resolver whenever it opens a connection, and connects to what it answers. There is no
//! second look-up whose answer could differ (DNS rebinding). Literal addresses never come here; the gate checks them.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
};

use futures::future::BoxFuture;
use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use crate::gate::Gate;

/// Looks names up.
pub trait Lookup: Send + Sync {
    /// Every address of `host`, IPv4 and IPv6.
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>>;
}

/// The machine's own resolver.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemLookup;

impl Lookup for SystemLookup {
    fn lookup(&self, host: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
        Box::pin(async move { Ok(tokio::net::lookup_host((host, 0)).await?.map(|address| address.ip()).collect()) })
    }
}

/// Answers with addresses that may be dialled, or not at all.
pub(crate) struct GatedResolver {
    pub gate: Arc<Gate>,
    pub lookup: Arc<dyn Lookup>,
    /// For targets that the operator named: those names may resolve to any address.
    pub named: bool,
}

impl Resolve for GatedResolver {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().to_owned();
        let found = self.lookup.lookup(host.clone());
        let gate = Arc::clone(&self.gate);
        let any_address = self.named && gate.allow().names_host(&host);
        Box::pin(async move {
            let addresses = found.await?;
            if addresses.is_empty() {
                return Err(io::Error::new(io::ErrorKind::NotFound, "the name has no address").into());
            }
            if !any_address {
                for address in &addresses {
                    gate.check_resolved(&host, *address)?;
                }
            }
            // The client puts the port of the URL in the place of 0.
            Ok(Box::new(addresses.into_iter().map(|ip| SocketAddr::new(ip, 0))) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::{error::Refusal, gate::Own};

    /// A name server whose answers change with every question.
    struct Rebinding {
        asked: AtomicUsize,
        answers: Vec<Vec<&'static str>>,
    }

    impl Lookup for Rebinding {
        fn lookup(&self, _: String) -> BoxFuture<'static, io::Result<Vec<IpAddr>>> {
            let turn = self.asked.fetch_add(1, Ordering::Relaxed) % self.answers.len();
            let answer = self.answers[turn].iter().map(|text| text.parse().expect("an address")).collect();
            Box::pin(async move { Ok(answer) })
        }
    }

    fn resolver(allow: &str, named: bool, answers: &[&[&'static str]]) -> GatedResolver {
        let lookup = Rebinding { asked: AtomicUsize::new(0), answers: answers.iter().map(|answer| answer.to_vec()).collect() };
        GatedResolver { gate: Arc::new(Gate::new(allow.parse().expect("a list"), Own::default())), lookup: Arc::new(lookup), named }
    }

    async fn ask(resolver: &GatedResolver, host: &str) -> Result<Vec<IpAddr>, String> {
        let answer = resolver.resolve(host.parse().expect("a name")).await;
        answer.map(|found| found.map(|address| address.ip()).collect()).map_err(|error| error.to_string())
    }

    #[tokio::test]
    async fn rebinding_never_gets_a_private_address_dialled() {
        let answers: [&[&'static str]; 5] =
            [&["93.184.215.14"], &["127.0.0.1"], &["93.184.215.14", "10.0.0.1"], &["::ffff:169.254.169.254"], &["2606:4700::1", "::1"]];
        let resolver = resolver("", false, &answers);
        let mut passed = 0;
        for _ in 0..10_000 {
            if let Ok(addresses) = ask(&resolver, "rebind.example.com").await {
                assert_eq!(addresses, ["93.184.215.14".parse::<IpAddr>().expect("an address")]);
                passed += 1;
            }
        }
        assert_eq!(passed, 2_000);
    }

    #[tokio::test]
    async fn refusals_keep_their_type() {
        let resolver = resolver("", false, &[&["10.0.0.1"]]);
        let error = resolver.resolve("a.example.com".parse().expect("a name")).await.err().expect("refused");
        assert!(matches!(error.downcast_ref(), Some(Refusal::Address { .. })), "{error}");
    }

    #[tokio::test]
    async fn named_hosts_may_be_private_and_only_they() {
        let answers: [&[&'static str]; 1] = [&["10.0.0.1"]];
        assert!(ask(&resolver("api.internal:8080", true, &answers), "api.internal").await.is_ok());
        assert!(ask(&resolver("api.internal:8080", true, &answers), "other.internal").await.is_err());
        assert!(ask(&resolver("api.internal:8080", false, &answers), "api.internal").await.is_err());
        assert!(ask(&resolver("10.0.0.0/8", false, &answers), "other.internal").await.is_ok());
        assert!(ask(&resolver("", false, &[&[]]), "empty.example.com").await.is_err());
    }
}

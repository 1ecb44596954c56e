//! `BMM_EGRESS_ALLOW`: private upstreams that the operator allows by name, address or network.

use std::{net::IpAddr, str::FromStr};

use ipnet::IpNet;
use url::Host;

use crate::address;

/// Comma list of `host[:port]`, addresses and networks: `api.internal:8080, 10.1.0.0/16, [fd00::1]:443`.
///
/// A name may resolve to any address; an entry without a port allows every port. Cloud metadata addresses need an entry
/// for exactly that address: a network that contains one does not allow it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EgressAllow {
    names: Vec<(String, Option<u16>)>,
    nets: Vec<(IpNet, Option<u16>)>,
}

/// An entry that cannot be read; shown at start-up.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("BMM_EGRESS_ALLOW: “{entry}” {reason}. Write a comma list of host, host:port or networks, such as api.internal:8080,10.1.0.0/16")]
pub struct InvalidAllow {
    entry: String,
    reason: &'static str,
}

impl EgressAllow {
    /// The operator named this host (as WHATWG URL normalises it) for this port.
    pub fn allows_name(&self, host: &str, port: u16) -> bool {
        let host = host.trim_end_matches('.');
        self.names.iter().any(|(name, only)| name == host && only.is_none_or(|only| only == port))
    }

    /// The operator named this host, for some port.
    pub fn names_host(&self, host: &str) -> bool {
        let host = host.trim_end_matches('.');
        self.names.iter().any(|(name, _)| name == host)
    }

    /// The operator allows this address on this port; without a port, only entries that allow every port count.
    pub fn allows_address(&self, ip: IpAddr, port: Option<u16>) -> bool {
        let ip = address::plain(ip);
        self.nets.iter().any(|(net, only)| {
            let exact = net.prefix_len() == net.max_prefix_len();
            net.contains(&ip) && (exact || !address::is_metadata(ip)) && only.is_none_or(|only| Some(only) == port)
        })
    }

    pub fn is_empty(&self) -> bool {
        self.names.is_empty() && self.nets.is_empty()
    }

    fn add(&mut self, entry: &str) -> Result<(), &'static str> {
        if entry.contains("://") || entry.contains('@') {
            return Err("is an address with a scheme; leave the scheme out");
        }
        if let Ok(ip) = entry.parse::<IpAddr>() {
            self.nets.push((IpNet::from(address::plain(ip)), None));
            return Ok(());
        }
        if entry.contains('/') {
            let net = entry.parse::<IpNet>().map_err(|_| "is not a network such as 10.1.0.0/16")?;
            if net.trunc() != net {
                return Err("has bits set behind its prefix; write the first address of the network");
            }
            self.nets.push((net, None));
            return Ok(());
        }
        let (host, port) = split(entry)?;
        match Host::parse(host).map_err(|_| "is not a host name")? {
            Host::Domain(name) if name.contains('*') => return Err("contains a wildcard; list every host by its name"),
            Host::Domain(name) => self.names.push((name.trim_end_matches('.').to_owned(), port)),
            Host::Ipv4(ip) => self.nets.push((IpNet::from(IpAddr::V4(ip)), port)),
            Host::Ipv6(ip) => self.nets.push((IpNet::from(address::plain(ip.into())), port)),
        }
        Ok(())
    }
}

/// Host (IPv6 in brackets) and port.
fn split(entry: &str) -> Result<(&str, Option<u16>), &'static str> {
    let port_start = if entry.starts_with('[') { entry.find("]:").map(|end| end + 1) } else { entry.rfind(':') };
    let Some(start) = port_start else { return Ok((entry, None)) };
    let port = entry[start + 1..].parse::<u16>().ok().filter(|port| *port > 0).ok_or("has a port that is not a number from 1 to 65535")?;
    Ok((&entry[..start], Some(port)))
}

impl FromStr for EgressAllow {
    type Err = InvalidAllow;

    fn from_str(text: &str) -> Result<Self, InvalidAllow> {
        let mut allow = Self::default();
        for entry in text.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            allow.add(entry).map_err(|reason| InvalidAllow { entry: entry.to_owned(), reason })?;
        }
        Ok(allow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn allow(text: &str) -> EgressAllow {
        text.parse().expect("a valid list")
    }

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn names_are_bound_to_their_port() {
        let list = allow("API.internal:8080, grafana");
        assert!(list.allows_name("api.internal", 8080) && list.allows_name("api.internal.", 8080));
        assert!(!list.allows_name("api.internal", 80) && !list.allows_name("evil.api.internal", 8080));
        assert!(list.allows_name("grafana", 3000));
        assert!(allow("").is_empty() && allow(" , ").is_empty());
    }

    #[test]
    fn addresses_and_networks() {
        let list = allow("127.0.0.1:4010,10.1.0.0/16,[fd00::1]:443,fd12::5,fd13::/32");
        assert!(list.allows_address(ip("127.0.0.1"), Some(4010)) && !list.allows_address(ip("127.0.0.1"), Some(4011)));
        assert!(!list.allows_address(ip("127.0.0.1"), None), "a name cannot reach an entry that is bound to a port");
        assert!(list.allows_address(ip("10.1.255.1"), None) && !list.allows_address(ip("10.2.0.1"), None));
        assert!(list.allows_address(ip("::ffff:10.1.0.9"), None), "mapped addresses are what they wrap");
        assert!(list.allows_address(ip("fd00::1"), Some(443)) && list.allows_address(ip("fd12::5"), Some(1)) && list.allows_address(ip("fd13::9"), None));
    }

    #[test]
    fn metadata_needs_its_own_entry() {
        assert!(!allow("169.254.0.0/16").allows_address(ip("169.254.169.254"), None));
        assert!(allow("169.254.0.0/16").allows_address(ip("169.254.1.1"), None));
        assert!(allow("169.254.169.254").allows_address(ip("169.254.169.254"), None));
    }

    #[test]
    fn mistakes_are_named() {
        for (text, word) in [
            ("http://x", "scheme"),
            ("10.0.0.0/33", "network"),
            ("10.0.0.1/8", "first address"),
            ("x:0", "port"),
            ("x:99999", "port"),
            ("x:http", "port"),
            ("a b", "host name"),
            ("*.internal", "wildcard"),
            ("good,x:y", "x:y"),
        ] {
            let error = text.parse::<EgressAllow>().expect_err(text).to_string();
            assert!(error.contains(word) && error.starts_with("BMM_EGRESS_ALLOW"), "{text}: {error}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read_or_refused(text in "\\PC{0,60}") {
            let _ = text.parse::<EgressAllow>();
        }
    }
}

//! `BMM_TRUSTED_PROXIES`: whose forwarding headers are believed.

use std::net::IpAddr;

use ipnet::IpNet;

use super::{Env, InvalidSetting};

/// The networks of reverse proxies.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TrustedProxies(Vec<IpNet>);

impl TrustedProxies {
    pub fn contains(&self, ip: IpAddr) -> bool {
        let ip = ip.to_canonical();
        self.0.iter().any(|net| net.contains(&ip))
    }

    /// The client's address: walks `X-Forwarded-For` from its end and stops at the first address that is no trusted proxy.
    ///
    /// What stands further left was written by the client and proves nothing. An entry that cannot be read ends the walk.
    pub fn client(&self, peer: IpAddr, forwarded_for: &[&str]) -> IpAddr {
        let hops = forwarded_for.iter().flat_map(|line| line.split(',')).map(str::trim).collect::<Vec<_>>();
        let mut client = peer.to_canonical();
        for hop in hops.into_iter().rev() {
            if !self.contains(client) {
                break;
            }
            let Some(ip) = parse_hop(hop) else { break };
            client = ip.to_canonical();
        }
        client
    }
}

/// `192.0.2.1`, `192.0.2.1:1234`, `2001:db8::1` or `[2001:db8::1]:1234`.
fn parse_hop(hop: &str) -> Option<IpAddr> {
    hop.parse::<IpAddr>().ok().or_else(|| hop.parse::<std::net::SocketAddr>().ok().map(|address| address.ip()))
}

/// `BMM_TRUSTED_PROXIES`: comma list of addresses and networks; without it forwarding headers are ignored.
pub fn read(env: &Env) -> Result<TrustedProxies, InvalidSetting> {
    let entries = env.get("BMM_TRUSTED_PROXIES").unwrap_or_default().split(',').map(str::trim).filter(|entry| !entry.is_empty());
    let parse = |entry: &str| entry.parse::<IpNet>().ok().or_else(|| entry.parse::<IpAddr>().ok().map(IpNet::from));
    let nets = entries.map(|entry| {
        parse(entry).ok_or_else(|| {
            InvalidSetting::new("BMM_TRUSTED_PROXIES", format!("“{entry}” is neither an address nor a network. Write for example 127.0.0.1,10.0.0.0/8"))
        })
    });
    nets.collect::<Result<_, _>>().map(TrustedProxies)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    proptest::proptest! {
        #[test]
        fn a_stranger_is_always_itself(peer: [u8; 4], header in "[0-9a-f:., x]{0,60}") {
            let proxies = read(&Env::of(&[("BMM_TRUSTED_PROXIES", "10.0.0.0/8")])).expect("valid");
            let peer = IpAddr::from(peer);
            if !proxies.contains(peer) {
                proptest::prop_assert_eq!(proxies.client(peer, &[&header]), peer);
            }
        }
    }

    #[test]
    fn only_trusted_proxies_name_the_client() {
        let proxies = read(&Env::of(&[("BMM_TRUSTED_PROXIES", "10.0.0.0/8, 127.0.0.1")])).expect("valid");
        assert_eq!(proxies.client(ip("192.0.2.1"), &["198.51.100.1"]), ip("192.0.2.1"), "a stranger's header is ignored");
        assert_eq!(proxies.client(ip("127.0.0.1"), &["198.51.100.1"]), ip("198.51.100.1"));
        assert_eq!(proxies.client(ip("127.0.0.1"), &["6.6.6.6, 198.51.100.1", "10.1.1.1"]), ip("198.51.100.1"), "what the client wrote is ignored");
        assert_eq!(proxies.client(ip("::ffff:127.0.0.1"), &["nonsense"]), ip("127.0.0.1"));
        assert_eq!(TrustedProxies::default().client(ip("127.0.0.1"), &["1.1.1.1"]), ip("127.0.0.1"));
    }
}

//! The gate against server-side request forgery: scheme, host and port, before anything is resolved or dialled.

use std::net::{IpAddr, UdpSocket};

use contract::spec::Origin;
use url::{Host, Url};

use crate::{address, allow::EgressAllow, error::Refusal};

/// Ports that the Fetch standard ("bad port") keeps browsers away from, because other protocols answer there.
const BAD_PORTS: &[u16] = &[
    1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123, 135, 137,
    139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723,
    2049, 3659, 4045, 4190, 5060, 5061, 6000, 6379, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
];

/// Names that lead to this machine or to a cloud's metadata service wherever they are asked for.
const LOCAL_NAMES: &[&str] = &["localhost", "local", "localdomain", "internal", "home.arpa", "metadata.goog", "instance-data"];

/// What the platform itself can be reached under; a tool cannot call it.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// Host names (`mcp.example.com`), as WHATWG URL normalises them.
    pub hosts: Vec<String>,
    pub addresses: Vec<IpAddr>,
}

/// Where a request may go.
#[derive(Clone, Copy, Debug)]
pub enum Scope<'a> {
    /// Exactly these origins; plain http where the origin says so.
    Origins(&'a [Origin]),
    /// Any public https address, and what the operator allows.
    PublicHttps,
}

/// An address that the gate let through. What it resolves to is checked when it is dialled.
#[derive(Clone, Debug)]
pub struct Target {
    pub url: Url,
    pub origin: Origin,
    /// The operator named this host and port, so it may resolve to any address.
    pub named: bool,
    /// The operator named this host, address or network, which also confirms plain http.
    pub trusted: bool,
}

impl Target {
    /// Host and port, for messages.
    pub fn host(&self) -> &str {
        self.origin.authority()
    }
}

/// The gate: what the operator allows, and what the platform itself is.
#[derive(Clone, Debug)]
pub struct Gate {
    allow: EgressAllow,
    own: Own,
    knows_interfaces: bool,
}

impl Gate {
    pub fn new(allow: EgressAllow, own: Own) -> Self {
        Self { allow, own, knows_interfaces: knows_interfaces() }
    }

    pub fn allow(&self) -> &EgressAllow {
        &self.allow
    }

    /// Checks an address as a tool or a person wrote it.
    pub fn check(&self, url: &str, scope: Scope<'_>) -> Result<Target, Refusal> {
        if !is_plainly_written(url) {
            return Err(Refusal::NotAnAddress(shorten(url)));
        }
        let url = Url::parse(url).map_err(|_| Refusal::NotAnAddress(shorten(url)))?;
        self.check_url(url, scope)
    }

    /// Checks an address that is parsed already, such as the target of a redirect.
    pub fn check_url(&self, url: Url, scope: Scope<'_>) -> Result<Target, Refusal> {
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::Userinfo);
        }
        if url.fragment().is_some() {
            return Err(Refusal::Fragment);
        }
        let origin = origin_of(&url)?;
        if let Scope::Origins(origins) = scope
            && !origins.iter().any(|known| normalised(known).as_ref() == Some(&origin))
        {
            return Err(Refusal::Origin(origin.to_string()));
        }
        let (named, trusted) = self.check_host(&url, &origin)?;
        if matches!(scope, Scope::PublicHttps) && !origin.is_https() && !trusted {
            return Err(Refusal::PlainHttp(origin.to_string()));
        }
        Ok(Target { url, origin, named, trusted })
    }

    /// Whether an origin may stand in a specification: a name, a public address, or what the operator allows.
    pub fn allows_origin(&self, origin: &Origin) -> bool {
        self.check(origin.as_str(), Scope::Origins(std::slice::from_ref(origin))).is_ok()
    }

    /// Whether the operator named this origin, by name, address or network.
    pub fn trusts_origin(&self, origin: &Origin) -> bool {
        self.check(origin.as_str(), Scope::Origins(std::slice::from_ref(origin))).is_ok_and(|target| target.trusted)
    }

    /// Checks an address that a name resolved to, when it is about to be dialled.
    pub fn check_resolved(&self, host: &str, ip: IpAddr) -> Result<(), Refusal> {
        if self.allow.allows_address(ip, None) {
            return Ok(());
        }
        self.check_address(ip).map_err(|reason| Refusal::Address { host: host.to_owned(), address: ip, reason })
    }

    /// The operator's word for this target: by name, and by name, address or network.
    fn check_host(&self, url: &Url, origin: &Origin) -> Result<(bool, bool), Refusal> {
        let port = url.port_or_known_default().unwrap_or_default();
        let host = match url.host() {
            Some(Host::Domain(name)) => {
                let name = name.trim_end_matches('.');
                if self.allow.allows_name(name, port) {
                    return Ok((true, true));
                }
                return self.check_name(name, port).map(|()| (false, false));
            }
            Some(Host::Ipv4(ip)) => IpAddr::V4(ip),
            Some(Host::Ipv6(ip)) => IpAddr::V6(ip),
            None => return Err(Refusal::NotAnAddress(shorten(url.as_str()))),
        };
        if self.allow.allows_address(host, Some(port)) {
            return Ok((false, true));
        }
        self.check_port(port)?;
        self.check_address(host).map(|()| (false, false)).map_err(|reason| Refusal::Host { host: origin.authority().to_owned(), reason })
    }

    fn check_name(&self, name: &str, port: u16) -> Result<(), Refusal> {
        let is_under = |parent: &str| name == parent || name.strip_suffix(parent).is_some_and(|rest| rest.ends_with('.'));
        if self.own.hosts.iter().any(|own| own.trim_end_matches('.').eq_ignore_ascii_case(name)) {
            return Err(Refusal::SelfCall(name.to_owned()));
        }
        if name.is_empty() || LOCAL_NAMES.iter().any(|local| is_under(local)) {
            return Err(Refusal::Host { host: name.to_owned(), reason: "a name inside a private network" });
        }
        self.check_port(port)
    }

    fn check_port(&self, port: u16) -> Result<(), Refusal> {
        if port == 0 || BAD_PORTS.binary_search(&port).is_ok() { Err(Refusal::Port(port)) } else { Ok(()) }
    }

    fn check_address(&self, ip: IpAddr) -> Result<(), &'static str> {
        address::check_public(ip)?;
        let ip = address::plain(ip);
        if self.own.addresses.iter().any(|own| address::plain(*own) == ip) || (self.knows_interfaces && is_of_this_machine(ip)) {
            return Err("this platform itself");
        }
        Ok(())
    }
}

/// The origin of a parsed address, http and https only.
fn origin_of(url: &Url) -> Result<Origin, Refusal> {
    match url.scheme() {
        "http" | "https" => Origin::parse(&url.origin().ascii_serialization()).map_err(|_| Refusal::NotAnAddress(shorten(url.as_str()))),
        _ => Err(Refusal::NotAnAddress(shorten(url.as_str()))),
    }
}

/// A known origin as WHATWG URL writes it (`https://bücher.example` becomes its ASCII form).
pub(crate) fn normalised(origin: &Origin) -> Option<Origin> {
    origin_of(&Url::parse(origin.as_str()).ok()?).ok()
}

/// No control characters, white space or backslashes, which parsers read in different ways.
pub(crate) fn is_plainly_written(url: &str) -> bool {
    url.len() <= 16 * 1024 && !url.chars().any(|c| c.is_control() || c.is_whitespace() || c == '\\')
}

/// An address in a message: at most 120 characters, and nothing that could be a credential in its query.
fn shorten(url: &str) -> String {
    let plain = url.split(['?', '#']).next().unwrap_or_default();
    plain.chars().filter(|c| !c.is_control()).take(120).collect()
}

/// An address can be bound only where one of this machine's interfaces has it.
fn is_of_this_machine(ip: IpAddr) -> bool {
    UdpSocket::bind((ip, 0)).is_ok()
}

/// Some kernels are set to bind any address (`ip_nonlocal_bind`); there, the question above has no meaning.
fn knows_interfaces() -> bool {
    !is_of_this_machine(IpAddr::from([192, 0, 2, 1]))
}

#[cfg(test)]
#[path = "gate_tests.rs"]
mod tests;

//! Private networks. A specification that points into one is refused before anything is stored; the egress service
//! refuses it again when a call is made, because a public name can have a private address.

use std::net::{Ipv4Addr, Ipv6Addr};

use contract::{
    AppError, FieldError, ServerSpec,
    spec::{Action, Origin},
};
use url::Host;

/// Refuses a specification whose tools talk to a host that is private by its very name, unless the operator allows
/// that origin. The error's field is `source.text`.
pub fn refuse_private_hosts(spec: &ServerSpec, allowed: impl Fn(&Origin) -> bool) -> Result<(), AppError> {
    let mut refused: Vec<Origin> = Vec::new();
    for origin in spec.tools.iter().flat_map(|tool| origins(&tool.action)) {
        if is_private_host(&origin) && !allowed(&origin) && !refused.contains(&origin) {
            refused.push(origin);
        }
    }
    if refused.is_empty() {
        return Ok(());
    }
    Err(AppError::invalid(refused.iter().map(|origin| FieldError::new("source.text", explain(origin))).collect()))
}

fn explain(origin: &Origin) -> String {
    format!(
        "{origin} is inside a private network, so this platform does not call it. Use a public address, or ask the operator to allow it with BMM_EGRESS_ALLOW={}.",
        origin.authority()
    )
}

/// Every origin that an action names. Whoever decides where a tool may call asks here, so that all read an address alike.
pub fn origins(action: &Action) -> Vec<Origin> {
    match action {
        Action::Http(http) => origin(base(&http.url)).into_iter().collect(),
        Action::Script(script) => script.origins.clone(),
    }
}

/// Scheme, host and port as they are written, without the path, which may be a template.
pub fn base(address: &str) -> &str {
    let host = address.find("://").map_or(address.len(), |scheme| scheme + 3);
    let end = address[host..].find(['/', '?', '#', '\\']).map_or(address.len(), |at| host + at);
    &address[..end]
}

/// The origin of a [`base`] as browsers read it (WHATWG URL): lower-case, ASCII host names, an empty or default port left out.
/// `None` for anything but http and https, and for an address that names a user.
pub fn origin(base: &str) -> Option<Origin> {
    let url = url::Url::parse(base).ok().filter(|url| matches!(url.scheme(), "http" | "https") && url.username().is_empty() && url.password().is_none())?;
    Origin::of_url(url.as_str()).ok()
}

/// The host is an address, or a name, that only exists inside a private network.
pub fn is_private_host(origin: &Origin) -> bool {
    let Ok(url) = url::Url::parse(origin.as_str()) else { return true };
    match url.host() {
        Some(Host::Domain(name)) => is_private_name(name),
        Some(Host::Ipv4(address)) => is_private_v4(address),
        Some(Host::Ipv6(address)) => is_private_v6(address),
        None => true,
    }
}

/// Names of RFC 6761 and RFC 8375, names without a dot, and the metadata services of clouds.
fn is_private_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    !name.contains('.') || [".localhost", ".local", ".internal", ".home.arpa", ".lan", ".localdomain"].iter().any(|end| name.ends_with(end))
}

/// The blocks of the IANA special-purpose registry that are not globally reachable.
fn is_private_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    match (a, b, c) {
        (0 | 10 | 127 | 240..=255, ..) | (169, 254, _) | (192, 168, _) => true,
        (100, 64..=127, _) | (172, 16..=31, _) | (198, 18 | 19, _) => true,
        (192, 0, 0 | 2) | (198, 51, 100) | (203, 0, 113) => true,
        _ => address.is_multicast(),
    }
}

fn is_private_v6(address: Ipv6Addr) -> bool {
    if let Some(v4) = address.to_ipv4() {
        // `::1` and `::` have this form too, and are private as well.
        return is_private_v4(v4);
    }
    let [first, second, ..] = address.segments();
    let embedded_v4 = match (first, second) {
        // NAT64 (RFC 6052) and 6to4 (RFC 3056) carry an IPv4 address.
        (0x64, 0xff9b) => Some([address.segments()[6], address.segments()[7]]),
        (0x2002, _) => Some([address.segments()[1], address.segments()[2]]),
        _ => None,
    };
    if let Some([high, low]) = embedded_v4 {
        let ([a, b], [c, d]) = (high.to_be_bytes(), low.to_be_bytes());
        return is_private_v4(Ipv4Addr::new(a, b, c, d));
    }
    let global_unicast = first & 0xe000 == 0x2000;
    !global_unicast || (first == 0x2001 && (second < 0x200 || second == 0xdb8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_as_browsers_read_them() {
        let read = |address: &str| origin(base(address)).map(|origin| origin.as_str().to_owned());
        assert_eq!(read("HTTPS://API.example.com:443/v1/{id}?x=1").as_deref(), Some("https://api.example.com"));
        // An empty port is the default one: such an address must not look as if it named no host.
        assert_eq!(read("https://api.example.com:/v1").as_deref(), Some("https://api.example.com"));
        assert_eq!(read("https://api.example.com:://other.example/v1").as_deref(), None);
        assert_eq!(read("https://b\u{fc}cher.example/v1").as_deref(), Some("https://xn--bcher-kva.example"));
        for bad in ["https://user@api.example.com/", "ftp://api.example.com/", "api.example.com", "https://"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn private_hosts_are_known() {
        for url in [
            "http://169.254.169.254",
            "http://127.0.0.1:8080",
            "http://localhost",
            "http://10.1.2.3",
            "http://172.31.0.1",
            "http://192.168.1.1",
            "http://0.0.0.0",
            "http://[::1]",
            "http://[::]",
            "http://[fe80::1]",
            "http://[fd00::1]",
            "http://[::ffff:10.0.0.1]",
            "http://[64:ff9b::a9fe:a9fe]",
            "http://[2002:7f00:1::]",
            "http://100.64.0.1",
            "http://metadata.google.internal",
            "http://printer.local",
            "http://intranet",
            "http://localhost.:80",
            "http://[2001:db8::1]",
        ] {
            let origin = Origin::parse(url).expect(url);
            assert!(is_private_host(&origin), "{url}");
        }
        for url in ["https://api.example.com", "https://8.8.8.8", "https://[2606:4700::1111]", "http://172.32.0.1", "https://internal.example.com"] {
            assert!(!is_private_host(&Origin::parse(url).expect(url)), "{url}");
        }
    }
}

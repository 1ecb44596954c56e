//! The gate, asked in every spelling that is known to slip through others.

use super::*;
use proptest::prelude::*;

fn gate(allow: &str) -> Gate {
    let own = Own { hosts: vec!["mcp.example.org".into()], addresses: vec!["9.9.9.9".parse().expect("an address")] };
    Gate::new(allow.parse().expect("a valid list"), own)
}

fn origin(text: &str) -> Origin {
    Origin::parse(text).expect("an origin")
}

/// A specification that names the very same origin does not open the gate.
fn passes(url: &str) -> bool {
    let own_origin = Url::parse(url).ok().and_then(|url| origin_of(&url).ok());
    let origins: Vec<_> = own_origin.into_iter().collect();
    gate("").check(url, Scope::Origins(&origins)).is_ok()
}

#[test]
fn every_spelling_of_a_private_target_is_refused() {
    let spellings = [
        // loopback, as numbers
        "http://127.0.0.1/",
        "http://127.1/",
        "http://127.0.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://0x7f.0x0.0x0.0x1/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://0177.1/",
        "http://00000177.0.0.1/",
        "http://127.0.0.1./",
        "http://127.000.000.001/",
        "http://127.127.127.127/",
        "http://0/",
        "http://0.0.0.0/",
        "http://00.0.0.0/",
        "http://0x0/",
        // loopback, other digits and dots
        "http://１２７.０.０.１/",
        "http://①②⑦.⓪.⓪.①/",
        "http://127。0。0。1/",
        "http://127．0．0．1/",
        "http://127｡0｡0｡1/",
        "http://%31%32%37.0.0.1/",
        "http://0x7F.0.0.1/",
        "http://127%2e0%2e0%2e1/",
        // loopback, by name
        "http://localhost/",
        "http://LOCALHOST/",
        "http://localhost./",
        "http://foo.localhost/",
        "http://ｌocalhost/",
        "http://loc%61lhost/",
        "http://localhost.localdomain/",
        // IPv6
        "http://[::1]/",
        "http://[::]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[0000::0001]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::127.0.0.1]/",
        "http://[::ffff:0:127.0.0.1]/",
        "http://[64:ff9b::127.0.0.1]/",
        "http://[64:ff9b:1::127.0.0.1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:0:0:0:0:0:80ff:fffe]/",
        "http://[fe80::1]/",
        "http://[fec0::1]/",
        "http://[fc00::1]/",
        "http://[fd12::1]/",
        "http://[ff02::1]/",
        "http://[2001:db8::1]/",
        "http://[100::1]/",
        "http://[2606:4700::5efe:127.0.0.1]/",
        "http://[fe80::5efe:10.0.0.1]/",
        // private networks
        "http://10.0.0.1/",
        "http://0xa.1/",
        "http://012.0.0.1/",
        "http://167772161/",
        "http://172.16.0.1/",
        "http://172.31.255.255/",
        "http://192.168.0.1/",
        "http://192.168.257/",
        "http://3232235521/",
        "http://100.64.0.1/",
        "http://198.18.0.1/",
        "http://192.0.2.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://0xffffffff/",
        "http://[::ffff:10.0.0.1]/",
        "http://[::ffff:c0a8:1]/",
        // cloud metadata
        "http://169.254.169.254/latest/meta-data/",
        "http://2852039166/",
        "http://0xA9FEA9FE/",
        "http://0251.0376.0251.0376/",
        "http://169.254.43518/",
        "http://[::ffff:169.254.169.254]/",
        "http://[::ffff:a9fe:a9fe]/",
        "http://[fd00:ec2::254]/",
        "http://[64:ff9b::a9fe:a9fe]/",
        "http://169.254.170.2/",
        "http://168.63.129.16/",
        "http://100.100.100.200/",
        "http://metadata.google.internal/",
        "http://METADATA.google.internal./",
        "http://metadata.goog/",
        "http://instance-data/",
        "http://instance-data.ec2.internal/",
        "http://printer.local/",
        "http://router.home.arpa/",
        // the platform itself
        "https://mcp.example.org/",
        "https://MCP.example.org./",
        "https://9.9.9.9/",
        "https://[::ffff:9.9.9.9]/",
    ];
    assert!(spellings.len() >= 60);
    let let_through: Vec<_> = spellings.into_iter().filter(|url| passes(url)).collect();
    assert!(let_through.is_empty(), "{let_through:?}");
}

#[test]
fn other_shapes_of_attack_are_refused() {
    for url in [
        "file:///etc/passwd",
        "gopher://example.com/",
        "ftp://example.com/",
        "data:text/plain,x",
        "javascript:alert(1)",
        "unix:///var/run/docker.sock",
        "https://user@example.com/",
        "https://user:password@example.com/",
        "https://example.com@127.0.0.1/",
        "https://127.0.0.1@example.com/",
        "https://example.com/#fragment",
        "https://example.com\\@127.0.0.1/",
        "https:\\\\127.0.0.1/",
        "https://exa\nmple.com/",
        " https://example.com/",
        "https://example.com /",
        "https://",
        "//example.com/",
        "example.com",
        "",
        "https://example.com:0/",
        "https://example.com:22/",
        "https://example.com:25/",
        "https://example.com:6379/",
        "https://example.com:65536/",
        "https://[::1",
        "https://[fe80::1%25eth0]/",
        "https://256.1.1.1/",
        "https://1.2.3.4.5/",
    ] {
        assert!(!passes(url), "{url}");
    }
}

#[test]
fn public_addresses_pass() {
    for url in [
        "https://example.com/",
        "http://example.com/v1?x=1",
        "https://EXAMPLE.com:443/",
        "https://example.com:8443/",
        "https://1.1.1.1/",
        "https://134744072/",
        "https://[2606:4700:4700::1111]/",
        "https://[::ffff:8.8.8.8]/",
        "https://bücher.example/",
        "https://localhost.example.com/",
        "https://mylocal/",
        "https://a.mcp.example.org/",
        "https://internal.example.com/",
        "https://example.com:3000/",
    ] {
        assert!(passes(url), "{url}");
    }
}

#[test]
fn only_the_exact_origin_is_open() {
    let origins = [origin("https://api.example.com"), origin("http://plain.example.com:8080"), origin("https://bücher.example")];
    let check = |url: &str| gate("").check(url, Scope::Origins(&origins));
    for url in ["https://api.example.com/a", "https://API.example.com:443/", "http://plain.example.com:8080/", "https://xn--bcher-kva.example/"] {
        check(url).expect(url);
    }
    for url in [
        "http://api.example.com/",
        "https://api.example.com:8443/",
        "https://api.example.com./",
        "https://evil.api.example.com/",
        "https://api.example.com.evil.com/",
        "https://example.com/",
        "https://plain.example.com:8080/",
        "http://plain.example.com/",
        "https://api.example.comm/",
    ] {
        assert!(matches!(check(url), Err(Refusal::Origin(_))), "{url}");
    }
}

#[test]
fn documents_come_over_https_from_public_hosts() {
    let check = |allow: &str, url: &str| gate(allow).check(url, Scope::PublicHttps);
    check("", "https://example.com/openapi.json").expect("public https");
    assert!(matches!(check("", "http://example.com/openapi.json"), Err(Refusal::PlainHttp(_))));
    assert!(matches!(check("", "https://10.0.0.1/"), Err(Refusal::Host { .. })));
    check("docs.internal", "http://docs.internal/openapi.json").expect("the operator named it");
    check("127.0.0.1:4010", "http://127.0.0.1:4010/").expect("the operator named it");
    assert!(check("127.0.0.1:4010", "http://127.0.0.1:4011/").is_err());
}

#[test]
fn the_operator_opens_what_he_names_and_nothing_else() {
    let check = |allow: &str, url: &str| gate(allow).check(url, Scope::Origins(&[Origin::of_url(url).expect("an origin")]));
    assert!(check("localhost:8080", "http://localhost:8080/").expect("named").named);
    assert!(check("localhost:8080", "http://localhost:8081/").is_err());
    assert!(!check("10.0.0.0/8", "http://10.1.2.3/").expect("in the network").named);
    assert!(check("10.0.0.0/8", "http://11.1.2.3/").is_ok() && check("10.0.0.0/8", "http://192.168.0.1/").is_err());
    check("mcp.example.org", "https://mcp.example.org/").expect("even the platform itself");
    check("redis.example.com:6379", "http://redis.example.com:6379/").expect("even a bad port");
    assert!(check("169.254.0.0/16", "http://169.254.169.254/").is_err());
}

#[test]
fn resolved_addresses_are_checked_on_their_own() {
    let ip = |text: &str| text.parse::<IpAddr>().expect("an address");
    assert!(gate("").check_resolved("api.example.com", ip("93.184.215.14")).is_ok());
    for text in ["127.0.0.1", "10.0.0.1", "::1", "169.254.169.254", "9.9.9.9", "::ffff:192.168.0.1"] {
        let error = gate("").check_resolved("api.example.com", ip(text)).expect_err(text).to_string();
        assert!(error.contains("api.example.com") && error.contains("BMM_EGRESS_ALLOW"), "{error}");
    }
    assert!(gate("10.0.0.0/8").check_resolved("api.example.com", ip("10.0.0.1")).is_ok());
}

#[test]
fn origins_of_specifications_are_judged_without_resolving() {
    assert!(gate("").allows_origin(&origin("https://api.example.com")) && gate("").allows_origin(&origin("http://api.example.com")));
    for text in ["http://169.254.169.254", "http://localhost:3000", "https://10.0.0.1", "http://2130706433"] {
        assert!(!gate("").allows_origin(&origin(text)), "{text}");
    }
    assert!(gate("localhost:3000").allows_origin(&origin("http://localhost:3000")));
}

#[test]
fn messages_repeat_no_query() {
    let error = gate("").check("ftp://example.com/?key=hunter2", Scope::PublicHttps).expect_err("not http").to_string();
    assert!(!error.contains("hunter2"), "{error}");
}

#[test]
fn the_list_of_bad_ports_is_sorted() {
    assert!(BAD_PORTS.is_sorted());
}

proptest! {
    #[test]
    fn no_private_ipv4_passes_in_any_notation(bits: u32, notation in 0..6_u8) {
        let [a, b, c, d] = bits.to_be_bytes();
        let host = match notation {
            0 => format!("{a}.{b}.{c}.{d}"),
            1 => format!("{bits}"),
            2 => format!("{bits:#x}"),
            3 => format!("0{a:o}.0{b:o}.0{c:o}.0{d:o}"),
            4 => format!("{a}.{}", bits & 0x00ff_ffff),
            _ => format!("[::ffff:{a}.{b}.{c}.{d}]"),
        };
        let public = address::check_public(IpAddr::from([a, b, c, d])).is_ok() && [a, b, c, d] != [9, 9, 9, 9];
        prop_assert_eq!(passes(&format!("https://{host}/")), public);
    }

    #[test]
    fn whatever_passes_is_within_its_origins(url in "https?://[a-z0-9.@:/\\\\#?%\\[\\]-]{0,40}") {
        let origins = [origin("https://api.example.com")];
        if let Ok(target) = gate("").check(&url, Scope::Origins(&origins)) {
            prop_assert_eq!(target.url.host_str(), Some("api.example.com"));
            prop_assert_eq!(target.url.scheme(), "https");
        }
    }

    #[test]
    fn any_text_is_let_through_or_refused(url in "\\PC{0,80}") {
        let _ = gate("").check(&url, Scope::PublicHttps);
    }
}

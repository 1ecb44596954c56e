//! `BMM_PUBLIC_URL`: the only source of links, endpoints and cookies.

use std::net::{IpAddr, SocketAddr};

use url::Url;

use super::{Env, InvalidSetting};

/// `BMM_PUBLIC_URL`: scheme, host and port under which people reach this platform; `http://localhost:PORT` by default.
pub fn read(env: &Env, listen: SocketAddr) -> Result<Url, InvalidSetting> {
    let refuse = |message: &str| Err(InvalidSetting::new("BMM_PUBLIC_URL", format!("{message} Write for example https://mcp.example.com")));
    let text = env.get("BMM_PUBLIC_URL").map_or_else(|| format!("http://localhost:{}", listen.port()), str::to_owned);
    let Ok(url) = Url::parse(&text) else { return refuse(&format!("“{text}” is not an address.")) };
    if !matches!(url.scheme(), "http" | "https") || url.host_str().is_none() {
        return refuse("only http and https addresses can be used.");
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() || url.password().is_some() {
        return refuse("only scheme, host and port can be used, without path, query or user.");
    }
    Ok(url)
}

/// `localhost`, names below it, and addresses that never leave the machine.
pub fn is_loopback_host(host: &str) -> bool {
    let host = host.trim_matches(['[', ']']).trim_end_matches('.');
    host.eq_ignore_ascii_case("localhost")
        || host.to_ascii_lowercase().ends_with(".localhost")
        || host.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback())
}

pub fn is_loopback_url(url: &Url) -> bool {
    url.host_str().is_some_and(is_loopback_host)
}

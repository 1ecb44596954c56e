//! Cookies: session, sign-in attempt, theme and the message of the last form.

use axum::http::{HeaderMap, header};
use domain::Platform;

/// The pinned theme. Readable by nobody but the server, which renders it.
pub const THEME: &str = "bmm-theme";
/// What the last form has to say; lives until the next page.
pub const FLASH: &str = "bmm-flash";

const MONTH: u32 = 30 * 24 * 3_600;

fn is_https(platform: &Platform) -> bool {
    platform.config.public_url.scheme() == "https"
}

/// Name of the session cookie: with the `__Host-` prefix (RFC 6265bis) wherever https allows it.
pub fn session_name(platform: &Platform) -> &'static str {
    if is_https(platform) { "__Host-bmm-session" } else { "bmm-session" }
}

/// Name of the cookie that binds a sign-in attempt to a browser.
pub fn login_name(platform: &Platform) -> &'static str {
    if is_https(platform) { "__Host-bmm-login" } else { "bmm-login" }
}

/// Name of the cookie that binds a passkey challenge to a browser.
pub fn passkey_name(platform: &Platform) -> &'static str {
    if is_https(platform) { "__Host-bmm-passkey" } else { "bmm-passkey" }
}

/// Sign-in needs https, or a loopback address: anywhere else a session cookie would travel in the clear.
pub fn may_sign_in(platform: &Platform) -> bool {
    let host = platform.config.public_url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    is_https(platform) || host == "localhost" || host.ends_with(".localhost") || host.parse().is_ok_and(|ip: std::net::IpAddr| ip.is_loopback())
}

/// The value of a cookie, if the request has exactly one of that name.
pub fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    let mut found = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .filter(|(key, _)| *key == name);
    let first = found.next()?.1.to_owned();
    found.next().is_none().then_some(first)
}

fn write(platform: &Platform, name: &str, value: &str, max_age: Option<u32>) -> String {
    let secure = if is_https(platform) { "; Secure" } else { "" };
    let age = max_age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
    format!("{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")
}

/// `Set-Cookie` for a new session.
pub fn session(platform: &Platform, value: &str) -> String {
    write(platform, session_name(platform), value, Some(MONTH))
}

/// `Set-Cookie` for a sign-in attempt; as long as the link lives.
pub fn login(platform: &Platform, value: &str) -> String {
    write(platform, login_name(platform), value, Some(15 * 60))
}

/// `Set-Cookie` for a passkey challenge; as long as it may be answered.
pub fn passkey(platform: &Platform, value: &str) -> String {
    write(platform, passkey_name(platform), value, Some(5 * 60))
}

/// `Set-Cookie` for the theme.
pub fn theme(platform: &Platform, value: &str) -> String {
    write(platform, THEME, value, Some(12 * MONTH))
}

/// `Set-Cookie` for the message of a form.
pub fn flash(platform: &Platform, value: &str) -> String {
    write(platform, FLASH, value, Some(120))
}

/// `Set-Cookie` that removes a cookie.
pub fn clear(platform: &Platform, name: &str) -> String {
    write(platform, name, "", Some(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(value: &'static str) -> HeaderMap {
        [(header::COOKIE, value.parse().expect("valid"))].into_iter().collect()
    }

    #[test]
    fn cookies_are_read_by_their_whole_name() {
        assert_eq!(read(&headers("a-session=1; session=2"), "session").as_deref(), Some("2"));
        assert_eq!(read(&headers("session"), "session"), None);
    }

    #[test]
    fn a_cookie_that_was_planted_beside_the_real_one_is_refused_with_it() {
        assert_eq!(read(&headers("session=1; session=2"), "session"), None);
    }
}

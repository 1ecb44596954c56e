//! Which parts of an example are credentials. When in doubt a part is one: a slot too many is an empty field in the
//! wizard, a slot too few is a leaked password.

/// Headers that belong to one connection or one browser, not to the API.
const NOISE: &[&str] = &[
    "accept-encoding",
    "accept-language",
    "cache-control",
    "connection",
    "content-length",
    "dnt",
    "host",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "keep-alive",
    "origin",
    "postman-token",
    "pragma",
    "priority",
    "proxy-authorization",
    "proxy-connection",
    "referer",
    "sec-gpc",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "upgrade-insecure-requests",
];

/// Words that make a name the name of a credential, wherever they stand in it.
const SECRET_WORDS: &[&str] = &["secret", "password", "passwd", "passphrase", "credential", "apikey", "accesskey", "privatekey", "bearer", "jwt"];

/// Words that do so when they are one word of the name.
const SECRET_TOKENS: &[&str] =
    &["token", "key", "auth", "authorization", "authentication", "pwd", "pass", "sig", "signature", "session", "sessionid", "sid", "appid", "hapikey", "otp"];

/// Words beside which `token`, `key` or `session` means something harmless.
const HARMLESS_WORDS: &[&str] = &[
    "page",
    "next",
    "continuation",
    "sync",
    "pagination",
    "cursor",
    "idempotency",
    "partition",
    "sort",
    "primary",
    "public",
    "max",
    "foreign",
    "object",
    "row",
];

/// Cookies of trackers and consent banners: APIs do not need them.
const TRACKERS: &[&str] =
    &["_ga", "_gid", "_gat", "_gcl", "_fbp", "_fbc", "__utm", "_hj", "_pk_", "ajs_", "amplitude", "mp_", "optanon", "cookieconsent", "intercom-", "_uet"];

/// Cookies that choose how a page looks.
const HARMLESS_COOKIES: &[&str] = &["lang", "language", "locale", "theme", "currency", "country", "region", "timezone", "tz", "dark_mode", "color_mode"];

pub fn is_noise_header(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    NOISE.contains(&name.as_str()) || name.starts_with("sec-") || name.starts_with("x-forwarded-") || name.starts_with(':')
}

/// The name of a header, parameter or field says that its value is a credential.
pub fn is_secret_name(name: &str) -> bool {
    let words = words(name);
    let joined = words.concat();
    if words.iter().any(|word| HARMLESS_WORDS.contains(&word.as_str())) {
        return words.iter().any(|word| matches!(word.as_str(), "secret" | "password"));
    }
    SECRET_WORDS.iter().any(|word| joined.contains(word))
        || words.iter().any(|word| SECRET_TOKENS.contains(&word.as_str()))
        || words.iter().any(|word| ["token", "apikey", "password"].iter().any(|end| word.ends_with(end)))
}

/// A value that looks like a key or a token, whatever its name: long, without spaces, letters and digits mixed.
pub fn looks_secret(value: &str) -> bool {
    const PREFIXES: &[&str] = &[
        "sk-",
        "sk_",
        "rk_",
        "pk_",
        "ghp_",
        "gho_",
        "ghs_",
        "github_pat_",
        "glpat-",
        "xoxb-",
        "xoxp-",
        "xapp-",
        "AKIA",
        "ASIA",
        "AIza",
        "ya29.",
        "eyJ",
        "SG.",
        "shpat_",
        "hf_",
        "npm_",
        "pypi-",
        "dop_v1_",
        "whsec_",
    ];
    let value = value.trim();
    if PREFIXES.iter().any(|prefix| value.len() >= prefix.len() + 8 && value.starts_with(prefix)) {
        return true;
    }
    let one_word = !value.contains(char::is_whitespace) && !value.contains("://") && !value.contains('/');
    let letters = value.chars().filter(char::is_ascii_alphabetic).count();
    let digits = value.chars().filter(char::is_ascii_digit).count();
    value.len() >= 20 && one_word && letters >= 4 && digits >= 3 && !is_uuid(value) && !is_date(value) && !value.contains('@')
}

/// What to do with a cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieKind {
    Secret,
    Constant,
    Tracker,
}

pub fn cookie_kind(name: &str, value: &str) -> CookieKind {
    let lower = name.to_ascii_lowercase();
    if TRACKERS.iter().any(|tracker| lower.starts_with(tracker)) {
        CookieKind::Tracker
    } else if HARMLESS_COOKIES.contains(&lower.as_str()) && value.len() <= 24 && !looks_secret(value) {
        CookieKind::Constant
    } else {
        CookieKind::Secret
    }
}

/// Lower-case words of `X-Api-Key`, `apiKey`, `API_KEY`.
pub fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut previous_lower = false;
    for c in name.chars() {
        let breaks = !c.is_alphanumeric() || (c.is_uppercase() && previous_lower);
        if breaks && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        previous_lower = c.is_lowercase() || c.is_ascii_digit();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

pub fn is_uuid(text: &str) -> bool {
    text.len() == 36 && text.bytes().enumerate().all(|(place, byte)| if matches!(place, 8 | 13 | 18 | 23) { byte == b'-' } else { byte.is_ascii_hexdigit() })
}

/// `2026-11-22`, alone or with a time behind it.
pub fn is_date(text: &str) -> bool {
    let date = text.as_bytes();
    date.len() >= 10
        && date[..10].iter().enumerate().all(|(place, byte)| if matches!(place, 4 | 7) { *byte == b'-' } else { byte.is_ascii_digit() })
        && date.get(10).is_none_or(|byte| matches!(byte, b'T' | b' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_credentials_are_known() {
        for name in [
            "X-Api-Key",
            "apikey",
            "api_key",
            "apiKey",
            "key",
            "access_token",
            "Private-Token",
            "X-Auth-Token",
            "client_secret",
            "appid",
            "password",
            "Ocp-Apim-Subscription-Key",
            "X-RapidAPI-Key",
            "DD-APPLICATION-KEY",
            "X-Shopify-Access-Token",
            "sig",
            "authToken",
            "X-MBX-APIKEY",
            "userPassword",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["page_token", "nextToken", "keyword", "author", "keys", "Idempotency-Key", "sort_key", "monkey", "tokenize", "q", "Accept", "max_tokens"] {
            assert!(!is_secret_name(name), "{name}");
        }
    }

    #[test]
    fn values_that_look_like_keys() {
        for value in ["ghp_abcdefgh12345678", "eyJhbGciOiJIUzI1NiJ9.e30.x", "AKIAIOSFODNN7EXAMPLE", "3f786850e387550fdab836ed7e6dc881"] {
            assert!(looks_secret(value), "{value}");
        }
        for value in [
            "hello world",
            "123e4567-e89b-12d3-a456-426614174000",
            "2026-11-22T18:00:00.000Z",
            "https://example.com/a1b2c3d4e5",
            "temperature_2m,wind_speed",
            "12345678901234567890123",
        ] {
            assert!(!looks_secret(value), "{value}");
        }
    }

    #[test]
    fn cookies() {
        assert_eq!(cookie_kind("JSESSIONID", "abc"), CookieKind::Secret);
        assert_eq!(cookie_kind("lang", "en"), CookieKind::Constant);
        assert_eq!(cookie_kind("_ga_X1", "GA1.2"), CookieKind::Tracker);
        assert_eq!(cookie_kind("remember_web_59ba", "x"), CookieKind::Secret);
    }
}

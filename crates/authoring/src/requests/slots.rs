//! Secret slots: one per credential and origin, named so that people recognise them.

use base64::{Engine, engine::general_purpose};
use contract::spec::{Encoding, Origin, Placement, SecretIn, SecretSlot};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use super::{Credential, naming::host_word, placeholder, secrets};

/// Authorization schemes that are one word before the credential. Anything else is part of the credential itself.
const SCHEMES: &[&str] = &[
    "bearer",
    "token",
    "apikey",
    "api-key",
    "api_key",
    "key",
    "jwt",
    "bot",
    "geniekey",
    "sso-key",
    "klaviyo-api-key",
    "splunk",
    "deepl-auth-key",
    "zoho-oauthtoken",
    "ghost",
    "access-token",
    "oauth2",
];

/// Schemes that sign each request with a key; a constant header cannot stand for them.
const SIGNED: &[&str] = &["digest", "hawk", "oauth", "aws4-hmac-sha256", "signature", "ntlm", "negotiate", "hmac", "eg1-hmac-sha256"];

/// The credential of a header such as `Authorization`; the error names a scheme that signs requests.
pub fn from_header(param: &str, value: &str) -> Result<Credential, String> {
    let value = value.trim();
    let Some((scheme, rest)) = value.split_once(' ') else { return Ok(Credential::header(param, "", value)) };
    let lower = scheme.to_ascii_lowercase();
    let rest = rest.trim();
    if SIGNED.contains(&lower.as_str()) {
        return Err(lower);
    }
    if lower == "basic" {
        let decoded = general_purpose::STANDARD.decode(rest).ok().and_then(|bytes| String::from_utf8(bytes).ok());
        return Ok(Credential { param: param.to_owned(), ..Credential::basic(decoded.as_deref().unwrap_or(rest)) });
    }
    if SCHEMES.contains(&lower.as_str()) {
        let (prefix, secret) = match rest.strip_prefix("token=") {
            Some(secret) => (format!("{scheme} token="), secret),
            None => (format!("{scheme} "), rest),
        };
        return Ok(Credential::header(param, &prefix, secret));
    }
    Ok(Credential::header(param, "", value))
}

/// The slots of a server.
#[derive(Debug, Default)]
pub struct Slots {
    slots: Vec<SecretSlot>,
    /// The origin that each slot was made for.
    homes: Vec<String>,
}

impl Slots {
    /// The slot for a credential, made when it is new; gives its name.
    pub fn name_for(&mut self, credential: &Credential, origin: &str) -> String {
        let placement =
            Placement { place: credential.place, param: credential.param.clone(), prefix: credential.prefix.clone(), encoding: credential.encoding };
        let known = self.slots.iter().zip(&self.homes).find(|(slot, home)| *home == origin && same_place(&slot.placement, &placement));
        if let Some((slot, _)) = known {
            return slot.name.clone();
        }
        let wanted = hint(&credential.value).unwrap_or_else(|| default_name(credential, origin));
        let mut name = wanted.clone();
        let mut number = 2;
        while self.slots.iter().any(|slot| slot.name == name) {
            name = format!("{wanted}_{number}");
            number += 1;
        }
        self.homes.push(origin.to_owned());
        self.slots.push(SecretSlot {
            name: name.clone(),
            label: if credential.label.is_empty() { label(credential, origin) } else { credential.label.clone() },
            help: help(credential, origin),
            help_url: None,
            placement,
            origins: Origin::parse(origin).into_iter().collect(),
            required: true,
        });
        name
    }

    pub fn into_vec(self) -> Vec<SecretSlot> {
        self.slots
    }
}

/// Header names do not tell upper and lower case apart.
fn same_place(one: &Placement, other: &Placement) -> bool {
    let same_param = if one.place == SecretIn::Header { one.param.eq_ignore_ascii_case(&other.param) } else { one.param == other.param };
    one.place == other.place && same_param && one.prefix.eq_ignore_ascii_case(&other.prefix) && one.encoding == other.encoding
}

/// The variable that stood for the value, when its name says that it is a credential: `$GITHUB_TOKEN`.
fn hint(value: &str) -> Option<String> {
    let name = placeholder::whole(value)?.name;
    let upper = upper_snake(&name);
    (secrets::is_secret_name(&name) && is_slot_name(&upper)).then_some(upper)
}

fn default_name(credential: &Credential, origin: &str) -> String {
    let host = upper_snake(&host_word(origin));
    let param = credential.param.to_ascii_lowercase().replace(['-', '_'], "");
    let own = upper_snake(credential.param.trim_start_matches("x-").trim_start_matches("X-"));
    let name = match (credential.place, credential.encoding) {
        (_, Encoding::Basic) => format!("{host}_LOGIN"),
        (SecretIn::Cookie, _) => format!("{host}_{own}"),
        (SecretIn::Header, _) if param == "authorization" => format!("{host}_TOKEN"),
        _ if ["accesstoken", "token", "xauthtoken", "authtoken", "privatetoken"].contains(&param.as_str()) => format!("{host}_TOKEN"),
        _ if ["xapikey", "apikey", "key", "appid", "xkey"].contains(&param.as_str()) => {
            if host == "API" {
                "API_KEY".to_owned()
            } else {
                format!("{host}_API_KEY")
            }
        }
        _ => own,
    };
    let name: String = name.chars().skip_while(|c| !c.is_ascii_alphabetic()).take(56).collect();
    let name = name.trim_end_matches('_');
    if is_slot_name(name) { name.to_owned() } else { "CREDENTIAL".into() }
}

fn upper_snake(text: &str) -> String {
    secrets::words(text).join("_").to_ascii_uppercase().chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}

/// `[A-Z][A-Z0-9_]{0,63}`.
pub fn is_slot_name(name: &str) -> bool {
    name.len() <= 64
        && name.starts_with(|c: char| c.is_ascii_uppercase())
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

fn label(credential: &Credential, origin: &str) -> String {
    let host = origin.split("://").last().unwrap_or_default();
    let what = match (credential.place, credential.encoding) {
        (_, Encoding::Basic) => "User name and password".to_owned(),
        (SecretIn::Cookie, _) => format!("Cookie “{}”", credential.param),
        (SecretIn::Header, _) if credential.param.eq_ignore_ascii_case("authorization") => "Access token".to_owned(),
        (SecretIn::Header, _) => format!("Header “{}”", credential.param),
        (SecretIn::Query, _) => format!("Query parameter “{}”", credential.param),
    };
    if host.is_empty() { what } else { format!("{what} for {host}") }
}

fn help(credential: &Credential, origin: &str) -> String {
    let host = origin.split("://").last().filter(|host| !host.is_empty()).unwrap_or("the API");
    match (credential.place, credential.encoding) {
        (_, Encoding::Basic) => format!("Written as user:password, as {host} knows it."),
        (SecretIn::Cookie, _) => format!("The cookie's value from a signed-in session at {host}. It ends when that session ends."),
        (_, Encoding::Plain) if credential.prefix.is_empty() => format!("The value alone, as {host} issued it."),
        (_, Encoding::Plain) => format!("The value alone, without “{}”, as {host} issued it.", credential.prefix.trim()),
    }
}

/// Every way in which a credential's value could stand in a text, so that it can be found there.
pub fn forms(credential: &Credential) -> Vec<String> {
    const SHORTEST: usize = 6;
    if placeholder::whole(&credential.value).is_some() {
        return Vec::new();
    }
    let mut values = vec![credential.value.clone()];
    if credential.encoding == Encoding::Basic {
        values.extend(credential.value.split_once(':').map(|(_, password)| password.to_owned()));
    }
    let mut forms: Vec<String> = Vec::new();
    for value in values.into_iter().filter(|value| value.len() >= SHORTEST) {
        forms.push(utf8_percent_encode(&value, NON_ALPHANUMERIC).to_string());
        forms.push(general_purpose::STANDARD.encode(&value));
        forms.push(general_purpose::STANDARD_NO_PAD.encode(&value));
        forms.push(general_purpose::URL_SAFE_NO_PAD.encode(&value));
        forms.push(value);
    }
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_are_split_into_scheme_and_value() {
        let token = from_header("Authorization", "Bearer abc").expect("fine");
        assert_eq!((token.prefix.as_str(), token.value.as_str()), ("Bearer ", "abc"));
        let token = from_header("Authorization", "Token token=abc").expect("fine");
        assert_eq!((token.prefix.as_str(), token.value.as_str()), ("Token token=", "abc"));
        let basic = from_header("Authorization", "Basic dTpw").expect("fine");
        assert_eq!((basic.encoding, basic.value.as_str()), (Encoding::Basic, "u:p"));
        let odd = from_header("Authorization", "my secret").expect("fine");
        assert_eq!((odd.prefix.as_str(), odd.value.as_str()), ("", "my secret"));
        assert_eq!(from_header("Authorization", "AWS4-HMAC-SHA256 Credential=x").expect_err("signed"), "aws4-hmac-sha256");
    }

    #[test]
    fn slots_are_named_after_variable_or_host() {
        let mut slots = Slots::default();
        assert_eq!(slots.name_for(&Credential::bearer("$GH_TOKEN"), "https://api.github.com"), "GH_TOKEN");
        assert_eq!(slots.name_for(&Credential::bearer("abc"), "https://api.github.com"), "GH_TOKEN");
        assert_eq!(slots.name_for(&Credential::bearer("abc"), "https://api.stripe.com"), "STRIPE_TOKEN");
        assert_eq!(slots.name_for(&Credential::basic("a:b"), "https://api.stripe.com"), "STRIPE_LOGIN");
        assert_eq!(slots.name_for(&Credential::header("X-Api-Key", "", "abc"), "https://example.co.uk"), "EXAMPLE_API_KEY");
        assert_eq!(slots.name_for(&Credential::query("appid", "abc"), "http://127.0.0.1:4010"), "API_KEY");
        assert_eq!(slots.name_for(&Credential::header("DD-APPLICATION-KEY", "", "x"), "https://api.datadoghq.com"), "DD_APPLICATION_KEY");
        assert!(slots.into_vec().iter().all(|slot| is_slot_name(&slot.name)));
    }
}

//! Credentials: opened at the last moment, placed into a request, and only for the origins that their slot names.

use std::fmt;

use base64::{Engine, engine::general_purpose::STANDARD};
use contract::spec::{Encoding, Origin, SecretIn, SecretSlot, ServerSpec, Tool};
use futures::future::BoxFuture;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use crate::{
    error::{Error, Refusal},
    gate::{self, Target},
};

/// A stored credential could not be opened; the cause is for the log.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct OpenError(pub String);

/// Opens the sealed credentials of one server.
pub trait Secrets: Send + Sync {
    /// `None`: nothing was entered for this slot.
    fn open<'a>(&'a self, slot: &'a SecretSlot) -> BoxFuture<'a, Result<Option<SecretString>, OpenError>>;
}

/// An opened credential and its slot.
pub struct Opened<'a> {
    pub slot: &'a SecretSlot,
    pub value: SecretString,
}

impl fmt::Debug for Opened<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Opened({})", self.slot.name)
    }
}

/// The slots of a tool that belong to a request to this origin.
pub fn slots_for<'a>(spec: &'a ServerSpec, tool: &Tool, origin: &Origin) -> Vec<&'a SecretSlot> {
    let names = tool.action.secrets();
    let goes_there = |slot: &SecretSlot| slot.origins.iter().filter_map(gate::normalised).any(|known| known == *origin);
    spec.secrets.iter().filter(|slot| names.contains(&slot.name) && goes_there(slot)).collect()
}

/// A credential travels encrypted, unless the owner or the operator confirmed that this target may do without.
pub fn check_transport(slots: &[&SecretSlot], target: &Target, allow_plain_http: bool) -> Result<(), Refusal> {
    match slots.first() {
        Some(slot) if !target.origin.is_https() && !allow_plain_http && !target.trusted => {
            Err(Refusal::CredentialInClear { label: slot.label.clone(), origin: target.origin.to_string() })
        }
        _ => Ok(()),
    }
}

/// A tool must not set what a credential of its server sets; otherwise a caller could replace it or read its absence.
pub fn check_clashes(slots: &[&SecretSlot], url: &Url, headers: &HeaderMap) -> Result<(), Refusal> {
    for slot in slots {
        let name = &slot.placement.param;
        let (place, clashes) = match slot.placement.place {
            SecretIn::Header => ("the header", headers.contains_key(name.as_str())),
            SecretIn::Query => ("the query parameter", has_pair(url, name)),
            SecretIn::Cookie => ("the cookie", has_cookie(headers, name)),
        };
        if clashes {
            return Err(Refusal::CredentialClash { place, name: name.clone() });
        }
    }
    Ok(())
}

/// Opens the credentials of these slots. A required one that is missing ends the call.
pub async fn open<'a>(slots: Vec<&'a SecretSlot>, secrets: &dyn Secrets) -> Result<Vec<Opened<'a>>, Error> {
    let mut opened = Vec::with_capacity(slots.len());
    for slot in slots {
        match secrets.open(slot).await {
            Ok(Some(value)) if !value.expose_secret().is_empty() => opened.push(Opened { slot, value }),
            Ok(_) if slot.required => return Err(Error::MissingCredential { name: slot.name.clone(), label: slot.label.clone() }),
            Ok(_) => {}
            Err(cause) => {
                tracing::error!(slot = %slot.name, %cause, "a sealed credential could not be opened");
                return Err(unusable(slot, "it could not be opened."));
            }
        }
    }
    Ok(opened)
}

/// Writes the credentials into the request. What is there already (a redirect's own query) stays.
pub fn place(opened: &[Opened<'_>], url: &mut Url, headers: &mut HeaderMap) -> Result<(), Error> {
    for Opened { slot, value } in opened {
        let written = written(slot, value);
        let name = slot.placement.param.as_str();
        match slot.placement.place {
            SecretIn::Header => {
                let header = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unusable(slot, "its header has no valid name."))?;
                headers.insert(header, sensitive(slot, written.expose_secret())?);
            }
            SecretIn::Query if has_pair(url, name) => {}
            SecretIn::Query => {
                url.query_pairs_mut().append_pair(name, written.expose_secret());
            }
            SecretIn::Cookie if has_cookie(headers, name) => {}
            SecretIn::Cookie => {
                let is_token = |text: &str| !text.chars().any(|c| c.is_control() || c.is_whitespace() || ";,\"\\".contains(c));
                if !is_token(name) || name.contains('=') || !is_token(written.expose_secret()) {
                    return Err(unusable(slot, "it contains characters that a cookie cannot have."));
                }
                let before = headers.get(header::COOKIE).and_then(|value| value.to_str().ok()).map(|text| format!("{text}; ")).unwrap_or_default();
                let cookie = SecretString::from(format!("{before}{name}={}", written.expose_secret()));
                headers.insert(header::COOKIE, sensitive(slot, cookie.expose_secret())?);
            }
        }
    }
    Ok(())
}

/// Prefix and value, encoded as the slot says.
fn written(slot: &SecretSlot, value: &SecretString) -> SecretString {
    let prefix = &slot.placement.prefix;
    match slot.placement.encoding {
        Encoding::Plain => format!("{prefix}{}", value.expose_secret()),
        Encoding::Basic => format!("{prefix}{}", STANDARD.encode(value.expose_secret())),
    }
    .into()
}

fn sensitive(slot: &SecretSlot, text: &str) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::from_bytes(text.as_bytes()).map_err(|_| unusable(slot, "it contains line breaks or control characters."))?;
    value.set_sensitive(true);
    Ok(value)
}

fn unusable(slot: &SecretSlot, reason: &str) -> Error {
    Error::UnusableCredential { name: slot.name.clone(), label: slot.label.clone(), reason: reason.to_owned() }
}

fn has_pair(url: &Url, name: &str) -> bool {
    url.query_pairs().any(|(known, _)| known == name)
}

fn has_cookie(headers: &HeaderMap, name: &str) -> bool {
    let values = headers.get_all(header::COOKIE).into_iter().filter_map(|value| std::str::from_utf8(value.as_bytes()).ok());
    values.flat_map(|value| value.split(';')).any(|pair| pair.split('=').next().is_some_and(|known| known.trim() == name))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn slot(place: &str, param: &str, more: serde_json::Value) -> SecretSlot {
        let mut placement = json!({"in": place, "param": param});
        placement.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        serde_json::from_value(json!({"name": "KEY", "label": "Key", "placement": placement})).expect("a slot")
    }

    fn placed(slot: &SecretSlot, value: &str, cookie: Option<&str>) -> Result<(Url, HeaderMap), Error> {
        let mut url = Url::parse("https://api.example.com/x?a=1").expect("a url");
        let mut headers = HeaderMap::new();
        if let Some(cookie) = cookie {
            headers.insert(header::COOKIE, cookie.parse().expect("a value"));
        }
        place(&[Opened { slot, value: value.into() }], &mut url, &mut headers)?;
        Ok((url, headers))
    }

    #[test]
    fn credentials_stand_where_their_slot_says() {
        let (_, headers) = placed(&slot("header", "Authorization", json!({"prefix": "Bearer "})), "abc", None).expect("placed");
        assert_eq!(headers["authorization"], "Bearer abc");
        assert!(headers["authorization"].is_sensitive());
        let (_, headers) = placed(&slot("header", "Authorization", json!({"prefix": "Basic ", "encoding": "basic"})), "ann:secret", None).expect("placed");
        assert_eq!(headers["authorization"], "Basic YW5uOnNlY3JldA==");
        let (url, _) = placed(&slot("query", "api key", json!({})), "a&b=c#d", None).expect("placed");
        assert_eq!(url.as_str(), "https://api.example.com/x?a=1&api+key=a%26b%3Dc%23d");
        let (_, headers) = placed(&slot("cookie", "sid", json!({})), "abc", Some("theme=dark")).expect("placed");
        assert_eq!(headers["cookie"], "theme=dark; sid=abc");
    }

    #[test]
    fn credentials_cannot_break_the_message() {
        for (place, value) in [("header", "a\r\nHost: evil"), ("header", "a\nb"), ("cookie", "a; b=c"), ("cookie", "a\r\nb"), ("cookie", "a b")] {
            let error = placed(&slot(place, "X-Key", json!({})), value, None).expect_err(value);
            assert!(matches!(&error, Error::UnusableCredential { name, .. } if name == "KEY") && !error.to_string().contains("evil"), "{error}");
        }
    }

    #[test]
    fn tools_cannot_take_the_place_of_a_credential() {
        let url = Url::parse("https://api.example.com/x?key=mine&%6Bey2=mine").expect("a url");
        let headers = crate::headers::check(&[("X-Key".into(), "mine".into()), ("Cookie".into(), "a=b; sid=mine".into())]).expect("headers");
        for (place, param) in [("header", "x-key"), ("query", "key"), ("query", "key2"), ("cookie", "sid")] {
            let slot = slot(place, param, json!({}));
            assert!(matches!(check_clashes(&[&slot], &url, &headers), Err(Refusal::CredentialClash { .. })), "{place} {param}");
        }
        assert!(check_clashes(&[&slot("header", "authorization", json!({}))], &url, &headers).is_ok());
    }

    #[test]
    fn nothing_opened_is_printed() {
        let slot = slot("header", "X-Key", json!({}));
        assert_eq!(format!("{:?}", Opened { slot: &slot, value: "hunter2".into() }), "Opened(KEY)");
    }
}

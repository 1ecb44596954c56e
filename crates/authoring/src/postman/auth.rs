//! Authorization of a collection, handed down to folders and requests.

use serde_json::Value;

use crate::requests::{Credential, ToolBuilder};

/// What somebody chose in the “Authorization” tab.
#[derive(Clone, Debug)]
pub enum Auth {
    /// As the folder around it.
    Inherit,
    None,
    Some(Credential),
    /// A kind that signs requests; its name.
    Signed(String),
}

impl Auth {
    /// Reads `{"type": "bearer", "bearer": [{"key", "value"}]}`; format 2.0 has an object instead of the list.
    pub fn read(auth: Option<&Value>) -> Self {
        let Some(auth) = auth.filter(|auth| auth.is_object()) else { return Self::Inherit };
        let kind = auth.get("type").and_then(Value::as_str).unwrap_or_default();
        let get = |name: &str| parameter(auth.get(kind), name);
        match kind {
            "noauth" => Self::None,
            "bearer" => Self::Some(Credential::bearer(&get("token"))),
            "basic" => Self::Some(Credential::basic(&basic(&get("username"), &get("password")))),
            "apikey" => Self::Some(api_key(&get("key"), &get("value"), &get("in"))),
            "oauth2" => Self::Some(oauth2(&get("accessToken"), &get("addTokenTo"), &get("headerPrefix"))),
            "jwt" => Self::Some(Credential { label: "Signed JWT".into(), ..Credential::bearer("") }),
            "" => Self::Inherit,
            kind => Self::Signed(kind.chars().filter(char::is_ascii_alphanumeric).take(20).collect()),
        }
    }

    /// This one, or the one around it.
    pub fn or(self, outer: Self) -> Self {
        if matches!(self, Self::Inherit) { outer } else { self }
    }

    pub fn credentials(self, builder: &mut ToolBuilder) -> Vec<Credential> {
        match self {
            Self::Inherit | Self::None => Vec::new(),
            Self::Some(credential) => vec![credential],
            Self::Signed(kind) => {
                builder.note(format!("The authorization “{kind}” signs every request anew, which a stored credential cannot do. It was left out."));
                Vec::new()
            }
        }
    }
}

fn parameter(parameters: Option<&Value>, name: &str) -> String {
    let value = match parameters {
        Some(Value::Array(list)) => list.iter().find(|pair| pair.get("key").and_then(Value::as_str) == Some(name)).and_then(|pair| pair.get("value")),
        Some(Value::Object(members)) => members.get(name),
        _ => None,
    };
    value.and_then(Value::as_str).unwrap_or_default().trim().to_owned()
}

/// A placeholder alone names the slot; two of them name nothing.
fn basic(user: &str, password: &str) -> String {
    if user.is_empty() && password.is_empty() { String::new() } else { format!("{user}:{password}") }
}

fn api_key(name: &str, value: &str, place: &str) -> Credential {
    let is_name = !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    let name = if is_name { name } else { "X-API-Key" };
    if place == "query" { Credential::query(name, value) } else { Credential::header(name, "", value) }
}

fn oauth2(token: &str, place: &str, prefix: &str) -> Credential {
    let mut credential = if place == "queryParams" { Credential::query("access_token", token) } else { Credential::bearer(token) };
    if credential.prefix == "Bearer " && !prefix.is_empty() {
        credential.prefix = format!("{prefix} ");
    }
    credential.label = "OAuth 2.0 access token".into();
    credential
}

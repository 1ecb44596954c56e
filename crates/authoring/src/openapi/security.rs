//! Security schemes become secret slots; security requirements say which tools use them.

use contract::spec::{Encoding, ParamIn, Placement, SecretIn, SecretSlot};
use url::Url;

use super::{
    document::{Document, Resolver, Version},
    node::Node,
    operations::Operation,
};
use crate::{
    credentials,
    names::{self, Unique},
};

/// Words of titles that say nothing about whose API it is.
const GENERIC: [&str; 24] = [
    "api",
    "apis",
    "rest",
    "restful",
    "openapi",
    "open",
    "swagger",
    "spec",
    "specification",
    "the",
    "v1",
    "v2",
    "v3",
    "v4",
    "documentation",
    "docs",
    "reference",
    "public",
    "http",
    "web",
    "service",
    "definition",
    "json",
    "for",
];

/// One scheme of the document.
struct Scheme<'d> {
    name: &'d str,
    /// The slot that it needs, or why it cannot be used.
    slot: Result<usize, String>,
}

/// All schemes, and which of them were used.
pub struct Security<'d> {
    schemes: Vec<Scheme<'d>>,
    slots: Vec<SecretSlot>,
    /// Uses of each slot: by tools that need it, and by tools that also work without.
    uses: Vec<(u32, u32)>,
    default: Option<&'d Node<'d>>,
}

/// What one operation needs.
#[derive(Debug, Default)]
pub struct Needs {
    slots: Vec<usize>,
    optional: bool,
    /// Why a requirement could not be met.
    pub notes: Vec<String>,
}

impl<'d> Security<'d> {
    pub fn new(document: &'d Document<'d>, resolver: &Resolver<'d>) -> Self {
        let schemes = match document.version {
            Version::V2 => document.root.get("securityDefinitions"),
            _ => document.root.get("components").and_then(|components| components.get("securitySchemes")),
        };
        let mut security = Self { schemes: Vec::new(), slots: Vec::new(), uses: Vec::new(), default: document.root.get("security") };
        let mut taken = Unique::default();
        for (name, scheme) in schemes.map_or(&[][..], Node::members).iter().take(100) {
            let slot = match resolver.resolve(scheme) {
                Ok(found) => draft(document, found.node).map(|draft| security.slot(draft, name, &mut taken)),
                Err(error) => Err(format!("it cannot be read: {error}")),
            };
            security.schemes.push(Scheme { name, slot });
        }
        security.uses = vec![(0, 0); security.slots.len()];
        security
    }

    /// A slot for a scheme; schemes that put the same thing in the same place share one.
    fn slot(&mut self, mut draft: SecretSlot, scheme: &str, taken: &mut Unique) -> usize {
        if let Some(place) = self.slots.iter().position(|slot| slot.placement == draft.placement) {
            return place;
        }
        if taken.contains(&draft.name) {
            draft.name = names::slot_name(&format!("{} {scheme}", draft.name));
        }
        draft.name = taken.take(&draft.name, names::LONGEST_SLOT);
        self.slots.push(draft);
        self.slots.len() - 1
    }

    /// The first alternative that can be met, tokens before passwords (several schemes in one alternative are all needed).
    pub fn needs(&self, operation: &Operation<'d>) -> Needs {
        let required = operation.node.get("security").or(self.default).map_or(&[][..], Node::items);
        let optional = required.iter().any(|alternative| alternative.members().is_empty());
        let (mut problems, mut met) = (Vec::new(), Vec::new());
        for alternative in required.iter().filter(|alternative| !alternative.members().is_empty()) {
            match self.alternative(alternative) {
                Ok(slots) => met.push(slots),
                Err(problem) => problems.push(problem),
            }
        }
        // Where a token does, too, nobody has to enter a user name and a password.
        let asks_for_password = |slots: &Vec<usize>| slots.iter().any(|slot| self.slots[*slot].placement.encoding == Encoding::Basic);
        if let Some(slots) = met.into_iter().min_by_key(asks_for_password) {
            return Needs { slots, optional, notes: Vec::new() };
        }
        Needs { slots: Vec::new(), optional: true, notes: if optional { Vec::new() } else { problems } }
    }

    fn alternative(&self, alternative: &Node<'_>) -> Result<Vec<usize>, String> {
        let mut slots: Vec<usize> = Vec::new();
        for (name, _) in alternative.members() {
            let scheme = self.schemes.iter().find(|scheme| scheme.name == name);
            let scheme = scheme.ok_or_else(|| format!("The document asks for the security scheme “{}” but does not describe it.", names::clip(name, 60)))?;
            let slot = scheme.slot.as_ref().map_err(|reason| format!("The security scheme “{}” was left out: {reason}.", names::clip(name, 60)))?;
            let place = |slot: usize| (self.slots[slot].placement.place, self.slots[slot].placement.param.to_ascii_lowercase());
            // Two values cannot stand in one header; the first one is taken.
            if !slots.iter().any(|known| place(*known) == place(*slot)) {
                slots.push(*slot);
            }
        }
        Ok(slots)
    }

    /// Whether a parameter is the place of a credential that the operation needs.
    pub fn fills(&self, needs: &Needs, place: ParamIn, name: &str) -> bool {
        needs.slots.iter().any(|slot| credentials::is_at(&self.slots[*slot].placement, place, name))
    }

    /// Counts the use of an operation's slots and returns their names.
    pub fn take(&mut self, needs: &Needs) -> Vec<String> {
        for slot in &needs.slots {
            let uses = &mut self.uses[*slot];
            if needs.optional { uses.1 += 1 } else { uses.0 += 1 }
        }
        needs.slots.iter().map(|slot| self.slots[*slot].name.clone()).collect()
    }

    /// The slots that some tool uses.
    pub fn into_slots(self) -> Vec<SecretSlot> {
        let used = self.slots.into_iter().zip(self.uses).filter(|(_, (needed, optional))| needed + optional > 0);
        used.map(|(slot, (needed, _))| SecretSlot { required: needed > 0, ..slot }).collect()
    }
}

/// The slot of a scheme, or why it cannot be used.
fn draft(document: &Document<'_>, scheme: &Node<'_>) -> Result<SecretSlot, String> {
    let header = |prefix: &str, encoding| Placement { place: SecretIn::Header, param: "Authorization".into(), prefix: prefix.into(), encoding };
    let bearer = || header("Bearer ", Encoding::Plain);
    let (placement, suffix, label, help) = match scheme.text("type").unwrap_or_default() {
        "oauth2" => (bearer(), "TOKEN", "access token", oauth_help(scheme)),
        "openIdConnect" => (bearer(), "TOKEN", "access token", "An access token of the provider's sign-in (OpenID Connect).".to_owned()),
        "basic" => (header("Basic ", Encoding::Basic), "LOGIN", "user name and password", BASIC_HELP.to_owned()),
        "http" => match scheme.text("scheme").unwrap_or_default().to_ascii_lowercase().as_str() {
            "bearer" => (bearer(), "TOKEN", "access token", "An access token; it is sent as “Authorization: Bearer …”.".to_owned()),
            "basic" => (header("Basic ", Encoding::Basic), "LOGIN", "user name and password", BASIC_HELP.to_owned()),
            other @ ("digest" | "hoba" | "mutual" | "negotiate" | "scram-sha-1" | "scram-sha-256" | "vapid" | "dpop" | "privatetoken") => {
                return Err(format!("“{other}” needs a conversation that a fixed credential cannot have"));
            }
            other if !other.is_empty() && other.len() <= 30 && credentials::header_problem(other).is_none() => {
                let scheme = scheme.text("scheme").unwrap_or_default();
                (header(&format!("{scheme} "), Encoding::Plain), "CREDENTIAL", "credential", format!("It is sent as “Authorization: {scheme} …”."))
            }
            _ => return Err("its HTTP scheme is missing".into()),
        },
        "apiKey" => api_key(scheme)?,
        "mutualTLS" => return Err("client certificates (mutual TLS) cannot be entered".into()),
        other => return Err(format!("the type “{}” is unknown", names::clip(other, 40))),
    };
    let service = service(document);
    let own = scheme.text("description").map(|text| names::clip(&text.split_whitespace().collect::<Vec<_>>().join(" "), 400)).filter(|text| !text.is_empty());
    Ok(SecretSlot {
        name: names::slot_name(&format!("{service} {suffix}")),
        label: names::clip(&format!("{service} {label}"), 100),
        help: own.unwrap_or(help),
        help_url: help_url(document, scheme),
        placement,
        origins: Vec::new(),
        required: true,
    })
}

const BASIC_HELP: &str = "Enter both with a colon between them: user:password.";

fn oauth_help(scheme: &Node<'_>) -> String {
    let flows = scheme.get("flows").map_or(&[][..], Node::members).iter().map(|(_, flow)| flow).chain(std::iter::once(scheme));
    let mut scopes: Vec<&str> = flows.flat_map(|flow| flow.get("scopes").map_or(&[][..], Node::members)).map(|(scope, _)| scope.as_ref()).collect();
    scopes.dedup();
    let named = scopes.iter().take(8).copied().collect::<Vec<_>>().join(", ");
    let with = if named.is_empty() { String::new() } else { format!(" with the scopes that your tools need (such as {named})") };
    names::clip(&format!("An OAuth 2 access token{with}. The provider's developer settings issue one."), 400)
}

fn api_key(scheme: &Node<'_>) -> Result<(Placement, &'static str, &'static str, String), String> {
    let param = scheme.text("name").map(str::trim).unwrap_or_default();
    let (place, word, problem) = match scheme.text("in") {
        Some("header") => (SecretIn::Header, "header", credentials::header_problem(param)),
        Some("query") => (SecretIn::Query, "query parameter", credentials::query_problem(param)),
        Some("cookie") => (SecretIn::Cookie, "cookie", credentials::cookie_problem(param)),
        _ => return Err("it does not say where the key goes".into()),
    };
    if let Some(problem) = problem {
        return Err(problem.trim_end_matches('.').to_owned());
    }
    let lower = param.to_ascii_lowercase();
    let suffix = match lower.as_str() {
        _ if place == SecretIn::Cookie => "SESSION",
        name if name.contains("token") || name == "authorization" => "TOKEN",
        name if name.contains("secret") => "SECRET",
        name if name.contains("client") || name.contains("app") && name.contains("id") => "ID",
        _ => "API_KEY",
    };
    let about = scheme.text("description").unwrap_or_default();
    let prefix = match lower.as_str() {
        "authorization" if about.contains("Bearer ") || about.to_lowercase().contains("bearer token") => "Bearer ",
        "authorization" if about.contains("Token ") => "Token ",
        _ => "",
    };
    let help = match (lower.as_str(), prefix) {
        ("authorization", "") => "It is sent as the header Authorization, exactly as you enter it; begin with “Bearer ” if the API asks for that.".to_owned(),
        _ => format!("It is sent as the {word} “{}”.", names::clip(param, 60)),
    };
    let label = if suffix == "API_KEY" { "API key" } else { "credential" };
    Ok((Placement { place, param: param.to_owned(), prefix: prefix.to_owned(), encoding: Encoding::Plain }, suffix, label, help))
}

/// Whose API it is, in at most three words: “GitHub v3 REST API” is “GitHub”.
fn service(document: &Document<'_>) -> String {
    let title = document.root.get("info").and_then(|info| info.get("title")).and_then(Node::scalar).unwrap_or_default();
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().any(char::is_alphabetic) && word.is_ascii());
    let words: Vec<&str> = words.filter(|word| !GENERIC.contains(&word.to_ascii_lowercase().as_str())).take(3).collect();
    if words.is_empty() { "API".into() } else { names::clip(&words.join(" "), 40) }
}

/// Where to read about the credential: the scheme's own pages first.
fn help_url(document: &Document<'_>, scheme: &Node<'_>) -> Option<String> {
    let flows = scheme.get("flows").map_or(&[][..], Node::members).iter().map(|(_, flow)| flow).chain(std::iter::once(scheme));
    let docs = [scheme.get("externalDocs"), document.root.get("externalDocs")].into_iter().flatten().filter_map(|docs| docs.text("url"));
    let urls = docs.chain(flows.filter_map(|flow| flow.text("authorizationUrl")));
    urls.filter_map(|text| Url::parse(text.trim()).ok()).find(|url| matches!(url.scheme(), "http" | "https") && url.username().is_empty()).map(String::from)
}

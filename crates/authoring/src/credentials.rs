//! Places for credentials: which names are legal there, and the credentials that an owner adds by hand.

use contract::{
    AppError, FieldError, ServerSpec,
    dto::CredentialInput,
    spec::{Action, Body, Encoding, ParamIn, Placement, SecretIn, SecretSlot, ValueFrom},
};

use crate::names;

/// Headers that the platform or the connection sets (RFC 9110 sections 7.2, 7.6.1 and 8.6; Fetch, forbidden headers).
const FORBIDDEN_HEADERS: [&str; 20] = [
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "cookie",
    "cookie2",
    "date",
    "expect",
    "forwarded",
    "host",
    "keep-alive",
    "set-cookie",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
    "x-forwarded-for",
    "x-forwarded-host",
];

/// RFC 9110 section 5.6.2.
fn is_token(text: &str) -> bool {
    !text.is_empty() && text.len() <= 128 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
}

/// Why a header may not be set by a tool or a credential; nothing if it may.
pub fn header_problem(name: &str) -> Option<String> {
    let lower = name.to_ascii_lowercase();
    if !is_token(name) {
        Some("this is not a valid name of a header.".into())
    } else if FORBIDDEN_HEADERS.contains(&lower.as_str()) || lower.starts_with("proxy-") || lower.starts_with("sec-") {
        Some(format!("the header {name} is set by the platform."))
    } else {
        None
    }
}

/// Why a cookie may not have this name (RFC 6265 section 4.1.1).
pub fn cookie_problem(name: &str) -> Option<String> {
    (!is_token(name)).then(|| "this is not a valid name of a cookie.".into())
}

/// Why a query parameter may not have this name.
pub fn query_problem(name: &str) -> Option<String> {
    (name.is_empty() || name.chars().count() > 128 || name.chars().any(char::is_control)).then(|| "this is not a valid name of a query parameter.".into())
}

/// Whether a text is the value of a header: visible characters, spaces and tabs.
pub fn is_header_value(text: &str) -> bool {
    text.len() <= 8_000 && text.chars().all(|c| c == '\t' || !c.is_control())
}

/// Whether a text is a media type such as `application/json; charset=utf-8` (RFC 9110 section 8.3.1); ranges count.
pub fn is_media_type(text: &str) -> bool {
    let essence = text.split(';').next().unwrap_or_default().trim();
    let halves = essence.split_once('/').is_some_and(|(main, sub)| is_token(main) && is_token(sub));
    halves && text.len() <= 200 && is_header_value(text)
}

/// Whether a request part is where a credential goes.
pub fn is_at(placement: &Placement, place: ParamIn, name: &str) -> bool {
    match (placement.place, place) {
        (SecretIn::Header, ParamIn::Header) => placement.param.eq_ignore_ascii_case(name),
        (SecretIn::Query, ParamIn::Query) | (SecretIn::Cookie, ParamIn::Cookie) => placement.param == name,
        _ => false,
    }
}

/// Everything that is wrong with a placement.
pub fn placement_problem(placement: &Placement) -> Option<String> {
    let problem = match placement.place {
        SecretIn::Header => header_problem(&placement.param),
        SecretIn::Query => query_problem(&placement.param),
        SecretIn::Cookie => cookie_problem(&placement.param),
    };
    let prefix_ok = placement.prefix.len() <= 60 && placement.prefix.bytes().all(|byte| (0x20..0x7f).contains(&byte));
    problem.or_else(|| (!prefix_ok).then(|| "the prefix has characters that may not stand in a request.".into()))
}

/// Slots for the credentials that an owner adds by hand. All mistakes at once, under `credentials.NAME`.
pub fn slots(inputs: &[CredentialInput]) -> Result<Vec<SecretSlot>, AppError> {
    let mut errors = Vec::new();
    let mut slots: Vec<SecretSlot> = Vec::new();
    for input in inputs {
        let field = format!("credentials.{}", names::clip(&input.name, 70));
        let placement = placement(input);
        if !names::is_slot_name(&input.name) {
            errors.push(FieldError::new(field, "Name a credential with capital letters, digits and underscores, such as API_KEY; at most 64 characters."));
        } else if slots.iter().any(|slot| slot.name == input.name) {
            errors.push(FieldError::new(field, format!("The name {} stands here twice. Give each credential its own name.", input.name)));
        } else if slots.iter().any(|slot| same_place(&slot.placement, &placement)) {
            errors.push(FieldError::new(field, "Another credential goes to the same place. Remove one of the two."));
        } else if let Some(problem) = placement_problem(&placement) {
            errors.push(FieldError::new(field, format!("{} cannot be used: {problem}", input.name)));
        } else {
            slots.push(slot(input, placement));
        }
    }
    if inputs.len() > 20 {
        errors.push(FieldError::new("credentials", "A server can have at most 20 credentials added by hand."));
    }
    if errors.is_empty() { Ok(slots) } else { Err(AppError::invalid(errors)) }
}

fn placement(input: &CredentialInput) -> Placement {
    let is_basic = input.place == SecretIn::Header && input.param.eq_ignore_ascii_case("authorization") && input.prefix.trim().eq_ignore_ascii_case("basic");
    let encoding = if is_basic { Encoding::Basic } else { Encoding::Plain };
    Placement { place: input.place, param: input.param.trim().to_owned(), prefix: input.prefix.clone(), encoding }
}

fn slot(input: &CredentialInput, placement: Placement) -> SecretSlot {
    let word = match placement.place {
        SecretIn::Header => "header",
        SecretIn::Query => "query parameter",
        SecretIn::Cookie => "cookie",
    };
    let help = match placement.encoding {
        Encoding::Basic => "Enter user name and password with a colon between them: user:password.".to_owned(),
        Encoding::Plain => format!("It is sent as the {word} “{}”.", placement.param),
    };
    SecretSlot { name: input.name.clone(), label: input.name.replace('_', " "), help, help_url: None, placement, origins: Vec::new(), required: true }
}

fn same_place(a: &Placement, b: &Placement) -> bool {
    a.place == b.place && if a.place == SecretIn::Header { a.param.eq_ignore_ascii_case(&b.param) } else { a.param == b.param }
}

/// Adds slots to every tool that talks to the network. A slot that the source gave for the same place is replaced, and
/// so is an argument there.
pub fn add(spec: &mut ServerSpec, slots: Vec<SecretSlot>) {
    for mut slot in slots {
        let replaced: Vec<String> = spec.secrets.iter().filter(|known| same_place(&known.placement, &slot.placement)).map(|known| known.name.clone()).collect();
        spec.secrets.retain(|known| !replaced.contains(&known.name));
        while spec.secrets.iter().any(|known| known.name == slot.name) {
            slot.name = names::slot_name(&format!("{}_2", slot.name.chars().take(names::LONGEST_SLOT - 2).collect::<String>()));
        }
        for tool in &mut spec.tools {
            let names = match &mut tool.action {
                Action::Http(action) => {
                    let freed: Vec<String> =
                        action.params.extract_if(.., |param| is_at(&slot.placement, param.place, &param.name)).filter_map(|param| arg(&param.from)).collect();
                    let freed = freed
                        .into_iter()
                        .filter(|name| !uses(action.body.as_ref(), name) && !action.params.iter().any(|param| arg(&param.from).as_ref() == Some(name)));
                    forget(&mut tool.input_schema, &freed.collect::<Vec<_>>());
                    &mut action.secrets
                }
                Action::Script(action) if action.origins.is_empty() => continue,
                Action::Script(action) => &mut action.secrets,
            };
            names.retain(|name| !replaced.contains(name));
            names.push(slot.name.clone());
        }
        spec.secrets.push(slot);
    }
}

fn arg(from: &ValueFrom) -> Option<String> {
    if let ValueFrom::Arg(name) = from { Some(name.clone()) } else { None }
}

fn uses(body: Option<&Body>, name: &str) -> bool {
    body.is_some_and(|body| crate::seal::body_args(body).contains(&name))
}

/// Takes arguments out of a schema.
fn forget(schema: &mut serde_json::Value, names: &[String]) {
    if let Some(properties) = schema.get_mut("properties").and_then(serde_json::Value::as_object_mut) {
        properties.retain(|name, _| !names.contains(name));
    }
    if let Some(required) = schema.get_mut("required").and_then(serde_json::Value::as_array_mut) {
        required.retain(|name| !names.iter().any(|gone| name == gone));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(name: &str, place: SecretIn, param: &str) -> CredentialInput {
        CredentialInput { name: name.into(), place, param: param.into(), prefix: String::new() }
    }

    #[test]
    fn credentials_go_to_legal_places_only() {
        for header in ["Host", "content-length", "Transfer-Encoding", "Connection", "Proxy-Authorization", "X Y", "A\r\nB", "", "Cookie"] {
            let error = slots(&[input("KEY", SecretIn::Header, header)]).expect_err(header);
            assert!(error.for_field("credentials.KEY").is_some(), "{header}");
        }
        assert!(slots(&[input("KEY", SecretIn::Header, "X-Api-Key"), input("OTHER", SecretIn::Query, "key")]).is_ok());
    }

    #[test]
    fn all_mistakes_are_named_at_once() {
        let error = slots(&[input("key", SecretIn::Header, "X-Key"), input("A", SecretIn::Cookie, "a b"), input("B", SecretIn::Query, "")]).expect_err("three");
        assert_eq!(error.errors.len(), 3);
    }
}

//! The last steps of every source made of requests: choose, name, add credentials, and look once more for secrets.

use contract::{
    AppError, FieldError, ServerSpec,
    dto::{CredentialInput, Skipped},
    names::DisplayName,
    spec::{Action, Encoding, Origin, Placement, SPEC_VERSION, SecretIn, SecretSlot, Source, Tool},
};
use serde_json::Value;

use super::{build::Built, hosts, slots::is_slot_name};
use crate::{CompileRequest, Compiled, seal::tool_problem};

/// What stands where a credential stood.
const REMOVED: &str = "removed";

/// Puts a specification together.
pub fn finish(request: &CompileRequest, source: Source, title: &str, description: &str, built: Built) -> Result<Compiled, AppError> {
    let Built { tools, secrets, notes, seen } = built;
    let spec = ServerSpec {
        spec_version: SPEC_VERSION,
        name: display_name(request.name.as_deref(), title)?,
        description: description.chars().take(4_000).collect(),
        source,
        tools: tools.into_iter().map(|tool| clean_tool(tool, &seen)).collect(),
        secrets,
        origins: Vec::new(),
    };
    let spec = clean_texts(spec, &seen);
    let spec = choose(spec, request.operations.as_deref())?;
    let spec = add_credentials(spec, &request.credentials)?;
    let (spec, skipped) = pass(spec)?;
    let notes = notes.into_iter().map(|note| clean(&note, &seen)).collect();
    Ok(Compiled { spec: derive_origins(spec), skipped, notes })
}

/// Keeps the tools that pass the gate; the others are named with the reason. An example may say anything: a header with a
/// line break in it, a media type that is none.
fn pass(mut spec: ServerSpec) -> Result<(ServerSpec, Vec<Skipped>), AppError> {
    let mut skipped = Vec::new();
    spec.tools.retain(|tool| match tool_problem(tool) {
        None => true,
        Some(reason) => {
            skipped.push(Skipped { operation: tool.operation.clone(), reason });
            false
        }
    });
    match skipped.first() {
        Some(first) if spec.tools.is_empty() => Err(AppError::field("source.text", format!("This cannot become a tool: {}", first.reason))),
        _ => Ok((spec, skipped)),
    }
}

/// The name that was asked for, or the source's title cut to what a name may have.
pub fn display_name(wanted: Option<&str>, title: &str) -> Result<String, AppError> {
    if let Some(name) = wanted.filter(|name| !name.trim().is_empty()) {
        return Ok(DisplayName::parse(name)?.to_string());
    }
    let title: String = title.chars().filter(|c| !c.is_control()).take(DisplayName::LONGEST).collect();
    let title = title.trim();
    Ok(if title.is_empty() { "My server".to_owned() } else { title.to_owned() })
}

/// Keeps the chosen operations only. Each is named by its operation or by its tool's name.
pub fn choose(mut spec: ServerSpec, operations: Option<&[String]>) -> Result<ServerSpec, AppError> {
    let Some(operations) = operations else { return Ok(spec) };
    let names = |tool: &Tool, wanted: &str| tool.operation == wanted || tool.name == wanted;
    let unknown: Vec<FieldError> = operations
        .iter()
        .filter(|wanted| !spec.tools.iter().any(|tool| names(tool, wanted)))
        .map(|wanted| FieldError::new("operations", format!("There is no operation “{}” in this source.", wanted.chars().take(80).collect::<String>())))
        .collect();
    if !unknown.is_empty() {
        return Err(AppError::invalid(unknown));
    }
    spec.tools.retain(|tool| operations.iter().any(|wanted| names(tool, wanted)));
    let used: Vec<String> = spec.tools.iter().flat_map(|tool| tool.action.secrets().iter().cloned()).collect();
    spec.secrets.retain(|slot| used.contains(&slot.name));
    Ok(spec)
}

/// Adds credentials that the source keeps silent about; every tool that talks to the network gets them.
/// The errors' field is `credentials`.
pub fn add_credentials(mut spec: ServerSpec, credentials: &[CredentialInput]) -> Result<ServerSpec, AppError> {
    for credential in credentials {
        if !is_slot_name(&credential.name) {
            return Err(AppError::field("credentials", "Name a credential with capital letters, digits and underscores, like API_KEY."));
        }
        let is_param = !credential.param.is_empty()
            && credential.param.len() <= 128
            && credential.param.bytes().all(|byte| byte.is_ascii_graphic() && (credential.place == SecretIn::Query || !b"()<>@,;:\\\"/[]?={}".contains(&byte)));
        if !is_param || credential.prefix.chars().any(char::is_control) {
            return Err(AppError::field("credentials", format!("Say which header, query parameter or cookie {} goes into.", credential.name)));
        }
        let placement = Placement { place: credential.place, param: credential.param.clone(), prefix: credential.prefix.clone(), encoding: Encoding::Plain };
        match spec.secrets.iter_mut().find(|slot| slot.name == credential.name) {
            Some(slot) => slot.placement = placement,
            None => spec.secrets.push(SecretSlot {
                label: credential.name.clone(),
                name: credential.name.clone(),
                help: String::new(),
                help_url: None,
                placement,
                origins: Vec::new(),
                required: true,
            }),
        }
        for tool in &mut spec.tools {
            let secrets = match &mut tool.action {
                Action::Http(http) => &mut http.secrets,
                Action::Script(script) if !script.origins.is_empty() => &mut script.secrets,
                Action::Script(_) => continue,
            };
            if !secrets.contains(&credential.name) {
                secrets.push(credential.name.clone());
            }
        }
    }
    Ok(spec)
}

/// Origins of the server and of its slots, from the tools that are switched on.
pub fn derive_origins(mut spec: ServerSpec) -> ServerSpec {
    let origins_of = |keep: &dyn Fn(&Tool) -> bool| {
        let mut origins: Vec<Origin> = spec.enabled_tools().filter(|tool| keep(tool)).flat_map(|tool| hosts::origins(&tool.action)).collect();
        origins.sort();
        origins.dedup();
        origins
    };
    let all = origins_of(&|_| true);
    let by_slot: Vec<Vec<Origin>> = spec.secrets.iter().map(|slot| origins_of(&|tool| tool.action.secrets().contains(&slot.name))).collect();
    spec.origins = all;
    for (slot, origins) in spec.secrets.iter_mut().zip(by_slot) {
        slot.origins = origins;
    }
    spec
}

/// A second look, over everything in a tool that came from the examples as text. The parts that make it work (name,
/// address, operation) were built from parts that are known to hold none.
fn clean_tool(mut tool: Tool, seen: &[String]) -> Tool {
    tool.title = clean(&tool.title, seen);
    tool.description = clean(&tool.description, seen);
    tool.tags = tool.tags.iter().map(|tag| clean(tag, seen)).collect();
    clean_value(&mut tool.input_schema, seen);
    if let Action::Http(http) = &tool.action {
        let (method, url) = (http.method, http.url.clone());
        if let Ok(mut value) = serde_json::to_value(http) {
            clean_value(&mut value, seen);
            if let Ok(mut cleaned) = serde_json::from_value::<contract::spec::HttpAction>(value) {
                (cleaned.method, cleaned.url) = (method, url);
                tool.action = Action::Http(cleaned);
            }
        }
    }
    tool
}

fn clean_texts(mut spec: ServerSpec, seen: &[String]) -> ServerSpec {
    spec.name = clean(&spec.name, seen);
    spec.description = clean(&spec.description, seen);
    spec.source.title = clean(&spec.source.title, seen);
    for slot in &mut spec.secrets {
        slot.label = clean(&slot.label, seen);
        slot.help = clean(&slot.help, seen);
    }
    spec
}

fn clean(text: &str, seen: &[String]) -> String {
    seen.iter().fold(text.to_owned(), |text, secret| if text.contains(secret.as_str()) { text.replace(secret.as_str(), REMOVED) } else { text })
}

fn clean_value(value: &mut Value, seen: &[String]) {
    match value {
        Value::String(text) => *text = clean(text, seen),
        Value::Array(items) => items.iter_mut().for_each(|item| clean_value(item, seen)),
        Value::Object(members) => {
            for (name, mut member) in std::mem::take(members) {
                clean_value(&mut member, seen);
                members.insert(clean(&name, seen), member);
            }
        }
        Value::Number(number) if seen.contains(&number.to_string()) => *value = Value::Null,
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

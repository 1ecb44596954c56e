//! Credentials and where they go.

use contract::{
    ServerSpec,
    spec::{Action, Encoding, Origin, ParamIn, Placement, SecretIn, SecretSlot, Tool, ValueFrom},
};

use crate::{
    names::{self, Unique},
    requests::hosts,
};

/// Whether the same host can be asked for over https: a public name on the usual port.
pub fn can_use_https(tool: &Tool) -> bool {
    let Action::Http(action) = &tool.action else { return false };
    Origin::of_url(&action.url).is_ok_and(|origin| !origin.is_https() && !origin.authority().contains(':') && !hosts::is_private_host(&origin))
}

pub fn fix(tool: &mut Tool, rule: &str) {
    match (&mut tool.action, rule) {
        (Action::Http(action), "credential-over-http") => {
            if let Some(rest) = action.url.strip_prefix("http://").or_else(|| action.url.strip_prefix("HTTP://")) {
                action.url = format!("https://{rest}");
            }
        }
        // Which of its addresses the script may do without, only its owner knows.
        (Action::Script(_), "credential-many-origins") => tool.enabled = false,
        _ => {}
    }
}

/// An argument that is a credential becomes a slot: the owner enters it once, and no model sees it.
pub fn seal_argument(spec: &mut ServerSpec, place: usize) {
    let Some(tool) = spec.tools.get_mut(place) else { return };
    let Action::Http(action) = &mut tool.action else { return };
    let found =
        action.params.iter().position(|param| matches!(param.from, ValueFrom::Arg(_)) && param.place != ParamIn::Path && super::is_credential(&param.name));
    let Some(param) = found.map(|number| action.params.remove(number)) else { return };
    let ValueFrom::Arg(argument) = &param.from else { return };
    let mut is_required = false;
    if let Some(members) = tool.input_schema.as_object_mut() {
        if let Some(properties) = members.get_mut("properties").and_then(|properties| properties.as_object_mut()) {
            properties.shift_remove(argument);
        }
        if let Some(required) = members.get_mut("required").and_then(|required| required.as_array_mut()) {
            let before = required.len();
            required.retain(|name| name != argument.as_str());
            is_required = required.len() < before;
        }
    }
    let placed = match param.place {
        ParamIn::Header => SecretIn::Header,
        ParamIn::Cookie => SecretIn::Cookie,
        ParamIn::Query | ParamIn::Path => SecretIn::Query,
    };
    let placement = Placement { place: placed, param: param.name.clone(), prefix: String::new(), encoding: Encoding::Plain };
    let known = spec.secrets.iter().find(|slot| slot.placement == placement).map(|slot| slot.name.clone());
    let name = known.unwrap_or_else(|| {
        let mut taken = Unique::default();
        spec.secrets.iter().for_each(|slot| drop(taken.take(&slot.name, names::LONGEST_SLOT)));
        let name = taken.take(&names::slot_name(&param.name), names::LONGEST_SLOT).to_ascii_uppercase();
        let help = "The whole value, as the service wants it; with its scheme, such as “Bearer …”, where it has one.";
        spec.secrets.push(SecretSlot {
            name: name.clone(),
            label: param.name.clone(),
            help: help.to_owned(),
            help_url: None,
            placement,
            origins: Vec::new(),
            required: is_required,
        });
        name
    });
    if let Some(Action::Http(action)) = spec.tools.get_mut(place).map(|tool| &mut tool.action)
        && !action.secrets.contains(&name)
    {
        action.secrets.push(name);
    }
}

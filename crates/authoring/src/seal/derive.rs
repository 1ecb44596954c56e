//! Origins, derived from the tools: what is sent is ignored.

use std::collections::{BTreeMap, BTreeSet};

use contract::{
    AppError, ServerSpec,
    spec::{Action, Origin, Tool},
};

use crate::{names, requests::hosts};

/// Fills in the origins of the specification and of each of its secret slots from the enabled tools.
///
/// # Errors
/// A tool's address is not absolute http or https.
pub fn derive(spec: &mut ServerSpec) -> Result<(), AppError> {
    let mut all: BTreeSet<Origin> = BTreeSet::new();
    let mut by_slot: BTreeMap<String, BTreeSet<Origin>> = BTreeMap::new();
    let mut known: BTreeMap<String, Origin> = BTreeMap::new();
    for tool in spec.enabled_tools() {
        let origins = origins(tool, &mut known)?;
        for slot in tool.action.secrets() {
            by_slot.entry(slot.clone()).or_default().extend(origins.iter().cloned());
        }
        all.extend(origins);
    }
    spec.origins = all.into_iter().collect();
    for slot in &mut spec.secrets {
        slot.origins = by_slot.remove(&slot.name).unwrap_or_default().into_iter().collect();
    }
    Ok(())
}

fn origins(tool: &Tool, known: &mut BTreeMap<String, Origin>) -> Result<Vec<Origin>, AppError> {
    let action = match &tool.action {
        Action::Script(script) => return Ok(script.origins.clone()),
        Action::Http(action) => action,
    };
    // Most tools of a server share one address, so it is parsed once.
    let base = hosts::base(&action.url);
    if let Some(origin) = known.get(base) {
        return Ok(vec![origin.clone()]);
    }
    let origin = hosts::origin(base).ok_or_else(|| {
        let field = format!("spec.tools.{}.action.url", names::clip(&tool.name, 50));
        AppError::field(field, format!("“{}” must be a complete http or https address.", names::clip(&action.url, 120)))
    })?;
    known.insert(base.to_owned(), origin.clone());
    Ok(vec![origin])
}

//! What a model wanted and may not have until its owner allows it.

use contract::{
    ServerSpec,
    lint::{Finding, Severity},
};
use serde::{Deserialize, Serialize};

/// A tool that stays switched off, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub tool: String,
    pub held_for: HeldFor,
}

/// What the owner has not allowed yet.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(tag = "what", content = "value", rename_all = "snake_case")]
pub enum HeldFor {
    /// An address that neither the owner nor the source named.
    Origin(String),
    /// A credential that a pasted text asks for.
    Secret(String),
    /// A change, although the owner asked for reading only.
    Writing,
}

impl HeldFor {
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::Origin(_) => "origin-unconfirmed",
            Self::Secret(_) => "credential-unconfirmed",
            Self::Writing => "writing-unconfirmed",
        }
    }
}

impl Held {
    /// What the owner reads beside the tool.
    pub fn finding(&self) -> Finding {
        let (message, fix) = match &self.held_for {
            HeldFor::Origin(origin) => (
                format!(
                    "The model wants this tool to call {origin}, which stands neither in your words nor in the source. It stays off until you allow that address."
                ),
                format!("Allow {}", origin.split_once("://").map_or(origin.as_str(), |(_, host)| host)),
            ),
            HeldFor::Secret(slot) => (
                format!("The model wants a credential ({slot}) because of a text that you pasted. The tool stays off until you allow it."),
                format!("Allow {slot}"),
            ),
            HeldFor::Writing => {
                ("You asked for reading only, and this tool changes something. It stays off until you allow it.".to_owned(), "Allow the change".to_owned())
            }
        };
        Finding {
            severity: Severity::Warning,
            rule: self.held_for.rule().to_owned(),
            tool: Some(self.tool.clone()),
            at: "/action".to_owned(),
            message,
            clients: Vec::new(),
            fix,
        }
    }
}

/// The owner allows what this rule holds about this tool: other tools that wait for the same are let go, too, and every
/// tool that waits for nothing more is switched on. `None` where nothing is held for it.
pub fn release(spec: &ServerSpec, held: &[Held], rule: &str, tool: &str) -> Option<(ServerSpec, Vec<Held>)> {
    let allowed = held.iter().find(|held| held.tool == tool && held.held_for.rule() == rule)?.held_for.clone();
    // Writing is allowed tool by tool; an address or a credential once for all.
    let is_let_go = |held: &Held| held.held_for == allowed && (allowed != HeldFor::Writing || held.tool == tool);
    let left: Vec<Held> = held.iter().filter(|held| !is_let_go(held)).cloned().collect();
    let mut spec = spec.clone();
    for name in held.iter().filter(|held| is_let_go(held)).map(|held| &held.tool) {
        if !left.iter().any(|held| held.tool == *name)
            && let Some(tool) = spec.tools.iter_mut().find(|tool| tool.name == *name)
        {
            tool.enabled = true;
        }
    }
    Some((spec, left))
}
